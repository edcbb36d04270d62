using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace Ocfl.Digests;

/// <summary>A vector of words of SHA-2, each of another message: a lane for each.</summary>
/// <typeparam name="TSelf">The vector.</typeparam>
/// <typeparam name="TWord">The word: 64 bits for SHA-512, 32 for SHA-256.</typeparam>
internal interface ILanes<TSelf, TWord>
    where TSelf : unmanaged, ILanes<TSelf, TWord>
    where TWord : unmanaged, IBinaryInteger<TWord>
{
    /// <summary>Whether the processor has the instructions for it.</summary>
    static abstract bool IsSupported { get; }

    static abstract TSelf operator +(TSelf left, TSelf right);

    static abstract TSelf operator ^(TSelf left, TSelf right);

    static abstract TSelf operator >>>(TSelf value, int bits);

    /// <summary>The exclusive or of three.</summary>
    static abstract TSelf Xor(TSelf first, TSelf second, TSelf third);

    /// <summary>The bits of one where those of the condition are set, and of the other elsewhere.</summary>
    static abstract TSelf Select(TSelf condition, TSelf one, TSelf other);

    static abstract TSelf RotateRight(TSelf value, [ConstantExpected] byte bits);

    /// <summary>The same word in all lanes.</summary>
    static abstract TSelf Broadcast(TWord word);

    /// <summary>Big-endian words that are beside each other in memory.</summary>
    static abstract unsafe TSelf LoadBigEndian(byte* words);

    /// <summary>The words of the lower halves of two vectors, taken from the one and the other in turn.</summary>
    static abstract TSelf ZipLower(TSelf one, TSelf other);

    /// <summary>The words of the upper halves of two vectors, taken from the one and the other in turn.</summary>
    static abstract TSelf ZipUpper(TSelf one, TSelf other);
}

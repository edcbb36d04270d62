using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ocfl.Digests;

/// <summary>
/// SHA-512 or SHA-256 of several messages at once (FIPS 180-4, sections 6.4 and 6.2): every operation is on a vector that has a word of
/// each message. The names are those of the standard.
/// </summary>
/// <typeparam name="TLanes">The vector.</typeparam>
/// <typeparam name="TWord">64 bits for SHA-512, 32 for SHA-256.</typeparam>
internal static unsafe class Sha2Lanes<TLanes, TWord>
    where TLanes : unmanaged, ILanes<TLanes, TWord>
    where TWord : unmanaged, IBinaryInteger<TWord>
{
    private const MethodImplOptions Now = MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization;

    private const int BlockWords = 16;

    /// <summary>How many messages are hashed at once.</summary>
    public static int Count => sizeof(TLanes) / sizeof(TWord);

    private static int Rounds => Is512 ? 80 : 64;

    private static bool Is512 => sizeof(TWord) == sizeof(ulong);

    /// <summary>Processes blocks of each message.</summary>
    /// <param name="hash">Eight vectors: the intermediate hash value of each message, which changes.</param>
    /// <param name="messages">Where the next block of each message is; left behind the last block.</param>
    /// <param name="blocks">How many blocks of each there are.</param>
    [SkipLocalsInit]
    [MethodImpl(Now)]
    public static void Compress(TWord* hash, byte** messages, int blocks)
    {
        byte* room = stackalloc byte[(Rounds + 1) * sizeof(TLanes)];
        TLanes* schedule = Align(room);
        fixed (TWord* keys = Sha2Stream<TWord>.RoundKeys)
        {
            for (; blocks > 0; blocks--)
            {
                Schedule(messages, schedule);
                Mix((TLanes*)hash, schedule, keys);
                for (int lane = 0; lane < Count; lane++)
                {
                    messages[lane] += BlockWords * sizeof(TWord);
                }
            }
        }
    }

    /// <summary>The message schedule of one block of each message.</summary>
    /// <param name="messages">The blocks.</param>
    /// <param name="schedule">Receives the words: 80 vectors for SHA-512, 64 for SHA-256. Aligned.</param>
    [MethodImpl(Now)]
    private static void Schedule(byte** messages, TLanes* schedule)
    {
        Load(messages, schedule);
        for (TLanes* w = schedule; w < schedule + Rounds - BlockWords; w++)
        {
            w[16] = NextWord(w);
        }
    }

    /// <summary>The first 16 words of a message schedule: the block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(byte** messages, TLanes* schedule)
    {
        Load(messages, schedule, 0);
        Load(messages, schedule + 8, 1);
    }

    /// <summary>The next word of a message schedule, from the 16 before it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes NextWord(TLanes* w) => w[0] + LowerSigma0(w[1]) + w[9] + LowerSigma1(w[14]);

    /// <summary>The constants of the rounds, each in all lanes.</summary>
    [MethodImpl(Now)]
    public static void BroadcastRoundKeys(TLanes* vectors)
    {
        fixed (TWord* keys = Sha2Stream<TWord>.RoundKeys)
        {
            for (int t = 0; t < Rounds; t++)
            {
                vectors[t] = TLanes.Broadcast(keys[t]);
            }
        }
    }

    /// <summary>The first address in some memory that vectors may be at without crossing lines of the cache.</summary>
    public static TLanes* Align(byte* room) => (TLanes*)(((nint)room + sizeof(TLanes) - 1) & -sizeof(TLanes));

    // The words of a message are beside each other in memory, those of a vector are of all messages: each zip of all vectors moves one
    // bit of a word's place from the front of the message's number to the end of the place.
    [MethodImpl(Now)]
    private static void Load(byte** messages, TLanes* words, int half)
    {
        TLanes a = Row(messages, half, 0);
        TLanes b = Row(messages, half, 1);
        TLanes c = Row(messages, half, 2);
        TLanes d = Row(messages, half, 3);
        TLanes e = Row(messages, half, 4);
        TLanes f = Row(messages, half, 5);
        TLanes g = Row(messages, half, 6);
        TLanes h = Row(messages, half, 7);
        Zip(ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h);
        Zip(ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h);
        if (Count > 4)
        {
            Zip(ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h);
        }

        words[0] = a;
        words[1] = b;
        words[2] = c;
        words[3] = d;
        words[4] = e;
        words[5] = f;
        words[6] = g;
        words[7] = h;
    }

    // A vector holds half of what this needs of a message if there are 4 lanes, and both halves if there are 16.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Row(byte** messages, int half, int row)
    {
        if (Count == 4)
        {
            return TLanes.LoadBigEndian(messages[row / 2] + (((2 * half) + (row % 2)) * sizeof(TLanes)));
        }

        if (Count == 8)
        {
            return TLanes.LoadBigEndian(messages[row] + (half * sizeof(TLanes)));
        }

        TLanes one = TLanes.LoadBigEndian(messages[row]);
        TLanes other = TLanes.LoadBigEndian(messages[row + 8]);
        return half == 0 ? TLanes.ZipLower(one, other) : TLanes.ZipUpper(one, other);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Zip(
        ref TLanes a, ref TLanes b, ref TLanes c, ref TLanes d, ref TLanes e, ref TLanes f, ref TLanes g, ref TLanes h)
    {
        (TLanes b1, TLanes c1, TLanes d1) = (b, c, d);
        (b, a) = (TLanes.ZipUpper(a, e), TLanes.ZipLower(a, e));
        (c, d) = (TLanes.ZipLower(b1, f), TLanes.ZipUpper(b1, f));
        (e, f) = (TLanes.ZipLower(c1, g), TLanes.ZipUpper(c1, g));
        (g, h) = (TLanes.ZipLower(d1, h), TLanes.ZipUpper(d1, h));
    }

    [MethodImpl(Now)]
    private static void Mix(TLanes* hash, TLanes* w, TWord* k)
    {
        (TLanes a, TLanes b, TLanes c, TLanes d) = (hash[0], hash[1], hash[2], hash[3]);
        (TLanes e, TLanes f, TLanes g, TLanes h) = (hash[4], hash[5], hash[6], hash[7]);
        for (int t = 0; t < Rounds; t += 8, w += 8, k += 8)
        {
            // Instead of the words, their names move on.
            Round(a, b, c, ref d, e, f, g, ref h, w[0] + TLanes.Broadcast(k[0]));
            Round(h, a, b, ref c, d, e, f, ref g, w[1] + TLanes.Broadcast(k[1]));
            Round(g, h, a, ref b, c, d, e, ref f, w[2] + TLanes.Broadcast(k[2]));
            Round(f, g, h, ref a, b, c, d, ref e, w[3] + TLanes.Broadcast(k[3]));
            Round(e, f, g, ref h, a, b, c, ref d, w[4] + TLanes.Broadcast(k[4]));
            Round(d, e, f, ref g, h, a, b, ref c, w[5] + TLanes.Broadcast(k[5]));
            Round(c, d, e, ref f, g, h, a, ref b, w[6] + TLanes.Broadcast(k[6]));
            Round(b, c, d, ref e, f, g, h, ref a, w[7] + TLanes.Broadcast(k[7]));
        }

        hash[0] += a;
        hash[1] += b;
        hash[2] += c;
        hash[3] += d;
        hash[4] += e;
        hash[5] += f;
        hash[6] += g;
        hash[7] += h;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(TLanes a, TLanes b, TLanes c, ref TLanes d, TLanes e, TLanes f, TLanes g, ref TLanes h, TLanes kw)
    {
        h = h + kw + TLanes.Select(e, f, g) + UpperSigma1(e);
        d += h;
        h = h + UpperSigma0(a) + TLanes.Select(a ^ b, c, b);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes UpperSigma0(TLanes x) => TLanes.Xor(Rotate(x, 28, 2), Rotate(x, 34, 13), Rotate(x, 39, 22));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes UpperSigma1(TLanes x) => TLanes.Xor(Rotate(x, 14, 6), Rotate(x, 18, 11), Rotate(x, 41, 25));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes LowerSigma0(TLanes x) => TLanes.Xor(Rotate(x, 1, 7), Rotate(x, 8, 18), Is512 ? x >>> 7 : x >>> 3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes LowerSigma1(TLanes x) => TLanes.Xor(Rotate(x, 19, 17), Rotate(x, 61, 19), Is512 ? x >>> 6 : x >>> 10);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Rotate(TLanes x, [ConstantExpected] byte bits512, [ConstantExpected] byte bits256) =>
        Is512 ? TLanes.RotateRight(x, bits512) : TLanes.RotateRight(x, bits256);
}

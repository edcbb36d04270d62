using System.Buffers;
using System.Text;
using Ocfl.Digests;

namespace Ocfl.Inventories;

/// <summary>
/// The digests of an object's inventories, each held once: as bytes where it is written in lower-case hexadecimal, half as long as its
/// text, and otherwise as its text. A digest has a number; numbers of digests that differ in case only are different.
/// </summary>
/// <remarks>While a set of digests is read its members are marked, as in a <see cref="PathTree"/>.</remarks>
internal sealed class DigestTable
{
    /// <summary>The number that stands for no digest.</summary>
    public const int None = 0;

    private const int Bytes = 0;
    private const int Text = 1;
    private const uint Mark = 1u << 31;
    private const int StackSize = 256;
    private const int LongestOnStack = 1024;

    private readonly ByteArena _texts = new();
    private readonly ChunkedList<Entry> _entries = new();
    private readonly ChainHeads _heads = new();
    private int _inText;

    public DigestTable() => _entries.Add(default);

    /// <summary>One more than the greatest number there is.</summary>
    public int Count => _entries.Count;

    /// <summary>About how many bytes it takes, including those needed while it grows.</summary>
    public long Memory => _texts.Memory + _entries.Memory + _heads.Memory;

    /// <summary>The text of a number.</summary>
    public string this[int digest]
    {
        get
        {
            ReadOnlySpan<byte> stored = _texts.Get(_entries[digest].Text, out int kind);
            return kind == Bytes ? Convert.ToHexStringLower(stored) : Encoding.UTF8.GetString(stored);
        }
    }

    /// <summary>The number of a digest, as it is written; adds it if it is new.</summary>
    public int Intern(ReadOnlySpan<byte> digest)
    {
        byte[]? rented = digest.Length > StackSize ? ArrayPool<byte>.Shared.Rent(digest.Length) : null;
        Span<byte> folded = rented ?? stackalloc byte[StackSize];
        int length = Fold(digest, folded, out bool isHex);
        folded = folded[..length];
        bool isLowerCase = isHex && !digest.ContainsAnyInRange((byte)'A', (byte)'F');
        int id = Intern(isLowerCase ? folded : digest, isLowerCase ? Bytes : Text, HashOf(folded, isHex));
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return id;
    }

    /// <summary>The number of a digest, as it is written; adds it if it is new.</summary>
    public int Intern(string digest)
    {
        if (Encoding.UTF8.GetMaxByteCount(digest.Length) > LongestOnStack)
        {
            return Intern(Encoding.UTF8.GetBytes(digest));
        }

        Span<byte> bytes = stackalloc byte[LongestOnStack];
        return Intern(bytes[..Encoding.UTF8.GetBytes(digest, bytes)]);
    }

    /// <summary>The number of the same digest in lower case; adds it if it is new.</summary>
    public int InLowerCase(int digest)
    {
        _texts.Get(_entries[digest].Text, out int kind);
        return kind == Bytes ? digest : Intern(this[digest].ToLowerInvariant());
    }

    /// <summary>Finds a digest, written in any case.</summary>
    /// <param name="digest">In any case.</param>
    /// <param name="after">What was found before, to find the next; <see cref="None"/> for the first.</param>
    /// <returns>Its number; <see cref="None"/> if there is no digest, or no other one.</returns>
    public int Find(string digest, int after = None)
    {
        int most = Encoding.UTF8.GetMaxByteCount(digest.Length);
        byte[]? rented = most > StackSize * 2 ? ArrayPool<byte>.Shared.Rent(most * 2) : null;
        Span<byte> bytes = rented ?? stackalloc byte[StackSize * 4];
        Span<byte> folded = bytes[(bytes.Length / 2)..];
        int length = Encoding.UTF8.GetBytes(digest, bytes);
        length = Fold(bytes[..length], folded, out bool isHex);
        int found = FindFolded(folded[..length], isHex, after);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return found;
    }

    /// <summary>Whether a digest is this one, written in any case.</summary>
    public bool Is(int digest, string text)
    {
        ReadOnlySpan<byte> stored = _texts.Get(_entries[digest].Text, out int kind);
        if (kind != Bytes || stored.Length > StackSize)
        {
            return string.Equals(this[digest], text, StringComparison.OrdinalIgnoreCase);
        }

        Span<byte> bytes = stackalloc byte[StackSize];
        return text.Length == stored.Length * 2
            && Convert.FromHexString(text, bytes, out _, out int length) == OperationStatus.Done
            && stored.SequenceEqual(bytes[..length]);
    }

    /// <summary>Writes the text of a number, if it is lower-case hexadecimal, which nothing in JSON must be escaped of.</summary>
    /// <returns>False if it is not, or does not fit.</returns>
    public bool TryWriteHex(int digest, Span<byte> utf8, out int written)
    {
        ReadOnlySpan<byte> stored = _texts.Get(_entries[digest].Text, out int kind);
        written = 0;
        return kind == Bytes && Convert.TryToHexStringLower(stored, utf8, out written);
    }

    /// <summary>Whether a digest has the form of one of an algorithm.</summary>
    public bool IsWellFormed(int digest, DigestAlgorithm algorithm)
    {
        ReadOnlySpan<byte> stored = _texts.Get(_entries[digest].Text, out int kind);
        return kind == Bytes && algorithm.HexLength is int length ? stored.Length * 2 == length : algorithm.IsWellFormed(this[digest]);
    }

    /// <summary>Adds a digest to the set that is read.</summary>
    /// <returns>Whether it is new, as it is written and in any case.</returns>
    public (bool Exactly, bool InAnyCase) AddToSet(int digest)
    {
        ref Entry entry = ref _entries[digest];
        bool isNew = (entry.Next & Mark) == 0;
        entry.Next |= Mark;
        return (isNew, isNew && (_inText == 0 || !HasVariantInSet(digest)));
    }

    /// <summary>Removes the mark of a digest; to be called for each digest of a set when the set has been read.</summary>
    public void RemoveFromSet(int digest) => _entries[digest].Next &= ~Mark;

    private bool HasVariantInSet(int digest)
    {
        string text = this[digest];
        for (int variant = Find(text); variant != None; variant = Find(text, variant))
        {
            if (variant != digest && (_entries[variant].Next & Mark) != 0)
            {
                return true;
            }
        }

        return false;
    }

    private int Intern(ReadOnlySpan<byte> stored, int kind, int hash)
    {
        for (int number = _heads[hash]; number != None; number = NextOf(number))
        {
            if (_texts.Get(_entries[number].Text, out int other).SequenceEqual(stored) && other == kind)
            {
                return number;
            }
        }

        int added = _entries.Add(new() { Text = _texts.Add(stored, kind) });
        _inText += kind == Text ? 1 : 0;
        if (_heads.GrowFor(added))
        {
            LinkAll();
        }
        else
        {
            Link(added, hash);
        }

        return added;
    }

    private int FindFolded(ReadOnlySpan<byte> folded, bool isHex, int after)
    {
        int number = after == None ? _heads[HashOf(folded, isHex)] : NextOf(after);
        while (number != None && !IsFolded(number, folded, isHex))
        {
            number = NextOf(number);
        }

        return number;
    }

    private bool IsFolded(int digest, ReadOnlySpan<byte> folded, bool isHex)
    {
        ReadOnlySpan<byte> stored = _texts.Get(_entries[digest].Text, out int kind);
        if (kind == Bytes)
        {
            return isHex && stored.SequenceEqual(folded);
        }

        if (stored.Length != (isHex ? folded.Length * 2 : folded.Length))
        {
            return false;
        }

        byte[] own = new byte[stored.Length];
        int length = Fold(stored, own, out bool isOwnHex);
        return isOwnHex == isHex && folded.SequenceEqual(own.AsSpan(0, length));
    }

    /// <summary>What digests that differ in case only have in common: the bytes of a hexadecimal one, or the text in lower case.</summary>
    private static int Fold(ReadOnlySpan<byte> digest, Span<byte> folded, out bool isHex)
    {
        isHex = (digest.Length & 1) == 0 && Convert.FromHexString(digest, folded, out _, out int length) == OperationStatus.Done;
        if (isHex)
        {
            return digest.Length / 2;
        }

        for (int i = 0; i < digest.Length; i++)
        {
            folded[i] = digest[i] is >= (byte)'A' and <= (byte)'Z' ? (byte)(digest[i] | 0x20) : digest[i];
        }

        return digest.Length;
    }

    private static int HashOf(ReadOnlySpan<byte> folded, bool isHex) => TextHash.Of(isHex ? 1 : 0, folded);

    private int NextOf(int number) => (int)(_entries[number].Next & ~Mark);

    private void LinkAll()
    {
        for (int i = 1; i < _entries.Count; i++)
        {
            ReadOnlySpan<byte> stored = _texts.Get(_entries[i].Text, out int kind);
            if (kind == Bytes)
            {
                Link(i, HashOf(stored, isHex: true));
                continue;
            }

            byte[] folded = ArrayPool<byte>.Shared.Rent(stored.Length);
            int length = Fold(stored, folded, out bool isHex);
            Link(i, HashOf(folded.AsSpan(0, length), isHex));
            ArrayPool<byte>.Shared.Return(folded);
        }
    }

    private void Link(int number, int hash)
    {
        ref int head = ref _heads[hash];
        ref Entry entry = ref _entries[number];
        entry.Next = (entry.Next & Mark) | (uint)head;
        head = number;
    }

    private struct Entry
    {
        public uint Text;

        /// <summary>The next with the same head, and the mark.</summary>
        public uint Next;
    }
}

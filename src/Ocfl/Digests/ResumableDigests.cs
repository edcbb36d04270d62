using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Ocfl.Digests;

/// <summary>
/// Digests of one content by several algorithms, whose state can be saved after any byte and restored later, also by another process or
/// machine: for uploads that continue, and for large files that are read in ranges. All algorithms of <see cref="DigestAlgorithm.All"/>
/// are supported. Not for use by several threads at once.
/// </summary>
/// <remarks>
/// The state has the form: <c>OCFLHASH</c>, the form's version (1), the length, the number of algorithms; for each of them its name with
/// the name's length in front, and the state of its hash; and the SHA-256 of all that. Numbers are big-endian. It contains the last bytes
/// of the content, at most 128 of them.
/// </remarks>
public sealed class ResumableDigests
{
    private const byte FormVersion = 1;

    private readonly DigestAlgorithm[] _algorithms;
    private readonly ResumableHash?[] _hashes;

    /// <summary>Digests of no bytes yet.</summary>
    /// <param name="algorithms">Each once.</param>
    /// <exception cref="ArgumentException">There is no algorithm, or one is given twice.</exception>
    public ResumableDigests(IReadOnlyList<DigestAlgorithm> algorithms)
    {
        ArgumentNullException.ThrowIfNull(algorithms);
        if (algorithms.Count is 0 or > byte.MaxValue || algorithms.Distinct().Count() != algorithms.Count)
        {
            throw new ArgumentException("There must be at least one digest algorithm, and each only once.", nameof(algorithms));
        }

        _algorithms = [.. algorithms];
        _hashes = Array.ConvertAll(_algorithms, algorithm => algorithm.CreateResumableHash());
    }

    /// <summary>The algorithms, in the order given.</summary>
    public IReadOnlyList<DigestAlgorithm> Algorithms => _algorithms;

    /// <summary>How many bytes were added.</summary>
    public long Length { get; private set; }

    private static ReadOnlySpan<byte> Mark => "OCFLHASH"u8;

    /// <summary>Continues from a state that was saved.</summary>
    /// <param name="state">What <see cref="Save"/> returned.</param>
    /// <exception cref="DigestStateException">It is damaged, or of an unknown form or algorithm.</exception>
    public static ResumableDigests Restore(ReadOnlySpan<byte> state)
    {
        if (!state.StartsWith(Mark) || state.Length < Mark.Length + 1)
        {
            throw new DigestStateException("This is not the saved state of digests: it does not start with OCFLHASH.");
        }

        if (state[Mark.Length] != FormVersion)
        {
            throw new DigestStateException(string.Create(
                CultureInfo.InvariantCulture,
                $"The saved state of digests has form {state[Mark.Length]}; this version of the library reads form {FormVersion} only."));
        }

        int size = state.Length - SHA256.HashSizeInBytes;
        if (size < Mark.Length + 1 || !SHA256.HashData(state[..size]).AsSpan().SequenceEqual(state[size..]))
        {
            throw new DigestStateException("The saved state of digests is damaged: its checksum does not match.");
        }

        try
        {
            return Read(state[(Mark.Length + 1)..size]);
        }
        catch (ArgumentException)
        {
            throw new DigestStateException("The saved state of digests does not have what its algorithms need.");
        }
    }

    /// <summary>Adds bytes.</summary>
    public void Append(ReadOnlySpan<byte> data)
    {
        Length += data.Length;
        foreach (ResumableHash? hash in _hashes)
        {
            hash?.Append(data);
        }
    }

    /// <summary>The state after all bytes added so far, for <see cref="Restore"/>. More can be added.</summary>
    public byte[] Save()
    {
        using MemoryStream state = new();
        state.Write(Mark);
        state.WriteByte(FormVersion);
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(length, Length);
        state.Write(length);
        state.WriteByte((byte)_algorithms.Length);
        for (int i = 0; i < _algorithms.Length; i++)
        {
            byte[] name = Encoding.UTF8.GetBytes(_algorithms[i].Name);
            state.WriteByte((byte)name.Length);
            state.Write(name);
            if (_hashes[i] is { } hash)
            {
                byte[] saved = new byte[hash.SavedSize];
                hash.Save(saved);
                state.Write(saved);
            }
        }

        state.Write(SHA256.HashData(state.GetBuffer().AsSpan(0, (int)state.Length)));
        return state.ToArray();
    }

    /// <summary>The digests of all bytes added so far. More can be added.</summary>
    public ContentDigests Finish()
    {
        KeyValuePair<DigestAlgorithm, string>[] digests = new KeyValuePair<DigestAlgorithm, string>[_algorithms.Length];
        for (int i = 0; i < digests.Length; i++)
        {
            digests[i] = new(
                _algorithms[i],
                _hashes[i] is { } hash ? Convert.ToHexStringLower(hash.GetDigest()) : Length.ToString(CultureInfo.InvariantCulture));
        }

        return new ContentDigests(Length, digests);
    }

    private static ResumableDigests Read(ReadOnlySpan<byte> state)
    {
        long length = BinaryPrimitives.ReadInt64BigEndian(state[..sizeof(long)]);
        DigestAlgorithm[] algorithms = new DigestAlgorithm[state.Slice(sizeof(long), 1)[0]];
        ResumableHash?[] hashes = new ResumableHash?[algorithms.Length];
        state = state[(sizeof(long) + 1)..];
        for (int i = 0; i < algorithms.Length; i++)
        {
            int nameSize = state[..1][0];
            string name = Encoding.UTF8.GetString(state.Slice(1, nameSize));
            state = state[(1 + nameSize)..];
            algorithms[i] = DigestAlgorithm.TryGet(name, out DigestAlgorithm? algorithm)
                ? algorithm
                : throw new DigestStateException($"The saved state of digests has the algorithm '{name}', which is not known here.");
            if (algorithm.CreateResumableHash() is not { } hash)
            {
                continue;
            }

            hash.Restore(state[..hash.SavedSize]);
            if (hash.Length != length)
            {
                throw new DigestStateException($"The saved state of digests has two lengths, {length} bytes and {hash.Length} bytes.");
            }

            hashes[i] = hash;
            state = state[hash.SavedSize..];
        }

        ResumableDigests digests = new(algorithms);
        hashes.CopyTo(digests._hashes, 0);
        digests.Length = length;
        return digests;
    }
}

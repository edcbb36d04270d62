using System.Buffers;

namespace Ocfl.Digests;

/// <summary>
/// Digests of one content by several algorithms in one pass. Can be reused, which saves the setup of the algorithms; not by
/// several threads at once.
/// </summary>
public sealed class MultiDigest : IDisposable
{
    /// <summary>Two of these are held while a stream is read. Larger ones fall out of the processor's cache.</summary>
    private const int BufferSize = 256 * 1024;

    private readonly DigestAlgorithm[] _algorithms;
    private readonly IncrementalDigest[] _digests;
    private long _length;

    /// <summary>Digests by these algorithms, each of which may be given once.</summary>
    public MultiDigest(IReadOnlyList<DigestAlgorithm> algorithms)
    {
        ArgumentNullException.ThrowIfNull(algorithms);
        _algorithms = [.. algorithms];
        _digests = Array.ConvertAll(_algorithms, algorithm => algorithm.CreateHash());
    }

    /// <summary>The algorithms, in the order given.</summary>
    public IReadOnlyList<DigestAlgorithm> Algorithms => _algorithms;

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="content">Read from where it is; not disposed.</param>
    /// <param name="algorithms">Each once.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<ContentDigests> DigestAsync(
        Stream content, IReadOnlyList<DigestAlgorithm> algorithms, CancellationToken cancellationToken = default)
    {
        using MultiDigest digest = new(algorithms);
        return await digest.DigestAsync(content, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The digests of bytes in memory.</summary>
    /// <param name="content">The bytes.</param>
    /// <param name="algorithms">Each once.</param>
    public static ContentDigests Digest(ReadOnlySpan<byte> content, IReadOnlyList<DigestAlgorithm> algorithms)
    {
        ArgumentNullException.ThrowIfNull(algorithms);
        var digests = new KeyValuePair<DigestAlgorithm, string>[algorithms.Count];
        for (int i = 0; i < digests.Length; i++)
        {
            digests[i] = new(algorithms[i], algorithms[i].Hash(content));
        }

        return new ContentDigests(content.Length, digests);
    }

    /// <summary>Adds bytes.</summary>
    public void Append(ReadOnlySpan<byte> data)
    {
        _length += data.Length;
        foreach (IncrementalDigest digest in _digests)
        {
            digest.Append(data);
        }
    }

    /// <summary>The digests of all bytes added. Resets the digests.</summary>
    public ContentDigests GetDigestsAndReset()
    {
        KeyValuePair<DigestAlgorithm, string>[] digests = new KeyValuePair<DigestAlgorithm, string>[_digests.Length];
        for (int i = 0; i < digests.Length; i++)
        {
            digests[i] = new(_algorithms[i], _digests[i].GetHexAndReset());
        }

        ContentDigests result = new(_length, digests);
        _length = 0;
        return result;
    }

    /// <summary>
    /// The digest of all bytes added so far, by the first algorithm that inventories use; null if there is no such algorithm.
    /// </summary>
    internal byte[]? GetCurrent()
    {
        int index = Array.FindIndex(_algorithms, algorithm => algorithm.IsForInventories);
        return index < 0 ? null : _digests[index].GetCurrent();
    }

    /// <summary>Reads a stream to its end, hashing one part while it reads the next.</summary>
    /// <param name="content">Read from where it is; not disposed.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task<ContentDigests> DigestAsync(Stream content, CancellationToken cancellationToken = default) =>
        DigestAsync(content, progress: null, cancellationToken);

    /// <summary>Reads a stream to its end, hashing one part while it reads the next.</summary>
    /// <param name="content">Read from where it is; not disposed.</param>
    /// <param name="progress">Is called after each part but the last with the number of bytes read; null for no calls.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<ContentDigests> DigestAsync(Stream content, IProgress<long>? progress, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        long read = 0;
        byte[] current = ArrayPool<byte>.Shared.Rent(BufferSize);
        byte[]? next = null;
        Task hashing = Task.CompletedTask;
        bool finished = false;
        try
        {
            // A local file is read by a thread of the pool in either case; waiting for that thread takes longer than reading most files.
            bool isImmediate = content is FileStream;
            while (true)
            {
#pragma warning disable VSTHRD103
                int length = isImmediate
                    ? content.ReadAtLeast(current, current.Length, throwOnEndOfStream: false)
                    : await content.ReadAtLeastAsync(
                        current, current.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
#pragma warning restore VSTHRD103
                isImmediate = false;
                await hashing.ConfigureAwait(false);
                if (length < current.Length)
                {
                    Append(current.AsSpan(0, length));
                    finished = true;
                    return GetDigestsAndReset();
                }

                hashing = AppendInBackgroundAsync(current);
                next ??= ArrayPool<byte>.Shared.Rent(BufferSize);
                (current, next) = (next, current);
                progress?.Report(read += length);
            }
        }
        finally
        {
            await hashing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!finished)
            {
                GetDigestsAndReset();
            }

            ArrayPool<byte>.Shared.Return(current);
            if (next is not null)
            {
                ArrayPool<byte>.Shared.Return(next);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IncrementalDigest digest in _digests)
        {
            digest.Dispose();
        }
    }

    private Task AppendInBackgroundAsync(byte[] data)
    {
        if (_digests.Length == 1)
        {
            return Task.Run(() => Append(data), CancellationToken.None);
        }

        _length += data.Length;
        return Task.WhenAll(_digests.Select(digest => Task.Run(() => digest.Append(data), CancellationToken.None)));
    }
}

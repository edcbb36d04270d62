using System.Buffers;
using Ocfl.Digests;
using Ocfl.Storage;

namespace Ocfl.Staging;

/// <summary>
/// Reads several small files of a folder with few system calls, and hashes them side by side in vector lanes. Thread-safe; to be kept, as
/// it has buffers that are used again.
/// </summary>
public sealed class SmallContents
{
    /// <summary>Files of up to so many bytes need buffers of 2 MiB for a group.</summary>
    public const int BytesOfSmallest = 256 << 10;

    private const int FilesInGroup = 32;
    private const int FewestInGroup = 8;

    // With the file that fills the group, and a byte more for each, the buffer is of 2 MiB.
    private const long BytesInGroup = (2 << 20) - BytesOfSmallest - FilesInGroup;

    private readonly LaneHashers _hashers = new();

    /// <summary>Whether files can be taken together.</summary>
    /// <param name="source">Where they are.</param>
    /// <param name="algorithm">The stage's digest algorithm.</param>
    /// <param name="fixity">Further algorithms.</param>
    public static bool CanTake(IStorage source, DigestAlgorithm algorithm, IReadOnlyList<DigestAlgorithm> fixity)
    {
        ArgumentNullException.ThrowIfNull(fixity);
        return source is LocalSource && fixity.Count == 0 && LaneHasher.IsSupported(algorithm);
    }

    /// <summary>Whether files are enough to be taken together. Few are better taken in parallel.</summary>
    /// <param name="count">How many there are.</param>
    /// <param name="bytes">Their bytes in all.</param>
    public static bool IsGroup(int count, long bytes) => count >= FilesInGroup || (count >= FewestInGroup && bytes >= BytesInGroup);

    /// <summary>Reads and hashes files.</summary>
    /// <param name="source">Where they are: such that <see cref="CanTake"/> is true.</param>
    /// <param name="algorithm">The digest algorithm.</param>
    /// <param name="files">The files as they were listed: each of at most <see cref="ContentInMemory.MostBytes"/>.</param>
    /// <param name="takeAsync">
    /// Receives the number of each file, its description, as content in its source, and its bytes, which are gone after the call. Its
    /// result is the file's result.
    /// </param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>For each file its result; null where it cannot be read in the state that it was listed in, for which
    /// <see cref="ContentInMemory.ReadAsync"/> has the reason.</returns>
    public async Task<StagingResult?[]> TakeAsync(
        IStorage source,
        DigestAlgorithm algorithm,
        IReadOnlyList<StorageFile> files,
        Func<int, StagingResult, Stream, Task<StagingResult>> takeAsync,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(takeAsync);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(files.Sum(file => (int)file.Length + 1));
        try
        {
            BytesInput?[] contents = new BytesInput?[files.Count];
            for (int i = 0, at = 0; i < contents.Length; at += (int)files[i].Length + 1, i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Memory<byte> content = buffer.AsMemory(at, (int)files[i].Length + 1);
                contents[i] = ((LocalSource)source).TryReadWhole(files[i], content.Span) ? new BytesInput(content[..^1]) : null;
            }

            _hashers.Hash(algorithm, contents.OfType<BytesInput>(), cancellationToken);
            StagingResult?[] results = new StagingResult?[contents.Length];
            for (int i = 0, at = 0; i < results.Length; at += (int)files[i].Length + 1, i++)
            {
                if (contents[i] is { Digest: { } digest })
                {
                    StagedContent inSource = new(files[i].Path, files[i].Length, files[i].ETag, InSource: true);
                    using MemoryStream bytes = new(buffer, at, (int)files[i].Length, writable: false, publiclyVisible: true);
                    results[i] = await takeAsync(i, new StagingResult(inSource, digest, null), bytes).ConfigureAwait(false);
                }
            }

            return results;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}

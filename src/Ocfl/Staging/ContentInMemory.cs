using System.Buffers;
using Ocfl.Digests;
using Ocfl.Storage;

namespace Ocfl.Staging;

/// <summary>Reads small files into memory, so that each is hashed before it is written and still read once.</summary>
public static class ContentInMemory
{
    /// <summary>Up to this length in bytes a file is small.</summary>
    public const int MostBytes = 1024 * 1024;

    /// <summary>Reads and hashes one file.</summary>
    /// <param name="source">Where the file is.</param>
    /// <param name="file">The file as it was listed: of at most <see cref="MostBytes"/>.</param>
    /// <param name="algorithm">The stage's digest algorithm.</param>
    /// <param name="fixity">Further algorithms; may be empty.</param>
    /// <param name="takeAsync">
    /// Receives the file's description, as content in its source, and its bytes, which are gone after the call. Its result is the result.
    /// </param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="StorageFileNotFoundException">The file is gone.</exception>
    /// <exception cref="StorageConditionException">The file has changed.</exception>
    public static async Task<StagingResult> ReadAsync(
        IStorage source,
        StorageFile file,
        DigestAlgorithm algorithm,
        IReadOnlyList<DigestAlgorithm> fixity,
        Func<StagingResult, Stream, Task<StagingResult>> takeAsync,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(takeAsync);
        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)file.Length + 1);
        try
        {
            StorageReader reader = await ContentStager.OpenPinnedAsync(
                source, file.Path, file.ETag, cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                // One byte more than there is: a file that grows after it was opened is noticed here, others when the end is read.
                int length = await reader.Content.ReadAtLeastAsync(
                    buffer, (int)file.Length + 1, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
                if (length != file.Length)
                {
                    throw new StorageConditionException(file.Path, StorageCondition.IfMatch(file.ETag).ToString());
                }

                using MemoryStream bytes = new(buffer, 0, length, writable: false, publiclyVisible: true);
                return await takeAsync(
                    ContentStager.DescribeBytes(reader.File, buffer.AsSpan(0, length), algorithm, fixity), bytes).ConfigureAwait(false);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}

using System.Runtime.CompilerServices;
using Ocfl.Objects;

namespace Ocfl.Cli;

/// <summary>A file of a version, with its size.</summary>
/// <param name="Index">Its place among the files that were asked for.</param>
/// <param name="Path">The logical path.</param>
/// <param name="Digest">The digest of its content.</param>
/// <param name="Bytes">Its size; null if its content is not where the inventory says.</param>
internal readonly record struct SizedFile(int Index, string Path, string Digest, long? Bytes);

/// <summary>Reads the sizes of content, several at a time, and in the order of the files.</summary>
internal static class FileSizes
{
    // On a remote storage each is a request.
    private const int Ahead = 16;

    public static async IAsyncEnumerable<SizedFile> ReadAsync(
        OcflObject source,
        IEnumerable<KeyValuePair<string, string>> files,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int index = 0;
        foreach (KeyValuePair<string, string>[] batch in files.Chunk(Ahead))
        {
            long?[] sizes = await Task.WhenAll(batch.Select(
                file => FindAsync(source, file.Value, cancellationToken))).ConfigureAwait(false);
            for (int at = 0; at < batch.Length; at++)
            {
                yield return new SizedFile(index++, batch[at].Key, batch[at].Value, sizes[at]);
            }
        }
    }

    /// <summary>How many bytes the files have together, and how many files have no content.</summary>
    public static async Task<(long Bytes, long Missing)> SumAsync(
        OcflObject source, OcflVersion version, CancellationToken cancellationToken)
    {
        (long bytes, long missing) = (0, 0);
        await foreach (SizedFile file in ReadAsync(source, version.Description.State.Paths, cancellationToken).ConfigureAwait(false))
        {
            bytes += file.Bytes ?? 0;
            missing += file.Bytes is null ? 1 : 0;
        }

        return (bytes, missing);
    }

    private static async Task<long?> FindAsync(OcflObject source, string digest, CancellationToken cancellationToken) =>
        (await source.FindContentAsync(digest, cancellationToken).ConfigureAwait(false))?.Length;
}

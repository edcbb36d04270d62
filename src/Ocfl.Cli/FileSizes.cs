using System.Runtime.CompilerServices;
using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Storage;

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
        foreach (DigestEntry[] batch in version.Description.State.Chunk(Ahead))
        {
            long?[] sizes = await Task.WhenAll(batch.Select(
                content => FindAsync(source, content.Digest, cancellationToken))).ConfigureAwait(false);
            foreach ((DigestEntry content, long? size) in batch.Zip(sizes))
            {
                bytes += (size ?? 0) * content.Paths.Count;
                missing += size is null ? content.Paths.Count : 0;
            }
        }

        return (bytes, missing);
    }

    /// <summary>Opens an object that a list has found, with the size of its newest version.</summary>
    /// <returns>No object if it cannot be read, and a problem if something is wrong with it.</returns>
    public static async Task<(OcflObject? Opened, long Bytes, string? Problem)> MeasureAsync(
        IStorage storage, string objectRoot, CancellationToken cancellationToken)
    {
        try
        {
            if (await OcflObject.TryOpenAsync(storage, objectRoot, cancellationToken).ConfigureAwait(false) is not { } found)
            {
                return (null, 0, $"'{objectRoot}' is no longer there.");
            }

            OcflObject opened = await found.WithMutableHeadAsync(cancellationToken).ConfigureAwait(false);
            return await MeasureAsync(opened, cancellationToken).ConfigureAwait(false);
        }
        catch (OcflException failure)
        {
            return (null, 0, failure.Message);
        }
    }

    /// <summary>The size of an object's newest version.</summary>
    /// <returns>A problem if something is wrong with it.</returns>
    public static async Task<(OcflObject Opened, long Bytes, string? Problem)> MeasureAsync(
        OcflObject opened, CancellationToken cancellationToken)
    {
        (long bytes, long missing) = await SumAsync(opened, opened.Head, cancellationToken).ConfigureAwait(false);
        return (opened, bytes, missing == 0
            ? null
            : $"'{opened.Root}': {missing} files have no content where the inventory says: validate the object.");
    }

    private static async Task<long?> FindAsync(OcflObject source, string digest, CancellationToken cancellationToken) =>
        (await source.FindContentAsync(digest, cancellationToken).ConfigureAwait(false))?.Length;
}

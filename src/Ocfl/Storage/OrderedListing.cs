using System.Runtime.CompilerServices;

namespace Ocfl.Storage;

/// <summary>
/// Lists directories in order, which no storage promises, and holds some names at a time: a directory with more is listed again for each
/// batch of names.
/// </summary>
/// <param name="storage">The storage.</param>
/// <param name="batchSize">How many names are held at a time.</param>
public sealed class OrderedListing(IStorage storage, int batchSize = 4096)
{
    /// <summary>The names of a directory's entries, in ordinal order.</summary>
    /// <param name="directory">The directory; empty for the storage's top.</param>
    /// <param name="isWanted">Which entries.</param>
    /// <param name="from">The first name there may be; null for all.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="StorageException">The directory cannot be listed.</exception>
    public async IAsyncEnumerable<string> ListAsync(
        string directory, Func<StorageEntry, bool> isWanted, string? from, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(isWanted);
        string? last = null;
        bool isWhole;
        do
        {
            SortedSet<string> batch = new(StringComparer.Ordinal);
            isWhole = true;
            await foreach (StorageEntry entry in storage.ListAsync(directory, recursive: false, cancellationToken).ConfigureAwait(false))
            {
                bool isAhead = last is null ? from is null || string.CompareOrdinal(entry.Name, from) >= 0 : string.CompareOrdinal(entry.Name, last) > 0;
                if (isAhead && isWanted(entry) && batch.Add(entry.Name) && batch.Count > batchSize)
                {
                    batch.Remove(batch.Max!);
                    isWhole = false;
                }
            }

            foreach (string name in batch)
            {
                last = name;
                yield return name;
            }
        }
        while (!isWhole);
    }
}

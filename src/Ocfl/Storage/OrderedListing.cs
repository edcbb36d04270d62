using System.Runtime.CompilerServices;

namespace Ocfl.Storage;

/// <summary>
/// Lists directories in order, which no storage promises, and holds some entries at a time: a directory with more is listed again for each
/// batch of entries.
/// </summary>
/// <param name="storage">The storage.</param>
/// <param name="batchSize">How many entries are held at a time.</param>
/// <param name="goesPastFailures">
/// Whether what cannot be read is among the entries (<see cref="StorageEntry.Failure"/>), the directory itself as the last of them;
/// otherwise it ends the listing.
/// </param>
public sealed class OrderedListing(IStorage storage, int batchSize = 4096, bool goesPastFailures = false)
{
    private static readonly Comparer<StorageEntry> ByName = Comparer<StorageEntry>.Create(
        (one, other) => string.CompareOrdinal(one.Name, other.Name));

    /// <summary>The names of a directory's entries, in ordinal order.</summary>
    /// <inheritdoc cref="ListEntriesAsync"/>
    public IAsyncEnumerable<string> ListAsync(
        string directory, Func<StorageEntry, bool> isWanted, string? from, CancellationToken cancellationToken = default) =>
        ListEntriesAsync(directory, isWanted, from, cancellationToken).Select(entry => entry.Name);

    /// <summary>A directory's entries, by name in ordinal order.</summary>
    /// <param name="directory">The directory; empty for the storage's top.</param>
    /// <param name="isWanted">Which entries.</param>
    /// <param name="from">The first name there may be; null for all.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="StorageException">The directory cannot be listed, and the listing does not go past failures.</exception>
    public async IAsyncEnumerable<StorageEntry> ListEntriesAsync(
        string directory,
        Func<StorageEntry, bool> isWanted,
        string? from,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(isWanted);
        string? last = null;
        StorageEntry? failed = null;
        bool isWhole;
        do
        {
            SortedSet<StorageEntry> batch = new(ByName);
            isWhole = true;
            IAsyncEnumerable<StorageEntry> entries = goesPastFailures
                ? storage.ListPastFailuresAsync(directory, recursive: false, cancellationToken)
                : storage.ListAsync(directory, recursive: false, cancellationToken);
            await foreach (StorageEntry entry in entries.ConfigureAwait(false))
            {
                if (entry.Failure is not null && entry.Path == directory)
                {
                    failed = entry;
                    continue;
                }

                bool isAhead = last is null
                    ? from is null || string.CompareOrdinal(entry.Name, from) >= 0
                    : string.CompareOrdinal(entry.Name, last) > 0;
                if (isAhead && isWanted(entry) && batch.Add(entry) && batch.Count > batchSize)
                {
                    batch.Remove(batch.Max!);
                    isWhole = false;
                }
            }

            foreach (StorageEntry entry in batch)
            {
                last = entry.Name;
                yield return entry;
            }
        }
        while (!isWhole);

        if (failed is not null)
        {
            yield return failed;
        }
    }
}

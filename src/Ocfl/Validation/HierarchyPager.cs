using System.Runtime.CompilerServices;
using Ocfl.Storage;

namespace Ocfl.Validation;

/// <summary>
/// The same as <see cref="HierarchyWalker"/>, in order and in parts: what is found in a directory is reported when it is come to, so that
/// parts which follow one another report everything once.
/// </summary>
/// <param name="context">The storage root.</param>
/// <param name="batchSize">How many names of one directory are held at a time; a directory with more is listed again for each
/// batch.</param>
internal sealed class HierarchyPager(ObjectContext context, int batchSize = 4096)
{
    /// <summary>Reads a part.</summary>
    /// <param name="after">The <see cref="RootPage.Next"/> of the part before; null for the first.</param>
    /// <param name="count">The most objects there may be in it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<RootPage> ReadAsync(string? after, int count, CancellationToken cancellationToken)
    {
        string[] names = after?.Split('/') ?? [];
        List<string> objects = [];
        Stack<IAsyncEnumerator<string>> levels = new();
        try
        {
            Push("", names.Length > 0 ? names[0] : null);
            while (levels.TryPeek(out IAsyncEnumerator<string>? level))
            {
                if (!await level.MoveNextAsync().ConfigureAwait(false))
                {
                    await levels.Pop().DisposeAsync().ConfigureAwait(false);
                }
                else if (after is not null && StoragePath.IsWithin(after, level.Current))
                {
                    // Come to by the part before, as was the object itself.
                    if (level.Current != after)
                    {
                        Push(level.Current, names[levels.Count]);
                    }
                }
                else
                {
                    (bool isObject, SortedSet<string>? children) = await LookAsync(level.Current, cancellationToken).ConfigureAwait(false);
                    if (!isObject)
                    {
                        Push(level.Current, from: null, children);
                        continue;
                    }

                    objects.Add(level.Current);
                    if (objects.Count == count)
                    {
                        return new(objects, level.Current);
                    }
                }
            }

            return new(objects, Next: null);
        }
        finally
        {
            while (levels.TryPop(out IAsyncEnumerator<string>? level))
            {
                await level.DisposeAsync().ConfigureAwait(false);
            }
        }

        // What was listed to find out what the directory is need not be listed again.
        void Push(string directory, string? from, SortedSet<string>? children = null) => levels.Push((children is null
            ? ListAsync(directory, from, cancellationToken)
            : children.Select(name => StoragePath.Combine(directory, name)).ToAsyncEnumerable()).GetAsyncEnumerator(cancellationToken));
    }

    /// <summary>
    /// Whether a directory is an object's root. What is in one that is not is reported, and the names of its directories are told where
    /// they are none too many to hold (null otherwise).
    /// </summary>
    private async Task<(bool IsObject, SortedSet<string>? Children)> LookAsync(string path, CancellationToken cancellationToken)
    {
        SortedSet<string>? children = new(StringComparer.Ordinal);
        HierarchyDirectory directory = new(path, context);
        List<StorageEntry>? peeked = [];
        await foreach (StorageEntry entry in directory.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (entry.Kind == StorageEntryKind.Directory && children?.Add(entry.Name) == true && children.Count > batchSize)
            {
                children = null;
            }

            if (peeked is null)
            {
                await directory.AddAsync(entry, cancellationToken).ConfigureAwait(false);
                continue;
            }

            peeked.Add(entry);
            if (HierarchyDirectory.IsOfObject(entry)
                || (peeked.Count == HierarchyDirectory.PeekedEntries
                    && await directory.HasObjectFilesAsync(cancellationToken).ConfigureAwait(false)))
            {
                return (true, null);
            }

            if (peeked.Count == HierarchyDirectory.PeekedEntries)
            {
                await AddAsync(peeked).ConfigureAwait(false);
                peeked = null;
            }
        }

        await AddAsync(peeked ?? []).ConfigureAwait(false);
        await directory.ReportAsync(cancellationToken).ConfigureAwait(false);
        return (false, children);

        async Task AddAsync(List<StorageEntry> entries)
        {
            foreach (StorageEntry entry in entries)
            {
                await directory.AddAsync(entry, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async IAsyncEnumerable<string> ListAsync(
        string directory, string? from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        OrderedListing listing = new(context.Storage, batchSize, goesPastFailures: true);
        await foreach (StorageEntry entry in listing.ListEntriesAsync(
            context.Full(directory), IsOnTheWay, from, cancellationToken).ConfigureAwait(false))
        {
            // What is in the directory was reported when the walk came to it, or is reported with the root. That it cannot be listed may be
            // new.
            if (entry.Failure is null)
            {
                yield return StoragePath.Combine(directory, entry.Name);
            }
            else
            {
                await context.ReportUnreadableAsync(directory, entry.Failure, cancellationToken).ConfigureAwait(false);
            }
        }

        bool IsOnTheWay(StorageEntry entry) =>
            entry.Kind == StorageEntryKind.Directory && (directory.Length > 0 || entry.Name != RootRules.Extensions);
    }
}

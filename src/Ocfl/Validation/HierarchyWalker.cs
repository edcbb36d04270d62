using Ocfl.Findings;
using Ocfl.Inventories;
using Ocfl.Storage;

namespace Ocfl.Validation;

/// <summary>
/// Walks the directories below a storage root down to its objects, and reports what is neither an object nor on the way to one
/// (OCFL 1.1, sections 4.1 and 4.3). It holds one open listing for each level, so that a root may have any number of objects.
/// </summary>
internal sealed class HierarchyWalker(ObjectContext context)
{
    private bool _hasObjectsAtTop;
    private bool _hasObjectsBelow;

    /// <summary>Walks a directory of the storage root and hands on each object's root, as a path within the storage root.</summary>
    public async Task WalkAsync(string top, Func<string, ValueTask> onObject, CancellationToken cancellationToken)
    {
        Stack<Level> levels = new();
        try
        {
            await OpenAsync(top, levels, onObject, cancellationToken).ConfigureAwait(false);
            while (levels.TryPeek(out Level? level))
            {
                StorageEntry? entry = await level.NextAsync().ConfigureAwait(false);
                if (entry is null)
                {
                    level = levels.Pop();
                    await level.DisposeAsync().ConfigureAwait(false);
                    await level.Directory.ReportAsync(cancellationToken).ConfigureAwait(false);
                    continue;
                }

                await level.Directory.AddAsync(entry, cancellationToken).ConfigureAwait(false);
                if (entry.Kind == StorageEntryKind.Directory)
                {
                    await OpenAsync(context.Local(entry.Path), levels, onObject, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            while (levels.TryPop(out Level? level))
            {
                await level.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>Reports what can be said when all objects are known.</summary>
    public ValueTask ReportAsync(CancellationToken cancellationToken) =>
        ReportDepthsAsync(context, _hasObjectsAtTop, _hasObjectsBelow, cancellationToken);

    /// <summary>Reports a root that has objects both as its own children and deeper.</summary>
    public static async ValueTask ReportDepthsAsync(
        ObjectContext context, bool hasObjectsAtTop, bool hasObjectsBelow, CancellationToken cancellationToken)
    {
        if (hasObjectsAtTop && hasObjectsBelow)
        {
            await context.ReportAtAsync(
                FindingCodes.W015,
                "Some objects are direct children of the storage root and some are deeper; a root should have either the one or the other.",
                "",
                cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Looks for objects in directories within an object, where there must be none.</summary>
    public static async Task FindNestedAsync(
        ObjectContext context, string objectRoot, IEnumerable<string> directories, CancellationToken cancellationToken)
    {
        foreach (string directory in directories)
        {
            string path = StoragePath.Combine(objectRoot, directory);
            await foreach (StorageEntry entry in context.ListAsync(path, recursive: true, cancellationToken).ConfigureAwait(false))
            {
                if (entry.Kind == StorageEntryKind.File && entry.Name.StartsWith("0=ocfl_object_", StringComparison.Ordinal))
                {
                    string nested = context.Local(StoragePath.GetDirectory(entry.Path));
                    await context.ReportAtAsync(
                        FindingCodes.E082,
                        $"The object in {FindingNotes.Show(nested)} is within the object in {FindingNotes.Show(objectRoot)}; objects "
                            + "must be at the ends of the hierarchy.",
                        nested,
                        cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }

    private async Task OpenAsync(
        string directory, Stack<Level> levels, Func<string, ValueTask> onObject, CancellationToken cancellationToken)
    {
        HierarchyDirectory opened = new(directory, context);
        Level level = new(opened, opened.ListAsync(cancellationToken).GetAsyncEnumerator(cancellationToken));
        bool isObject;
        try
        {
            isObject = await level.PeekAsync(HierarchyDirectory.IsOfObject, HierarchyDirectory.PeekedEntries).ConfigureAwait(false)
                ?? await level.Directory.HasObjectFilesAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await level.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        if (!isObject)
        {
            levels.Push(level);
            return;
        }

        await level.DisposeAsync().ConfigureAwait(false);
        bool isAtTop = !directory.Contains('/', StringComparison.Ordinal);
        _hasObjectsAtTop |= isAtTop;
        _hasObjectsBelow |= !isAtTop;
        await onObject(directory).ConfigureAwait(false);
    }

    /// <summary>A directory whose listing is open.</summary>
    private sealed class Level(HierarchyDirectory directory, IAsyncEnumerator<StorageEntry> entries) : IAsyncDisposable
    {
        private readonly Queue<StorageEntry> _peeked = new();

        public HierarchyDirectory Directory { get; } = directory;

        /// <summary>Whether one of the first entries is of a kind; null where there are more of them and none of these is.</summary>
        public async Task<bool?> PeekAsync(Func<StorageEntry, bool> isOfKind, int count)
        {
            while (_peeked.Count < count)
            {
                if (!await entries.MoveNextAsync().ConfigureAwait(false))
                {
                    return false;
                }

                _peeked.Enqueue(entries.Current);
                if (isOfKind(entries.Current))
                {
                    return true;
                }
            }

            return null;
        }

        public async Task<StorageEntry?> NextAsync()
        {
            if (_peeked.TryDequeue(out StorageEntry? entry))
            {
                return entry;
            }

            return await entries.MoveNextAsync().ConfigureAwait(false) ? entries.Current : null;
        }

        public ValueTask DisposeAsync() => entries.DisposeAsync();
    }
}

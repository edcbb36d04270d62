using Ocfl.Inventories;
using Ocfl.Storage;

namespace Ocfl.Validation;

/// <summary>
/// Walks the directories below a storage root down to its objects, and reports what is neither an object nor on the way to one
/// (OCFL 1.1, sections 4.1 and 4.3). It holds one open listing for each level, so that a root may have any number of objects.
/// </summary>
internal sealed class HierarchyWalker(ObjectContext context)
{
    /// <summary>How much of a directory is looked at before it is asked for an object's files by name.</summary>
    private const int PeekedEntries = 1024;

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
                    await CloseAsync(levels.Pop(), cancellationToken).ConfigureAwait(false);
                }
                else if (entry.Kind == StorageEntryKind.Directory)
                {
                    level.HasDirectories = true;
                    await OpenAsync(context.Local(entry.Path), levels, onObject, cancellationToken).ConfigureAwait(false);
                }
                else
                {
                    await CheckStrayAsync(entry, level, cancellationToken).ConfigureAwait(false);
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
    public async ValueTask ReportAsync(CancellationToken cancellationToken)
    {
        if (_hasObjectsAtTop && _hasObjectsBelow)
        {
            await context.ReportAtAsync("W015", "Some objects are direct children of the storage root and some are deeper; a root should have either the one or the other.", "", cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Looks for objects in directories within an object, where there must be none.</summary>
    public async Task FindNestedAsync(string objectRoot, IEnumerable<string> directories, CancellationToken cancellationToken)
    {
        foreach (string directory in directories)
        {
            string path = StoragePath.Combine(objectRoot, directory);
            await foreach (StorageEntry entry in context.Storage.ListAsync(context.Full(path), recursive: true, cancellationToken).ConfigureAwait(false))
            {
                if (entry.Kind == StorageEntryKind.File && entry.Name.StartsWith("0=ocfl_object_", StringComparison.Ordinal))
                {
                    string nested = context.Local(StoragePath.GetDirectory(entry.Path));
                    await context.ReportAtAsync("E082", $"The object in {FindingNotes.Show(nested)} is within the object in {FindingNotes.Show(objectRoot)}; objects must be at the ends of the hierarchy.", nested, cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }

    private async Task OpenAsync(string directory, Stack<Level> levels, Func<string, ValueTask> onObject, CancellationToken cancellationToken)
    {
        Level level = new(directory, context.Storage.ListAsync(context.Full(directory), recursive: false, cancellationToken).GetAsyncEnumerator(cancellationToken));
        bool isObject;
        try
        {
            isObject = await level.PeekAsync(IsOfObject, PeekedEntries).ConfigureAwait(false)
                ?? await HasObjectFilesAsync(directory, cancellationToken).ConfigureAwait(false);
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

    private static bool IsOfObject(StorageEntry entry) =>
        entry.Kind == StorageEntryKind.File && (entry.Name == Inventory.FileName || entry.Name.StartsWith("0=ocfl_object_", StringComparison.Ordinal));

    private async Task<bool> HasObjectFilesAsync(string directory, CancellationToken cancellationToken)
    {
        foreach (string name in (string[])[SpecificationVersion.V11.ObjectDeclaration, SpecificationVersion.V10.ObjectDeclaration, Inventory.FileName])
        {
            if (await context.Storage.GetFileAsync(context.Full(StoragePath.Combine(directory, name)), cancellationToken).ConfigureAwait(false) is not null)
            {
                return true;
            }
        }

        return false;
    }

    private async Task CheckStrayAsync(StorageEntry entry, Level level, CancellationToken cancellationToken)
    {
        string path = context.Local(entry.Path);
        if (entry.Kind == StorageEntryKind.Other)
        {
            level.HasOthers = true;
            await context.ReportSpecialAsync(entry, cancellationToken).ConfigureAwait(false);
            return;
        }

        level.HasFiles = true;
        string shown = FindingNotes.Show(path);
        await context.ReportAtAsync("E072", $"The file {shown} is in no object; the directories that lead to objects must hold no other files.", path, cancellationToken).ConfigureAwait(false);
        await context.ReportAtAsync("E084", $"The file {shown} is in an intermediate directory; those must hold directories only.", path, cancellationToken).ConfigureAwait(false);
        if (entry.Name.StartsWith("0=ocfl_", StringComparison.Ordinal))
        {
            await context.ReportAtAsync("E074", $"The file {shown} declares a storage root within this one; storage roots must be independent.", path, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task CloseAsync(Level level, CancellationToken cancellationToken)
    {
        await level.DisposeAsync().ConfigureAwait(false);
        string shown = FindingNotes.Show(level.Directory);
        if (level.HasDirectories)
        {
            return;
        }

        if (level.HasFiles)
        {
            await context.ReportAtAsync("E085", $"The directories end at {shown}, which is not an object's root; they must end at one.", level.Directory, cancellationToken).ConfigureAwait(false);
            await context.ReportAtAsync("E088", $"The directory {shown} does not lead to an object; a storage root must have no other directories.", level.Directory, cancellationToken).ConfigureAwait(false);
        }
        else if (!level.HasOthers)
        {
            await context.ReportAtAsync("E073", $"The directory {shown} is empty; there must be no empty directory.", level.Directory, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A directory whose listing is open.</summary>
    private sealed class Level(string directory, IAsyncEnumerator<StorageEntry> entries) : IAsyncDisposable
    {
        private readonly Queue<StorageEntry> _peeked = new();

        public string Directory { get; } = directory;

        public bool HasDirectories { get; set; }

        public bool HasFiles { get; set; }

        public bool HasOthers { get; set; }

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

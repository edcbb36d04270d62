namespace Ocfl.Storage;

/// <summary>
/// The place of a <see cref="LocalStorage"/> for what is staged for its objects and waits for a commit: in its pending area, a folder for
/// each object.
/// </summary>
/// <param name="storage">The files there.</param>
/// <param name="locks">The locks of the folders.</param>
internal sealed class LocalStages(LocalStorage storage, FileLocks locks) : StagePlace
{
    private const int MaxAttempts = 5;

    /// <inheritdoc/>
    public override LocalStorage Storage => storage;

    /// <inheritdoc/>
    public override bool WritesInPlace => false;

    /// <inheritdoc/>
    public override Task<IDirectoryLock> LockAsync(string folder, CancellationToken cancellationToken) =>
        storage.Folder.Failures.GuardAsync(
            folder,
            async () => (IDirectoryLock)new Held(
                await locks.TakeAsync(folder, () => Make(folder), cancellationToken).ConfigureAwait(false), storage, folder));

    // Only the holder of its lock may remove a folder, since it is the lock.
    /// <inheritdoc/>
    public override async Task RemoveIfEmptyAsync(string folder)
    {
        try
        {
            string path = storage.Folder.FullPath(folder);
            if (Directory.Exists(path)
                && !Directory.EnumerateFileSystemEntries(path).Any()
                && locks.TryTake(folder, () => Make(folder)) is { } held)
            {
                await new Held(held, storage, folder).DisposeAsync().ConfigureAwait(false);
            }
        }
        catch (Exception left) when (left is IOException or UnauthorizedAccessException)
        {
            // An empty folder does no harm.
        }
    }

    /// <inheritdoc/>
    public override Task<IReadOnlyList<string>> FindFoldersAsync(CancellationToken cancellationToken)
    {
        try
        {
            return Task.FromResult<IReadOnlyList<string>>(
                [.. Directory.GetDirectories(storage.Folder.FullPath("")).Select(path => Path.GetFileName(path))]);
        }
        catch (Exception none) when (none is IOException or UnauthorizedAccessException)
        {
            return Task.FromResult<IReadOnlyList<string>>([]);
        }
    }

    /// <inheritdoc/>
    public override Task<IReadOnlyList<string>> FindMarkedAsync(string folder, string prefix, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>(
            [.. InUseMarker.FindFolders(storage.Folder.FullPath(folder), prefix).Select(path => Path.GetFileName(path))]);

    /// <inheritdoc/>
    public override Task<InUseMark> CreateAsync(
        string folder, string prefix, string objectRoot, CancellationToken cancellationToken) =>
        storage.Folder.Failures.GuardAsync(folder, () => Task.FromResult<InUseMark>(Create(folder, prefix)));

    /// <inheritdoc/>
    public override Task<InUseMark?> TryMarkAsync(string path, CancellationToken cancellationToken)
    {
        string folder = storage.Folder.FullPath(path);
        return Task.FromResult<InUseMark?>(InUseMarker.TryMark(folder) is { } marker ? new Mark(path, folder, marker) : null);
    }

    // Who changes a record holds the lock.
    /// <inheritdoc/>
    public override StorageCondition ConditionOf(string? etag) => default;

    /// <inheritdoc/>
    public override Task<bool> DeleteRecordAsync(string file, string? etag, CancellationToken cancellationToken) =>
        storage.Folder.Failures.GuardAsync(file, () =>
        {
            string path = storage.Folder.FullPath(file);
            bool exists = File.Exists(path);
            File.Delete(path);
            storage.Folder.FlushDirectoryOf(file);
            return Task.FromResult(exists);
        });

    /// <inheritdoc/>
    public override string Locate(string path) => storage.Folder.FullPath(path);

    private Mark Create(string folder, string prefix)
    {
        for (int attempt = 1; ; attempt++)
        {
            string name = StoragePath.Combine(folder, prefix + Guid.NewGuid().ToString("N"));
            storage.Folder.MakeDirectory(name);
            string path = storage.Folder.FullPath(name);
            FileStream? marker = InUseMarker.TryMark(path);
            if (marker is not null && Directory.Exists(path) && File.Exists(path + InUseMarker.Suffix))
            {
                storage.Folder.Pending.GiveToOwner(marker.SafeFileHandle);
                return new Mark(name, path, marker);
            }

            // Another process removed it as abandoned before it was marked.
            marker?.Dispose();
            if (attempt == MaxAttempts)
            {
                throw new IOException($"'{path}' cannot be marked as in use.");
            }
        }
    }

    private string Make(string folder)
    {
        storage.Folder.MakeDirectory(folder);
        return storage.Folder.FullPath(folder);
    }

    private sealed class Held(IDirectoryLock held, LocalStorage storage, string folder) : IDirectoryLock
    {
        public bool IsCertain => held.IsCertain;

        public async ValueTask DisposeAsync()
        {
            storage.Folder.DeleteEmptyDirectories(folder);
            await held.DisposeAsync().ConfigureAwait(false);
        }
    }

    private sealed class Mark(string path, string folder, FileStream marker) : InUseMark(path)
    {
        public override Task RemoveFolderAsync()
        {
            InUseMarker.Remove(folder);
            return Task.CompletedTask;
        }

        public override ValueTask DisposeAsync()
        {
            InUseMarker.Release(folder, marker);
            return ValueTask.CompletedTask;
        }
    }
}

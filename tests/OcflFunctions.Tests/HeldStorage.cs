using Ocfl.Storage;

namespace OcflFunctions.Tests;

/// <summary>A storage in which one flow of calls is held before one of its changes, while all others go on.</summary>
internal sealed class HeldStorage(IStorage inner) : IStorage
{
    private static readonly AsyncLocal<Hold?> Present = new();

    public string Location => inner.Location;

    public IPendingArea? PendingArea { get; } = inner.PendingArea is { } area ? new HeldPendingArea(area) : null;

    /// <summary>Runs something that is held before one of its changes, if it comes to so many outside of a lock.</summary>
    public static async Task RunAsync(Hold hold, Func<Task> runAsync)
    {
        Present.Value = hold;
        await runAsync();
    }

    public Task<StorageFile?> GetFileAsync(string path, CancellationToken cancellationToken = default) =>
        inner.GetFileAsync(path, cancellationToken);

    public Task<StorageReader> OpenReadAsync(
        string path, StorageReadOptions? options = null, CancellationToken cancellationToken = default) =>
        inner.OpenReadAsync(path, options, cancellationToken);

    public IAsyncEnumerable<StorageEntry> ListAsync(string directory, bool recursive, CancellationToken cancellationToken = default) =>
        inner.ListAsync(directory, recursive, cancellationToken);

    public async Task<StorageFile> WriteAsync(
        string path, Stream content, StorageWriteOptions options, CancellationToken cancellationToken = default)
    {
        await PauseAsync();
        return await inner.WriteAsync(path, content, options, cancellationToken);
    }

    // Not held while the file is open: a storage that keeps a second writer out would keep the others waiting.
    public async Task<GrowingFile> OpenToAppendAsync(
        string path, long length, long expected, string? owner = null, CancellationToken cancellationToken = default)
    {
        await PauseAsync();
        return await inner.OpenToAppendAsync(path, length, expected, owner, cancellationToken);
    }

    public async Task<StorageFile> CopyFromAsync(
        IStorage source, string sourcePath, string path, StorageCopyOptions options, CancellationToken cancellationToken = default)
    {
        await PauseAsync();
        return await inner.CopyFromAsync(source is HeldStorage held ? held.Inner : source, sourcePath, path, options, cancellationToken);
    }

    public async Task<StorageFile> SetOwnerAsync(string path, string owner, string etag, CancellationToken cancellationToken = default)
    {
        await PauseAsync();
        return await inner.SetOwnerAsync(path, owner, etag, cancellationToken);
    }

    public async Task<bool> DeleteAsync(string path, string? etag = null, CancellationToken cancellationToken = default)
    {
        await PauseAsync();
        return await inner.DeleteAsync(path, etag, cancellationToken);
    }

    public async Task CreateDirectoryAsync(string directory, CancellationToken cancellationToken = default)
    {
        await PauseAsync();
        await inner.CreateDirectoryAsync(directory, cancellationToken);
    }

    public async Task DeleteDirectoryAsync(string directory, CancellationToken cancellationToken = default)
    {
        await PauseAsync();
        await inner.DeleteDirectoryAsync(directory, cancellationToken);
    }

    private IStorage Inner => inner;

    private static Task PauseAsync() => Present.Value?.PauseAsync() ?? Task.CompletedTask;

    /// <summary>Where a flow of calls is held.</summary>
    /// <param name="before">Before which of its changes, counted from 0.</param>
    internal sealed class Hold(int before)
    {
        private readonly TaskCompletionSource _let = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _changes;

        /// <summary>Ends when the flow is held.</summary>
        public Task Held => _held.Task;

        /// <summary>Whoever holds a lock is not held: the others would wait for it, and not see it come late.</summary>
        public bool HasLock { get; set; }

        /// <summary>Lets it go on.</summary>
        public void Let() => _let.TrySetResult();

        public Task PauseAsync()
        {
            if (HasLock || Interlocked.Increment(ref _changes) - 1 != before)
            {
                return Task.CompletedTask;
            }

            _held.TrySetResult();
            return _let.Task;
        }
    }

    private sealed class HeldPendingArea(IPendingArea inner) : IPendingArea
    {
        public IStorage Storage { get; } = new HeldStorage(inner.Storage);

        public async Task<IDirectoryLock> LockAsync(string directory, string owner, CancellationToken cancellationToken = default)
        {
            Hold? hold = Present.Value;
            IDirectoryLock taken = await inner.LockAsync(directory, owner, cancellationToken);
            if (hold is not null)
            {
                hold.HasLock = true;
            }

            return new Lock(taken, hold);
        }

        public Task<bool> DirectoryExistsAsync(string directory, CancellationToken cancellationToken = default) =>
            inner.DirectoryExistsAsync(directory, cancellationToken);

        public Task MoveInAsync(string pendingDirectory, string directory, CancellationToken cancellationToken = default) =>
            inner.MoveInAsync(pendingDirectory, directory, cancellationToken);

        public Task MoveOutAsync(string directory, string pendingDirectory, CancellationToken cancellationToken = default) =>
            inner.MoveOutAsync(directory, pendingDirectory, cancellationToken);

        private sealed class Lock(IDirectoryLock taken, Hold? hold) : IDirectoryLock
        {
            public bool IsCertain => taken.IsCertain;

            public ValueTask DisposeAsync()
            {
                if (hold is not null)
                {
                    hold.HasLock = false;
                }

                return taken.DisposeAsync();
            }
        }
    }
}

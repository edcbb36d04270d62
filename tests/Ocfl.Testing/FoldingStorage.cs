using System.Runtime.CompilerServices;
using Ocfl.Storage;

namespace Ocfl.Testing;

/// <summary>A storage on a volume that keeps the case of names, and does not tell names apart that differ by it.</summary>
public sealed class FoldingStorage(IStorage inner) : IStorage
{
    private Task _last = Task.CompletedTask;
    private IPendingArea? _pending;

    public string Location => inner.Location;

    public IPendingArea? PendingArea => inner.PendingArea is { } pending ? _pending ??= new FoldingPendingArea(this, pending) : null;

    public Task<StorageFile?> GetFileAsync(string path, CancellationToken cancellationToken = default) =>
        AtAsync(path, async found => await inner.GetFileAsync(found, cancellationToken) is { } file ? file with { Path = path } : null);

    public Task<StorageReader> OpenReadAsync(
        string path, StorageReadOptions? options = null, CancellationToken cancellationToken = default) =>
        AtAsync(path, found => inner.OpenReadAsync(found, options, cancellationToken));

    public async IAsyncEnumerable<StorageEntry> ListAsync(
        string directory, bool recursive, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string found = await FindAsync(directory);
        await foreach (StorageEntry entry in inner.ListAsync(found, recursive, cancellationToken))
        {
            string path = directory + entry.Path[found.Length..];
            yield return entry with { Path = path, File = entry.File is { } file ? file with { Path = path } : null };
        }
    }

    public Task<StorageFile> WriteAsync(
        string path, Stream content, StorageWriteOptions options, CancellationToken cancellationToken = default) =>
        AtAsync(path, async found => await inner.WriteAsync(found, content, options, cancellationToken) with { Path = path });

    public Task<StorageFile> CopyFromAsync(
        IStorage source, string sourcePath, string path, StorageCopyOptions options, CancellationToken cancellationToken = default) =>
        AtAsync(path, async found => await inner.CopyFromAsync(
            source is FoldingStorage folding ? folding.Inner : source, sourcePath, found, options, cancellationToken) with
        { Path = path });

    public Task<StorageFile> SetOwnerAsync(string path, string owner, string etag, CancellationToken cancellationToken = default) =>
        AtAsync(path, found => inner.SetOwnerAsync(found, owner, etag, cancellationToken));

    public Task<bool> DeleteAsync(string path, string? etag = null, CancellationToken cancellationToken = default) =>
        AtAsync(path, found => inner.DeleteAsync(found, etag, cancellationToken));

    public Task CreateDirectoryAsync(string directory, CancellationToken cancellationToken = default) =>
        AtAsync(directory, async found =>
        {
            await inner.CreateDirectoryAsync(found, cancellationToken);
            return true;
        });

    public Task DeleteDirectoryAsync(string directory, CancellationToken cancellationToken = default) =>
        AtAsync(directory, async found =>
        {
            await inner.DeleteDirectoryAsync(found, cancellationToken);
            return true;
        });

    private IStorage Inner => inner;

    // One at a time, as a file system looks up and makes a name in one step.
    private async Task<T> AtAsync<T>(string path, Func<string, Task<T>> actAsync)
    {
        TaskCompletionSource isOver = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await Interlocked.Exchange(ref _last, isOver.Task);
        try
        {
            return await actAsync(await FindAsync(path));
        }
        finally
        {
            isOver.SetResult();
        }
    }

    private async Task<string> FindAsync(string path)
    {
        string found = "";
        foreach (string name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            string? other = null;
            await foreach (StorageEntry entry in inner.ListAsync(found, recursive: false))
            {
                other = string.Equals(entry.Name, name, StringComparison.OrdinalIgnoreCase) ? entry.Name : other;
            }

            found = StoragePath.Combine(found, other ?? name);
        }

        return found;
    }

    private sealed class FoldingPendingArea(FoldingStorage proper, IPendingArea inner) : IPendingArea
    {
        public IStorage Storage { get; } = new FoldingStorage(inner.Storage);

        public Task<IDirectoryLock> LockAsync(string directory, string owner, CancellationToken cancellationToken = default) =>
            inner.LockAsync(directory, owner, cancellationToken);

        public async Task<bool> DirectoryExistsAsync(string directory, CancellationToken cancellationToken = default) =>
            await inner.DirectoryExistsAsync(await proper.FindAsync(directory), cancellationToken);

        public async Task MoveInAsync(string pendingDirectory, string directory, CancellationToken cancellationToken = default) =>
            await inner.MoveInAsync(pendingDirectory, await proper.FindAsync(directory), cancellationToken);

        public async Task MoveOutAsync(string directory, string pendingDirectory, CancellationToken cancellationToken = default) =>
            await inner.MoveOutAsync(await proper.FindAsync(directory), pendingDirectory, cancellationToken);
    }
}

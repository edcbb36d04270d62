using Ocfl.Storage;

namespace OcflFunctions.Tests;

/// <summary>A storage whose accesses wait, each before it happens, until a driver lets one go.</summary>
internal sealed class SteppedStorage(IStorage inner) : IStorage
{
    private readonly List<TaskCompletionSource> _waiting = [];

    public string Location => inner.Location;

    public IPendingArea? PendingArea => inner.PendingArea;

    /// <summary>Lets one of those that wait go on, until it waits again.</summary>
    public void Step(Random random)
    {
        int chosen = random.Next(_waiting.Count);
        TaskCompletionSource next = _waiting[chosen];
        _waiting.RemoveAt(chosen);
        next.SetResult();
    }

    /// <summary>Waits as an access does.</summary>
    public Task PauseAsync()
    {
        TaskCompletionSource pause = new();
        _waiting.Add(pause);
        return pause.Task;
    }

    public async Task<StorageFile?> GetFileAsync(string path, CancellationToken cancellationToken = default)
    {
        await PauseAsync();
        return await inner.GetFileAsync(path, cancellationToken);
    }

    public async Task<StorageReader> OpenReadAsync(
        string path, StorageReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        await PauseAsync();
        return await inner.OpenReadAsync(path, options, cancellationToken);
    }

    public async Task<StorageReader?> TryOpenReadAsync(
        string path, StorageReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        await PauseAsync();
        return await inner.TryOpenReadAsync(path, options, cancellationToken);
    }

    public IAsyncEnumerable<StorageEntry> ListAsync(string directory, bool recursive, CancellationToken cancellationToken = default) =>
        inner.ListAsync(directory, recursive, cancellationToken);

    public async Task<StorageFile> WriteAsync(
        string path, Stream content, StorageWriteOptions options, CancellationToken cancellationToken = default)
    {
        await PauseAsync().WaitAsync(cancellationToken);
        return await inner.WriteAsync(path, content, options, cancellationToken);
    }

    public Task<StorageFile> CopyFromAsync(
        IStorage source, string sourcePath, string path, StorageCopyOptions options, CancellationToken cancellationToken = default) =>
        inner.CopyFromAsync(source, sourcePath, path, options, cancellationToken);

    public Task<StorageFile> SetOwnerAsync(string path, string owner, string etag, CancellationToken cancellationToken = default) =>
        inner.SetOwnerAsync(path, owner, etag, cancellationToken);

    public Task<bool> DeleteAsync(string path, string? etag = null, CancellationToken cancellationToken = default) =>
        inner.DeleteAsync(path, etag, cancellationToken);

    public Task CreateDirectoryAsync(string directory, CancellationToken cancellationToken = default) =>
        inner.CreateDirectoryAsync(directory, cancellationToken);

    public Task DeleteDirectoryAsync(string directory, CancellationToken cancellationToken = default) =>
        inner.DeleteDirectoryAsync(directory, cancellationToken);
}

using Ocfl.Storage;

namespace OcflFunctions.Tests;

/// <summary>A storage that tells of each file before it is opened.</summary>
/// <param name="inner">The storage.</param>
/// <param name="onOpenAsync">Gets the path; what it does, others have done meanwhile, and what it throws, the storage does.</param>
/// <param name="onWritten">Gets the path of each file once it is written; null for nobody.</param>
/// <param name="onDeleteAsync">Gets the path of each file before it is deleted; null for nobody.</param>
internal sealed class WatchedStorage(
    IStorage inner, Func<string, Task> onOpenAsync, Action<string>? onWritten = null, Func<string, Task>? onDeleteAsync = null) : IStorage
{
    public string Location => inner.Location;

    public IPendingArea? PendingArea => inner.PendingArea;

    public Task<StorageFile?> GetFileAsync(string path, CancellationToken cancellationToken = default) =>
        inner.GetFileAsync(path, cancellationToken);

    public async Task<StorageReader> OpenReadAsync(
        string path, StorageReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        await onOpenAsync(path);
        return await inner.OpenReadAsync(path, options, cancellationToken);
    }

    public IAsyncEnumerable<StorageEntry> ListAsync(string directory, bool recursive, CancellationToken cancellationToken = default) =>
        inner.ListAsync(directory, recursive, cancellationToken);

    public async Task<StorageFile> WriteAsync(
        string path, Stream content, StorageWriteOptions options, CancellationToken cancellationToken = default)
    {
        StorageFile written = await inner.WriteAsync(path, content, options, cancellationToken);
        onWritten?.Invoke(path);
        return written;
    }

    public Task<StorageFile> CopyFromAsync(
        IStorage source, string sourcePath, string path, StorageCopyOptions options, CancellationToken cancellationToken = default) =>
        inner.CopyFromAsync(source is WatchedStorage watched ? watched.Inner : source, sourcePath, path, options, cancellationToken);

    public bool CopiesByItself(IStorage source) => inner.CopiesByItself(source is WatchedStorage watched ? watched.Inner : source);

    public Task<StorageFile> SetOwnerAsync(string path, string owner, string etag, CancellationToken cancellationToken = default) =>
        inner.SetOwnerAsync(path, owner, etag, cancellationToken);

    public async Task<bool> DeleteAsync(string path, string? etag = null, CancellationToken cancellationToken = default)
    {
        await (onDeleteAsync?.Invoke(path) ?? Task.CompletedTask);
        return await inner.DeleteAsync(path, etag, cancellationToken);
    }

    public Task CreateDirectoryAsync(string directory, CancellationToken cancellationToken = default) =>
        inner.CreateDirectoryAsync(directory, cancellationToken);

    public Task DeleteDirectoryAsync(string directory, CancellationToken cancellationToken = default) =>
        inner.DeleteDirectoryAsync(directory, cancellationToken);

    private IStorage Inner => inner;
}

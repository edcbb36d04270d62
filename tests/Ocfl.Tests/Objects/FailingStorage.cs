using Ocfl.Storage;

namespace Ocfl.Tests.Objects;

/// <summary>A storage that works until a number of changes were made, and then fails as if its process had died.</summary>
internal sealed class FailingStorage(IStorage inner, int allowedChanges) : IStorage
{
    private int _changes;

    public string Location => inner.Location;

    public IPendingArea? PendingArea => inner.PendingArea;

    public Task<StorageFile?> GetFileAsync(string path, CancellationToken cancellationToken = default) => inner.GetFileAsync(path, cancellationToken);

    public Task<StorageReader> OpenReadAsync(string path, StorageReadOptions? options = null, CancellationToken cancellationToken = default) =>
        inner.OpenReadAsync(path, options, cancellationToken);

    public IAsyncEnumerable<StorageEntry> ListAsync(string directory, bool recursive, CancellationToken cancellationToken = default) =>
        inner.ListAsync(directory, recursive, cancellationToken);

    public Task<StorageFile> WriteAsync(string path, Stream content, StorageWriteOptions options, CancellationToken cancellationToken = default)
    {
        Change();
        return inner.WriteAsync(path, content, options, cancellationToken);
    }

    public Task<StorageFile> CopyFromAsync(IStorage source, string sourcePath, string path, StorageCopyOptions options, CancellationToken cancellationToken = default)
    {
        Change();
        return inner.CopyFromAsync(source, sourcePath, path, options, cancellationToken);
    }

    public Task<StorageFile> SetOwnerAsync(string path, string owner, string etag, CancellationToken cancellationToken = default)
    {
        Change();
        return inner.SetOwnerAsync(path, owner, etag, cancellationToken);
    }

    public Task<bool> DeleteAsync(string path, string? etag = null, CancellationToken cancellationToken = default)
    {
        Change();
        return inner.DeleteAsync(path, etag, cancellationToken);
    }

    public Task CreateDirectoryAsync(string directory, CancellationToken cancellationToken = default)
    {
        Change();
        return inner.CreateDirectoryAsync(directory, cancellationToken);
    }

    public Task DeleteDirectoryAsync(string directory, CancellationToken cancellationToken = default)
    {
        Change();
        return inner.DeleteDirectoryAsync(directory, cancellationToken);
    }

    private void Change()
    {
        if (_changes++ >= allowedChanges)
        {
            throw new StorageException("the process has died");
        }
    }
}

using Ocfl.Storage;

namespace Ocfl.Tests.Validation;

/// <summary>A storage with one file that cannot be read. For reading only.</summary>
internal sealed class UnreadableStorage(IStorage inner, string unreadable) : IStorage
{
    public string Location => inner.Location;

    public IPendingArea? PendingArea => null;

    public Task<StorageFile?> GetFileAsync(string path, CancellationToken cancellationToken = default) => inner.GetFileAsync(path, cancellationToken);

    public Task<StorageReader> OpenReadAsync(string path, StorageReadOptions? options = null, CancellationToken cancellationToken = default) =>
        path == unreadable ? throw new StorageException("The disk cannot read this.") : inner.OpenReadAsync(path, options, cancellationToken);

    public IAsyncEnumerable<StorageEntry> ListAsync(string directory, bool recursive, CancellationToken cancellationToken = default) =>
        inner.ListAsync(directory, recursive, cancellationToken);

    public Task<StorageFile> WriteAsync(string path, Stream content, StorageWriteOptions options, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<StorageFile> CopyFromAsync(IStorage source, string sourcePath, string path, StorageCopyOptions options, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<StorageFile> SetOwnerAsync(string path, string owner, string etag, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<bool> DeleteAsync(string path, string? etag = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task CreateDirectoryAsync(string directory, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task DeleteDirectoryAsync(string directory, CancellationToken cancellationToken = default) => throw new NotSupportedException();
}

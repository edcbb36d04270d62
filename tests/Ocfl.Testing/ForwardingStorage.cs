using Ocfl.Storage;

namespace Ocfl.Testing;

/// <summary>A storage that hands everything on to another; tests change what they need.</summary>
public abstract class ForwardingStorage(IStorage inner) : IStorage
{
    public string Location => inner.Location;

    public virtual IPendingArea? PendingArea => inner.PendingArea;

    public virtual Task<StorageFile?> GetFileAsync(string path, CancellationToken cancellationToken = default) =>
        inner.GetFileAsync(path, cancellationToken);

    public virtual Task<StorageReader> OpenReadAsync(
        string path, StorageReadOptions? options = null, CancellationToken cancellationToken = default) =>
        inner.OpenReadAsync(path, options, cancellationToken);

    public virtual IAsyncEnumerable<StorageEntry> ListAsync(
        string directory, bool recursive, CancellationToken cancellationToken = default) =>
        inner.ListAsync(directory, recursive, cancellationToken);

    public virtual Task<StorageFile> WriteAsync(
        string path, Stream content, StorageWriteOptions options, CancellationToken cancellationToken = default) =>
        inner.WriteAsync(path, content, options, cancellationToken);

    public virtual Task<GrowingFile> OpenToAppendAsync(
        string path, long length, long expected, string? owner = null, CancellationToken cancellationToken = default) =>
        inner.OpenToAppendAsync(path, length, expected, owner, cancellationToken);

    public virtual Task<StorageFile> CopyFromAsync(
        IStorage source, string sourcePath, string path, StorageCopyOptions options, CancellationToken cancellationToken = default) =>
        inner.CopyFromAsync(source, sourcePath, path, options, cancellationToken);

    public virtual Task<StorageFile> SetOwnerAsync(string path, string owner, string etag, CancellationToken cancellationToken = default) =>
        inner.SetOwnerAsync(path, owner, etag, cancellationToken);

    public virtual Task<bool> DeleteAsync(string path, string? etag = null, CancellationToken cancellationToken = default) =>
        inner.DeleteAsync(path, etag, cancellationToken);

    public virtual Task CreateDirectoryAsync(string directory, CancellationToken cancellationToken = default) =>
        inner.CreateDirectoryAsync(directory, cancellationToken);

    public virtual Task DeleteDirectoryAsync(string directory, CancellationToken cancellationToken = default) =>
        inner.DeleteDirectoryAsync(directory, cancellationToken);
}

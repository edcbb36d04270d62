using System.Runtime.CompilerServices;
using Ocfl.Storage;

namespace Ocfl.Imports;

/// <summary>
/// A storage as it will be when an object is committed: a file that does not exist yet is read from another one. Read only.
/// </summary>
/// <param name="storage">The storage.</param>
/// <param name="path">The file that does not exist yet.</param>
/// <param name="actual">The file that has its bytes.</param>
/// <param name="isHidden">Whether that file is not part of the object.</param>
internal sealed class CommittedView(IStorage storage, string path, string actual, bool isHidden) : IStorage
{
    public string Location => storage.Location;

    public IPendingArea? PendingArea => null;

    public bool HasDirectories => storage.HasDirectories;

    public string? FindNameFault(string path) => storage.FindNameFault(path);

    public async Task<StorageFile?> GetFileAsync(string file, CancellationToken cancellationToken = default) =>
        file != path ? await storage.GetFileAsync(file, cancellationToken).ConfigureAwait(false)
        : await storage.GetFileAsync(actual, cancellationToken).ConfigureAwait(false) is { } found ? found with { Path = path }
        : null;

    public Task<StorageReader> OpenReadAsync(
        string file, StorageReadOptions? options = null, CancellationToken cancellationToken = default) =>
        storage.OpenReadAsync(file == path ? actual : file, options, cancellationToken);

    public IAsyncEnumerable<StorageEntry> ListAsync(string directory, bool recursive, CancellationToken cancellationToken = default) =>
        ViewAsync(storage.ListAsync(directory, recursive, cancellationToken), directory, recursive, cancellationToken);

    public IAsyncEnumerable<StorageEntry> ListPastFailuresAsync(
        string directory, bool recursive, CancellationToken cancellationToken = default) =>
        ViewAsync(storage.ListPastFailuresAsync(directory, recursive, cancellationToken), directory, recursive, cancellationToken);

    public Task<StorageFile> WriteAsync(
        string file, Stream content, StorageWriteOptions options, CancellationToken cancellationToken = default) => throw ReadOnly();

    public Task<StorageFile> CopyFromAsync(
        IStorage source, string sourcePath, string file, StorageCopyOptions options, CancellationToken cancellationToken = default) =>
        throw ReadOnly();

    public Task<StorageFile> SetOwnerAsync(string file, string owner, string etag, CancellationToken cancellationToken = default) =>
        throw ReadOnly();

    public Task<bool> DeleteAsync(string file, string? etag = null, CancellationToken cancellationToken = default) => throw ReadOnly();

    public Task CreateDirectoryAsync(string directory, CancellationToken cancellationToken = default) => throw ReadOnly();

    public Task DeleteDirectoryAsync(string directory, CancellationToken cancellationToken = default) => throw ReadOnly();

    private async IAsyncEnumerable<StorageEntry> ViewAsync(
        IAsyncEnumerable<StorageEntry> entries,
        string directory,
        bool recursive,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (StorageEntry entry in entries.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (entry.Path != path && !(isHidden && entry.Path == actual))
            {
                yield return entry;
            }
        }

        bool isListed = recursive ? StoragePath.IsWithin(path, directory) : StoragePath.GetDirectory(path) == directory;
        if (isListed && await GetFileAsync(path, cancellationToken).ConfigureAwait(false) is { } file)
        {
            yield return new StorageEntry(StorageEntryKind.File, path, file);
        }
    }

    private static NotSupportedException ReadOnly() => new("This view of a storage is read only.");
}

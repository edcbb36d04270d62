using System.Runtime.CompilerServices;
using Ocfl.Storage;

namespace Ocfl.Testing;

/// <summary>How something in a storage cannot be looked at.</summary>
public enum Closing
{
    /// <summary>A file that is listed cannot be read, as where the disk has a bad sector.</summary>
    Reading,

    /// <summary>A directory that is listed cannot be looked into, as one of another user.</summary>
    Listing,

    /// <summary>The storage says nothing about an entry but its name.</summary>
    Entry,
}

/// <summary>A storage in which one file or directory cannot be looked at.</summary>
/// <param name="inner">The storage.</param>
/// <param name="closed">The path; null for none.</param>
/// <param name="closing">How it cannot be looked at.</param>
public sealed class ClosedStorage(IStorage inner, string? closed, Closing closing) : IStorage
{
    public string Location => Inner.Location;

    public IPendingArea? PendingArea => Inner.PendingArea;

    public bool HasDirectories => Inner.HasDirectories;

    private IStorage Inner { get; } = inner;

    /// <summary>The path; null for none.</summary>
    public string? Closed { get; set; } = closed;

    public Task<StorageFile?> GetFileAsync(string path, CancellationToken cancellationToken = default) =>
        closing != Closing.Reading && IsClosed(path) ? throw Failure(path) : Inner.GetFileAsync(path, cancellationToken);

    public async Task<StorageReader> OpenReadAsync(
        string path, StorageReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (!IsClosed(path))
        {
            return await Inner.OpenReadAsync(path, options, cancellationToken);
        }

        // A bad sector shows when it is read.
        StorageReader reader = closing == Closing.Reading
            ? await Inner.OpenReadAsync(path, options, cancellationToken)
            : throw Failure(path);
        await reader.DisposeAsync();
        return new StorageReader(reader.File, new BadStream(path));
    }

    public async IAsyncEnumerable<StorageEntry> ListAsync(
        string directory, bool recursive, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (StorageEntry entry in ListPastFailuresAsync(directory, recursive, cancellationToken))
        {
            yield return entry.Failure is null ? entry : throw entry.Failure;
        }
    }

    public async IAsyncEnumerable<StorageEntry> ListPastFailuresAsync(
        string directory, bool recursive, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (closing != Closing.Reading && IsClosed(directory))
        {
            yield return Failed(directory);
            yield break;
        }

        await foreach (StorageEntry entry in Inner.ListAsync(directory, recursive: false, cancellationToken))
        {
            if (closing == Closing.Entry && entry.Path == Closed)
            {
                yield return Failed(entry.Path);
            }
            else if (recursive && entry.Kind == StorageEntryKind.Directory)
            {
                await foreach (StorageEntry below in ListBelowAsync(entry, cancellationToken))
                {
                    yield return below;
                }
            }
            else
            {
                yield return entry;
            }
        }
    }

    public Task<StorageFile> WriteAsync(
        string path, Stream content, StorageWriteOptions options, CancellationToken cancellationToken = default) =>
        Inner.WriteAsync(path, content, options, cancellationToken);

    public Task<StorageFile> CopyFromAsync(
        IStorage source, string sourcePath, string path, StorageCopyOptions options, CancellationToken cancellationToken = default) =>
        Inner.CopyFromAsync(source is ClosedStorage other ? other.Inner : source, sourcePath, path, options, cancellationToken);

    public bool CopiesByItself(IStorage source) => Inner.CopiesByItself(source is ClosedStorage other ? other.Inner : source);

    public Task<StorageFile> SetOwnerAsync(string path, string owner, string etag, CancellationToken cancellationToken = default) =>
        Inner.SetOwnerAsync(path, owner, etag, cancellationToken);

    public Task<bool> DeleteAsync(string path, string? etag = null, CancellationToken cancellationToken = default) =>
        Inner.DeleteAsync(path, etag, cancellationToken);

    public Task CreateDirectoryAsync(string directory, CancellationToken cancellationToken = default) =>
        Inner.CreateDirectoryAsync(directory, cancellationToken);

    public Task DeleteDirectoryAsync(string directory, CancellationToken cancellationToken = default) =>
        Inner.DeleteDirectoryAsync(directory, cancellationToken);

    private static StorageException Failure(string path) => new($"The disk cannot read '{path}'.");

    private static StorageEntry Failed(string path) => new(StorageEntryKind.Other, path) { Failure = Failure(path) };

    private bool IsClosed(string path) => Closed is not null && StoragePath.IsWithin(path, Closed);

    private async IAsyncEnumerable<StorageEntry> ListBelowAsync(
        StorageEntry directory, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        bool isEmpty = true;
        await foreach (StorageEntry entry in ListPastFailuresAsync(directory.Path, recursive: true, cancellationToken))
        {
            isEmpty = false;
            yield return entry;
        }

        if (isEmpty)
        {
            yield return directory;
        }
    }

    private sealed class BadStream(string path) : MemoryStream
    {
        public override int Read(Span<byte> buffer) => throw Failure(path);

        public override int Read(byte[] buffer, int offset, int count) => throw Failure(path);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw Failure(path);

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            throw Failure(path);
    }
}

using Ocfl.Storage;

namespace Ocfl.Testing;

/// <summary>A storage whose process dies at a chosen call.</summary>
public sealed class FaultyStorage(IStorage inner, Faults faults) : IStorage
{
    public IStorage Inner => inner;

    public string Location => inner.Location;

    public IPendingArea? PendingArea => inner.PendingArea is { } pending ? new FaultyPendingArea(pending, faults) : null;

    public Task<StorageFile?> GetFileAsync(string path, CancellationToken cancellationToken = default)
    {
        faults.Check();
        return inner.GetFileAsync(path, cancellationToken);
    }

    public Task<StorageReader> OpenReadAsync(string path, StorageReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        faults.Check();
        return inner.OpenReadAsync(path, options, cancellationToken);
    }

    public IAsyncEnumerable<StorageEntry> ListAsync(string directory, bool recursive, CancellationToken cancellationToken = default)
    {
        faults.Check();
        return inner.ListAsync(directory, recursive, cancellationToken);
    }

    public Task<StorageFile> WriteAsync(
        string path, Stream content, StorageWriteOptions options, CancellationToken cancellationToken = default) =>
        faults.MutateAsync(() => inner.WriteAsync(path, content, options, cancellationToken));

    public async Task<GrowingFile> OpenToAppendAsync(
        string path, long length, long expected, string? owner = null, CancellationToken cancellationToken = default)
    {
        GrowingFile? file = null;
        try
        {
            return await faults.MutateAsync(async () =>
            {
                file = await inner.OpenToAppendAsync(path, length, expected, owner, cancellationToken);
                return new FaultyGrowingFile(file, faults);
            });
        }
        catch (CrashException) when (file is not null)
        {
            // The operating system closes the files of a process that dies.
            await file.DisposeAsync();
            throw;
        }
    }

    public Task<StorageFile> CopyFromAsync(
        IStorage source, string sourcePath, string path, StorageCopyOptions options, CancellationToken cancellationToken = default) =>
        faults.MutateAsync(
            () => inner.CopyFromAsync(
                source is FaultyStorage faulty ? faulty.Inner : source, sourcePath, path, options, cancellationToken));

    public bool CopiesByItself(IStorage source) => inner.CopiesByItself(source is FaultyStorage faulty ? faulty.Inner : source);

    public Task<StorageFile> SetOwnerAsync(string path, string owner, string etag, CancellationToken cancellationToken = default) =>
        faults.MutateAsync(() => inner.SetOwnerAsync(path, owner, etag, cancellationToken));

    public Task<bool> DeleteAsync(string path, string? etag = null, CancellationToken cancellationToken = default) =>
        faults.MutateAsync(() => inner.DeleteAsync(path, etag, cancellationToken));

    public Task CreateDirectoryAsync(string directory, CancellationToken cancellationToken = default) =>
        faults.MutateAsync(async () =>
        {
            await inner.CreateDirectoryAsync(directory, cancellationToken);
            return true;
        });

    public Task DeleteDirectoryAsync(string directory, CancellationToken cancellationToken = default) =>
        faults.MutateAsync(async () =>
        {
            await inner.DeleteDirectoryAsync(directory, cancellationToken);
            return true;
        });

    private sealed class FaultyGrowingFile(GrowingFile inner, Faults faults) : GrowingFile(inner.Length)
    {
        public override async ValueTask AppendAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default)
        {
            await faults.MutateAsync(async () =>
            {
                await inner.AppendAsync(data, cancellationToken);
                return true;
            });
            Length = inner.Length;
        }

        public override Task<StorageFile> FlushAsync(CancellationToken cancellationToken = default) =>
            faults.MutateAsync(() => inner.FlushAsync(cancellationToken));

        protected override ValueTask CloseAsync() => inner.DisposeAsync();
    }

    private sealed class FaultyPendingArea(IPendingArea inner, Faults faults) : IPendingArea
    {
        public IStorage Storage => new FaultyStorage(inner.Storage, faults);

        public void RequireUsable() => inner.RequireUsable();

        public void RequireWritable() => inner.RequireWritable();

        public Task<IDirectoryLock> LockAsync(string directory, string owner, CancellationToken cancellationToken = default)
        {
            faults.Check();
            return inner.LockAsync(directory, owner, cancellationToken);
        }

        public Task<bool> DirectoryExistsAsync(string directory, CancellationToken cancellationToken = default)
        {
            faults.Check();
            return inner.DirectoryExistsAsync(directory, cancellationToken);
        }

        public Task MoveInAsync(string pendingDirectory, string directory, CancellationToken cancellationToken = default) =>
            faults.MutateAsync(async () =>
            {
                await inner.MoveInAsync(pendingDirectory, directory, cancellationToken);
                return true;
            });

        public Task MoveOutAsync(string directory, string pendingDirectory, CancellationToken cancellationToken = default) =>
            faults.MutateAsync(async () =>
            {
                await inner.MoveOutAsync(directory, pendingDirectory, cancellationToken);
                return true;
            });
    }
}

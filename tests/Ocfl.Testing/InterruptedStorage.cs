using System.Runtime.CompilerServices;
using Ocfl.Storage;

namespace Ocfl.Testing;

/// <summary>Something else that happens before one of the calls of some storages.</summary>
/// <param name="call">The call, from 0.</param>
/// <param name="interrupt">What happens.</param>
public sealed class Interruption(int call, Func<Task> interrupt)
{
    private int _calls;
    private int _locks;

    /// <summary>Whether there were so many calls.</summary>
    public bool HasHappened => _calls > call;

    /// <summary>Counts a call, unless a lock keeps everything else out.</summary>
    public Task CountAsync() =>
        Volatile.Read(ref _locks) == 0 && Interlocked.Increment(ref _calls) - 1 == call ? interrupt() : Task.CompletedTask;

    /// <summary>A lock is taken (1) or let go (-1).</summary>
    internal void Lock(int change) => Interlocked.Add(ref _locks, change);
}

/// <summary>A storage with an <see cref="Interruption"/>.</summary>
public sealed class InterruptedStorage(IStorage inner, Interruption interruption) : ForwardingStorage(inner)
{
    private readonly IStorage _inner = inner;

    public override IPendingArea? PendingArea =>
        _inner.PendingArea is { } pending ? new InterruptedPendingArea(pending, interruption) : null;

    public override async Task<StorageFile?> GetFileAsync(string path, CancellationToken cancellationToken = default)
    {
        await interruption.CountAsync();
        return await base.GetFileAsync(path, cancellationToken);
    }

    public override async Task<StorageReader> OpenReadAsync(
        string path, StorageReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        await interruption.CountAsync();
        return await base.OpenReadAsync(path, options, cancellationToken);
    }

    public override async IAsyncEnumerable<StorageEntry> ListAsync(
        string directory, bool recursive, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await interruption.CountAsync();
        await foreach (StorageEntry entry in base.ListAsync(directory, recursive, cancellationToken))
        {
            yield return entry;
        }
    }

    public override async Task<StorageFile> WriteAsync(
        string path, Stream content, StorageWriteOptions options, CancellationToken cancellationToken = default)
    {
        await interruption.CountAsync();
        return await base.WriteAsync(path, content, options, cancellationToken);
    }

    public override async Task<StorageFile> CopyFromAsync(
        IStorage source, string sourcePath, string path, StorageCopyOptions options, CancellationToken cancellationToken = default)
    {
        await interruption.CountAsync();
        return await base.CopyFromAsync(ReferenceEquals(source, this) ? _inner : source, sourcePath, path, options, cancellationToken);
    }

    public override async Task<StorageFile> SetOwnerAsync(
        string path, string owner, string etag, CancellationToken cancellationToken = default)
    {
        await interruption.CountAsync();
        return await base.SetOwnerAsync(path, owner, etag, cancellationToken);
    }

    public override async Task<bool> DeleteAsync(string path, string? etag = null, CancellationToken cancellationToken = default)
    {
        await interruption.CountAsync();
        return await base.DeleteAsync(path, etag, cancellationToken);
    }

    private sealed class InterruptedPendingArea(IPendingArea inner, Interruption interruption) : IPendingArea
    {
        public IStorage Storage => new InterruptedStorage(inner.Storage, interruption);

        public async Task<IDirectoryLock> LockAsync(string directory, string owner, CancellationToken cancellationToken = default)
        {
            await interruption.CountAsync();
            return new Held(await inner.LockAsync(directory, owner, cancellationToken), interruption);
        }

        public async Task<bool> DirectoryExistsAsync(string directory, CancellationToken cancellationToken = default)
        {
            await interruption.CountAsync();
            return await inner.DirectoryExistsAsync(directory, cancellationToken);
        }

        public async Task MoveInAsync(string pendingDirectory, string directory, CancellationToken cancellationToken = default)
        {
            await interruption.CountAsync();
            await inner.MoveInAsync(pendingDirectory, directory, cancellationToken);
        }

        public async Task MoveOutAsync(string directory, string pendingDirectory, CancellationToken cancellationToken = default)
        {
            await interruption.CountAsync();
            await inner.MoveOutAsync(directory, pendingDirectory, cancellationToken);
        }
    }

    private sealed class Held : IDirectoryLock
    {
        private readonly IDirectoryLock _inner;
        private readonly Interruption _interruption;

        public Held(IDirectoryLock inner, Interruption interruption)
        {
            _inner = inner;
            _interruption = interruption;
            interruption.Lock(1);
        }

        public bool IsCertain => _inner.IsCertain;

        public async ValueTask DisposeAsync()
        {
            _interruption.Lock(-1);
            await _inner.DisposeAsync();
        }
    }
}

using System.Runtime.CompilerServices;
using Ocfl.Storage;

namespace Ocfl.Testing;

/// <summary>Something else that happens before one of the calls of some storages.</summary>
/// <param name="call">The call, from 0.</param>
/// <param name="interrupt">What happens.</param>
public sealed class Interruption(int call, Func<Task> interrupt)
{
    private int _calls;

    /// <summary>Whether there were so many calls.</summary>
    public bool HasHappened => _calls > call;

    /// <summary>Counts a call.</summary>
    public Task CountAsync() => Interlocked.Increment(ref _calls) - 1 == call ? interrupt() : Task.CompletedTask;
}

/// <summary>A storage with an <see cref="Interruption"/>.</summary>
public sealed class InterruptedStorage(IStorage inner, Interruption interruption) : ForwardingStorage(inner)
{
    private readonly IStorage _inner = inner;

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
}

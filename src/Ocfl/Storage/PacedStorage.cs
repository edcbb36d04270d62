namespace Ocfl.Storage;

/// <summary>A storage that is read at a bounded speed. Nothing can be written through it.</summary>
/// <param name="inner">The storage.</param>
/// <param name="pace">The bound.</param>
public sealed class PacedStorage(IStorage inner, ReadPace pace) : IStorage
{
    /// <inheritdoc/>
    public string Location => inner.Location;

    /// <inheritdoc/>
    public IPendingArea? PendingArea => inner.PendingArea;

    /// <inheritdoc/>
    public bool HasDirectories => inner.HasDirectories;

    /// <inheritdoc/>
    public string? FindNameFault(string path) => inner.FindNameFault(path);

    /// <inheritdoc/>
    public Task<StorageFile?> GetFileAsync(string path, CancellationToken cancellationToken = default) =>
        inner.GetFileAsync(path, cancellationToken);

    /// <inheritdoc/>
    public async Task<StorageReader> OpenReadAsync(
        string path, StorageReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        StorageReader reader = await inner.OpenReadAsync(path, options, cancellationToken).ConfigureAwait(false);
        return new StorageReader(reader.File, new PacedStream(reader.Content, pace));
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<StorageEntry> ListAsync(string directory, bool recursive, CancellationToken cancellationToken = default) =>
        inner.ListAsync(directory, recursive, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<StorageEntry> ListPastFailuresAsync(
        string directory, bool recursive, CancellationToken cancellationToken = default) =>
        inner.ListPastFailuresAsync(directory, recursive, cancellationToken);

    /// <inheritdoc/>
    public Task<StorageFile> WriteAsync(
        string path, Stream content, StorageWriteOptions options, CancellationToken cancellationToken = default) => throw ReadOnly();

    /// <inheritdoc/>
    public Task<StorageFile> CopyFromAsync(
        IStorage source, string sourcePath, string path, StorageCopyOptions options, CancellationToken cancellationToken = default) =>
        throw ReadOnly();

    /// <inheritdoc/>
    public Task<StorageFile> SetOwnerAsync(string path, string owner, string etag, CancellationToken cancellationToken = default) =>
        throw ReadOnly();

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(string path, string? etag = null, CancellationToken cancellationToken = default) => throw ReadOnly();

    /// <inheritdoc/>
    public Task CreateDirectoryAsync(string directory, CancellationToken cancellationToken = default) => throw ReadOnly();

    /// <inheritdoc/>
    public Task DeleteDirectoryAsync(string directory, CancellationToken cancellationToken = default) => throw ReadOnly();

    private NotSupportedException ReadOnly() => new($"{Location} is only read here.");

    private sealed class PacedStream(Stream inner, ReadPace pace) : ForwardStream(inner)
    {
        public override int Read(Span<byte> buffer)
        {
            int read = inner.Read(buffer[..Math.Min(buffer.Length, pace.MostAtOnce)]);
            Thread.Sleep(pace.Take(read));
            return read;
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read = await inner.ReadAsync(buffer[..Math.Min(buffer.Length, pace.MostAtOnce)], cancellationToken).ConfigureAwait(false);
            await pace.AfterAsync(read, cancellationToken).ConfigureAwait(false);
            return read;
        }
    }
}

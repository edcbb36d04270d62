using Ocfl.Storage;

namespace OcflFunctions.Storage;

/// <summary>Bounds how many bytes a second are read by several readers together.</summary>
/// <param name="bytesPerSecond">How many bytes a second.</param>
/// <param name="time">The clock.</param>
internal sealed class ReadPace(double bytesPerSecond, TimeProvider time)
{
    // Shorter waits take longer than they should.
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(20);

    private readonly Lock _gate = new();
    private readonly long _started = time.GetTimestamp();
    private TimeSpan _next;

    /// <summary>How many bytes one read may have: a large one would be a burst.</summary>
    public int MostAtOnce { get; } = (int)Math.Clamp(bytesPerSecond / 8, 512, 1 << 20);

    /// <summary>Waits for as long as some bytes take that were read.</summary>
    public Task AfterAsync(int bytes, CancellationToken cancellationToken)
    {
        TimeSpan now = time.GetElapsedTime(_started);
        TimeSpan wait;
        lock (_gate)
        {
            _next = (_next > now ? _next : now) + TimeSpan.FromSeconds(bytes / bytesPerSecond);
            wait = _next - now;
        }

        return wait < Shortest ? Task.CompletedTask : Task.Delay(wait, time, cancellationToken);
    }

    /// <summary>Waits for what is left of the last waits, so that what follows keeps the bound as well.</summary>
    public Task SettleAsync(CancellationToken cancellationToken)
    {
        TimeSpan wait;
        lock (_gate)
        {
            wait = _next - time.GetElapsedTime(_started);
        }

        return wait > TimeSpan.Zero ? Task.Delay(wait, time, cancellationToken) : Task.CompletedTask;
    }
}

/// <summary>A storage that is read at a bounded speed. Nothing can be written through it.</summary>
/// <param name="inner">The storage.</param>
/// <param name="pace">The bound.</param>
internal sealed class PacedStorage(IStorage inner, ReadPace pace) : IStorage
{
    public string Location => inner.Location;

    public IPendingArea? PendingArea => inner.PendingArea;

    public bool HasDirectories => inner.HasDirectories;

    public string? FindNameFault(string path) => inner.FindNameFault(path);

    public Task<StorageFile?> GetFileAsync(string path, CancellationToken cancellationToken = default) =>
        inner.GetFileAsync(path, cancellationToken);

    public async Task<StorageReader> OpenReadAsync(
        string path, StorageReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        StorageReader reader = await inner.OpenReadAsync(path, options, cancellationToken);
        return new StorageReader(reader.File, new PacedStream(reader.Content, pace));
    }

    public IAsyncEnumerable<StorageEntry> ListAsync(string directory, bool recursive, CancellationToken cancellationToken = default) =>
        inner.ListAsync(directory, recursive, cancellationToken);

    public IAsyncEnumerable<StorageEntry> ListPastFailuresAsync(
        string directory, bool recursive, CancellationToken cancellationToken = default) =>
        inner.ListPastFailuresAsync(directory, recursive, cancellationToken);

    public Task<StorageFile> WriteAsync(
        string path, Stream content, StorageWriteOptions options, CancellationToken cancellationToken = default) => throw ReadOnly();

    public Task<StorageFile> CopyFromAsync(
        IStorage source, string sourcePath, string path, StorageCopyOptions options, CancellationToken cancellationToken = default) =>
        throw ReadOnly();

    public Task<StorageFile> SetOwnerAsync(string path, string owner, string etag, CancellationToken cancellationToken = default) =>
        throw ReadOnly();

    public Task<bool> DeleteAsync(string path, string? etag = null, CancellationToken cancellationToken = default) => throw ReadOnly();

    public Task CreateDirectoryAsync(string directory, CancellationToken cancellationToken = default) => throw ReadOnly();

    public Task DeleteDirectoryAsync(string directory, CancellationToken cancellationToken = default) => throw ReadOnly();

    private NotSupportedException ReadOnly() => new($"{Location} is only read here.");

    private sealed class PacedStream(Stream inner, ReadPace pace) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read = await inner.ReadAsync(buffer[..Math.Min(buffer.Length, pace.MostAtOnce)], cancellationToken);
            await pace.AfterAsync(read, cancellationToken);
            return read;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) =>
            throw new NotSupportedException("A read at a bounded speed waits, and is asynchronous.");

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override async ValueTask DisposeAsync()
        {
            await inner.DisposeAsync();
            await base.DisposeAsync();
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}

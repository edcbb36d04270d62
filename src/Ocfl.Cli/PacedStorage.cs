using Ocfl.Storage;

namespace Ocfl.Cli;

/// <summary>A storage that is only read, with a limit on the bytes a second.</summary>
internal sealed class PacedStorage(IStorage inner, Pace pace) : IStorage
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
        StorageReader reader = await inner.OpenReadAsync(path, options, cancellationToken).ConfigureAwait(false);
        return new StorageReader(reader.File, new PacedStream(reader.Content, pace));
    }

    public IAsyncEnumerable<StorageEntry> ListAsync(string directory, bool recursive, CancellationToken cancellationToken = default) =>
        inner.ListAsync(directory, recursive, cancellationToken);

    public IAsyncEnumerable<StorageEntry> ListPastFailuresAsync(
        string directory, bool recursive, CancellationToken cancellationToken = default) =>
        inner.ListPastFailuresAsync(directory, recursive, cancellationToken);

    public Task<StorageFile> WriteAsync(
        string path, Stream content, StorageWriteOptions options, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task<StorageFile> CopyFromAsync(
        IStorage source, string sourcePath, string path, StorageCopyOptions options, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task<StorageFile> SetOwnerAsync(string path, string owner, string etag, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task<bool> DeleteAsync(string path, string? etag = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task CreateDirectoryAsync(string directory, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task DeleteDirectoryAsync(string directory, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    private sealed class PacedStream(Stream content, Pace pace) : Stream
    {
        // A large read would be a long pause, and nothing between.
        private const int MostBytes = 64 * 1024;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => content.Length;

        public override long Position
        {
            get => content.Position;
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read = await content.ReadAsync(buffer[..Math.Min(buffer.Length, MostBytes)], cancellationToken).ConfigureAwait(false);
            await pace.WaitAsync(read, cancellationToken).ConfigureAwait(false);
            return read;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            int read = content.Read(buffer[..Math.Min(buffer.Length, MostBytes)]);
            Thread.Sleep(pace.Take(read));
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override async ValueTask DisposeAsync()
        {
            await content.DisposeAsync().ConfigureAwait(false);
            await base.DisposeAsync().ConfigureAwait(false);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                content.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}

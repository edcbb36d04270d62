using System.Buffers;
using Ocfl.Objects;

namespace Ocfl.Archives;

/// <summary>
/// The content of a file that goes into an archive: in memory and already verified if it is small; otherwise verified while it is read.
/// </summary>
internal sealed class QueuedContent : SizedStream
{
    private readonly string _objectRoot;
    private readonly ContentReader? _reader;
    private byte[]? _bytes;

    private QueuedContent(string path, string objectRoot, long length, ContentReader? reader, byte[]? bytes) : base(length)
    {
        _objectRoot = objectRoot;
        _reader = reader;
        _bytes = bytes;
        Path = path;
    }

    /// <summary>The file's path in the version.</summary>
    public string Path { get; }

    /// <summary>Opens a content, and reads and verifies it if it is small.</summary>
    /// <param name="source">The object.</param>
    /// <param name="path">The file's path in the version.</param>
    /// <param name="digest">The content's digest.</param>
    /// <param name="inMemory">Up to which length it is read at once.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="CorruptObjectException">The content is not there, or is small and not what its digest says.</exception>
    public static async Task<QueuedContent> OpenAsync(
        OcflObject source, string path, string digest, int inMemory, CancellationToken cancellationToken)
    {
        ContentReader reader = await source.OpenContentAsync(
            digest, new ContentReadOptions { Verify = true }, cancellationToken).ConfigureAwait(false);
        long length = reader.File.Length;
        if (length > inMemory)
        {
            return new(path, source.Root, length, reader, bytes: null);
        }

        await using (reader.ConfigureAwait(false))
        {
            byte[] bytes = ArrayPool<byte>.Shared.Rent(Math.Max((int)length, 1));
            try
            {
                await reader.Content.ReadAtLeastAsync(
                    bytes.AsMemory(0, (int)length), (int)length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
                await RequireEndAsync(reader, source.Root, cancellationToken).ConfigureAwait(false);
                return new(path, source.Root, length, reader: null, bytes);
            }
            catch
            {
                ArrayPool<byte>.Shared.Return(bytes);
                throw;
            }
        }
    }

    /// <summary>To be called when all of it has been read: it verifies what was read.</summary>
    /// <exception cref="CorruptObjectException">The content is not what its digest says.</exception>
    public Task RequireEndAsync(CancellationToken cancellationToken) =>
        _reader is null ? Task.CompletedTask : RequireEndAsync(_reader, _objectRoot, cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        if (_reader is not null)
        {
            await _reader.DisposeAsync().ConfigureAwait(false);
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override ValueTask<int> ReadNextAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_reader is not null)
        {
            return _reader.Content.ReadAsync(buffer, cancellationToken);
        }

        ObjectDisposedException.ThrowIf(_bytes is null, this);
        _bytes.AsMemory((int)Position, buffer.Length).CopyTo(buffer);
        return ValueTask.FromResult(buffer.Length);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _bytes, null) is { } bytes)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }

        base.Dispose(disposing);
    }

    // The read at the end is the one that compares the digest.
    private static async Task RequireEndAsync(ContentReader reader, string objectRoot, CancellationToken cancellationToken)
    {
        if (await reader.Content.ReadAsync(new byte[1], cancellationToken).ConfigureAwait(false) > 0)
        {
            throw new CorruptObjectException(objectRoot, $"'{reader.File.Path}' became longer while it was read");
        }
    }
}

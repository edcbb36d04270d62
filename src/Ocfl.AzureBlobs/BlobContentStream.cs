using Ocfl.Storage;

namespace Ocfl.AzureBlobs;

/// <summary>A blob's bytes as they arrive. Faults are translated to those of a storage.</summary>
/// <param name="content">The bytes.</param>
/// <param name="path">The file.</param>
/// <param name="etag">The state that the caller asked for; null for any.</param>
/// <param name="faults">Translates faults.</param>
internal sealed class BlobContentStream(Stream content, string path, string? etag, BlobFaults faults) : Stream
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
        try
        {
            return await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (BlobFaults.IsFault(fault, cancellationToken))
        {
            throw Translate(fault);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count)
    {
        try
        {
            return content.Read(buffer, offset, count);
        }
        catch (Exception fault) when (BlobFaults.IsFault(fault, CancellationToken.None))
        {
            throw Translate(fault);
        }
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

    // After a broken connection the SDK continues on condition that the blob is unchanged.
    private StorageException Translate(Exception fault) => (BlobFaults.IsConditionFailed(fault)
        || BlobFaults.IsBlobMissing(fault), etag) switch
    {
        (false, _) => faults.Translate(fault, path),
        (true, null) => new StorageException(
            $"'{path}' changed while it was read, and the rest of it is no longer available. Read it again.", fault),
        (true, _) => new StorageConditionException(path, StorageCondition.IfMatch(etag).ToString(), fault),
    };
}

using Microsoft.Win32.SafeHandles;

namespace Ocfl.Storage;

/// <summary>The bytes of an open file, from an offset. A read that fails is a <see cref="StorageException"/>.</summary>
/// <remarks>
/// Reads are synchronous: an asynchronous one would only have another thread of the pool wait for the disk, at a cost that small
/// files feel.
/// </remarks>
internal sealed class LocalReadStream(SafeFileHandle file, long offset, Func<Exception, StorageException> describe) : ForwardStream(file)
{
    private readonly SafeFileHandle _file = file;
    private long _offset = offset;

    public override int Read(Span<byte> buffer)
    {
        try
        {
            int read = LocalBytes.Read(_file, buffer, _offset);
            _offset += read;
            return read;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw describe(failure);
        }
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<int>(cancellationToken)
            : ValueTask.FromResult(Read(buffer.Span));
}

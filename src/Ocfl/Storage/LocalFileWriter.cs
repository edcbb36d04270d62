using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Ocfl.Storage;

/// <summary>Writes a stream to a file.</summary>
internal static class LocalFileWriter
{
    private const int BlockSize = 256 * 1024;

    /// <summary>Writes all of a stream, one block while the next is read.</summary>
    /// <returns>How many bytes there were.</returns>
    public static async Task<long> WriteAsync(SafeFileHandle file, Stream content, CancellationToken cancellationToken)
    {
        byte[] current = ArrayPool<byte>.Shared.Rent(BlockSize);
        byte[]? next = null;
        Task writing = Task.CompletedTask;
        long position = 0;
        try
        {
            int length = await FillAsync(content, current, cancellationToken).ConfigureAwait(false);
            while (length == BlockSize)
            {
                next ??= ArrayPool<byte>.Shared.Rent(BlockSize);
                (byte[] block, long offset) = (current, position);
                writing = Task.Run(() => RandomAccess.Write(file, block.AsSpan(0, BlockSize), offset), CancellationToken.None);
                position += BlockSize;
                (current, next) = (next, current);
                length = await FillAsync(content, current, cancellationToken).ConfigureAwait(false);
                await writing.ConfigureAwait(false);
            }

            RandomAccess.Write(file, current.AsSpan(0, length), position);
            return position + length;
        }
        finally
        {
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ArrayPool<byte>.Shared.Return(current);
            if (next is not null)
            {
                ArrayPool<byte>.Shared.Return(next);
            }
        }
    }

    private static async Task<int> FillAsync(Stream content, byte[] buffer, CancellationToken cancellationToken) =>
        await content.ReadAtLeastAsync(
            buffer.AsMemory(0, BlockSize), BlockSize, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
}

using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Ocfl.Storage;

/// <summary>Writes a stream to a file: one block while the next is read.</summary>
internal static class LocalFileWriter
{
    private const int BlockSize = 256 * 1024;
    private const int DirectBlockSize = 1 << 20;

    /// <summary>Writes all of a stream.</summary>
    /// <param name="file">The file, which is empty.</param>
    /// <param name="content">The stream.</param>
    /// <param name="mayBeDirect">Whether the rest of a large file may go to the disk past the page cache.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>How many bytes there were.</returns>
    public static async ValueTask<long> WriteAsync(
        SafeFileHandle file, Stream content, bool mayBeDirect, CancellationToken cancellationToken)
    {
        if (content is MemoryStream memory && memory.TryGetBuffer(out ArraySegment<byte> bytes))
        {
            ArraySegment<byte> whole = bytes[(int)memory.Position..];
            memory.Position = memory.Length;
            LocalBytes.Write(file, whole, 0);
            return whole.Count;
        }

        long most = mayBeDirect ? DirectWriter.PaysFrom : long.MaxValue;
        long length = await CopyAsync(
            content,
            BlockSize,
            MemoryPool<byte>.Shared.Rent,
            (block, offset) => LocalBytes.Write(file, block.Span, offset),
            0,
            most,
            cancellationToken).ConfigureAwait(false);
        if (length < most)
        {
            return length;
        }

        DirectWriter direct = new(file);
        return await CopyAsync(
            content,
            DirectBlockSize,
            size => new AlignedMemory(size),
            (block, offset) => direct.Write(block.Span, offset),
            length,
            long.MaxValue,
            cancellationToken).ConfigureAwait(false);
    }

    // Up to a length, which is a multiple of a block. The second block is needed only for a stream that is longer than one.
    private static async Task<long> CopyAsync(
        Stream content,
        int blockSize,
        Func<int, IMemoryOwner<byte>> rent,
        Action<ReadOnlyMemory<byte>, long> write,
        long position,
        long most,
        CancellationToken cancellationToken)
    {
        using IMemoryOwner<byte> first = rent(blockSize);
        IMemoryOwner<byte>? second = null;
        Memory<byte> current = first.Memory[..blockSize];
        Memory<byte> other = default;
        Task writing = Task.CompletedTask;
        try
        {
            int length = await FillAsync(content, current, cancellationToken).ConfigureAwait(false);
            while (length == blockSize)
            {
                if (second is null)
                {
                    second = rent(blockSize);
                    other = second.Memory[..blockSize];
                }

                (Memory<byte> block, long offset) = (current, position);
                writing = Task.Run(() => write(block, offset), CancellationToken.None);
                position += length;
                (current, other) = (other, current);
                length = position < most ? await FillAsync(content, current, cancellationToken).ConfigureAwait(false) : 0;
                await writing.ConfigureAwait(false);
            }

            if (length > 0)
            {
                write(current[..length], position);
            }

            return position + length;
        }
        finally
        {
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            second?.Dispose();
        }
    }

    private static async Task<int> FillAsync(Stream content, Memory<byte> block, CancellationToken cancellationToken) =>
        await content.ReadAtLeastAsync(block, block.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
}

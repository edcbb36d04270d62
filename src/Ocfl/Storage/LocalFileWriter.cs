using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Ocfl.Storage;

/// <summary>Writes a stream to a file.</summary>
internal static partial class LocalFileWriter
{
    private const int BlockSize = 256 * 1024;

    /// <summary>Writes all of a stream to a file that is empty, one block while the next is read.</summary>
    /// <returns>How many bytes there were.</returns>
    public static async Task<long> WriteAsync(SafeFileHandle file, Stream content, CancellationToken cancellationToken)
    {
        if (content is MemoryStream memory && memory.TryGetBuffer(out ArraySegment<byte> bytes))
        {
            ArraySegment<byte> rest = bytes[(int)memory.Position..];
            memory.Position = memory.Length;
            WriteAll(file, rest);
            return rest.Count;
        }

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

    // The runtime's own call first asks of every file whether it can be written at any offset.
    private static void WriteAll(SafeFileHandle file, ReadOnlySpan<byte> bytes)
    {
        int written = OperatingSystem.IsLinux() ? (int)Math.Max(0, Write(file, bytes, bytes.Length)) : 0;
        if (written < bytes.Length)
        {
            RandomAccess.Write(file, bytes[written..], written);
        }
    }

    [SupportedOSPlatform("linux")]
    [LibraryImport("libc", EntryPoint = "write")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, nint size);

    private static async Task<int> FillAsync(Stream content, byte[] buffer, CancellationToken cancellationToken) =>
        await content.ReadAtLeastAsync(
            buffer.AsMemory(0, BlockSize), BlockSize, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
}

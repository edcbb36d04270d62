using System.Buffers;
using Ocfl.Storage;

namespace Ocfl.Updates;

/// <summary>A file's facts, and whether its bytes are those that were expected.</summary>
internal sealed record StoredFile(StorageFile File, bool IsSame)
{
    private const int CompareSize = 32 * 1024;

    /// <summary>Whether a file has exactly these bytes; false when there is none.</summary>
    public static async Task<bool> HasBytesAsync(
        IStorage storage, string path, FileContent content, CancellationToken cancellationToken) =>
        (await CompareAsync(storage, path, content, cancellationToken).ConfigureAwait(false))?.IsSame == true;

    /// <summary>A file's facts, and whether it has exactly these bytes; null if there is none.</summary>
    public static async Task<StoredFile?> CompareAsync(
        IStorage storage, string path, FileContent content, CancellationToken cancellationToken)
    {
        try
        {
            if (await storage.TryOpenReadAsync(path, options: null, cancellationToken).ConfigureAwait(false) is not { } reader)
            {
                return null;
            }

            await using (reader.ConfigureAwait(false))
            {
                bool isSame = reader.File.Length == content.Length
                    && await HasBytesAsync(reader.Content, content, cancellationToken).ConfigureAwait(false);
                return new StoredFile(reader.File, isSame);
            }
        }
        catch (StorageFileNotFoundException)
        {
            // It was deleted while it was read.
            return null;
        }
    }

    private static async Task<bool> HasBytesAsync(Stream present, FileContent content, CancellationToken cancellationToken)
    {
        using IMemoryOwner<byte> rented = MemoryPool<byte>.Shared.Rent(2 * CompareSize);
        Memory<byte> wanted = rented.Memory[..CompareSize];
        Memory<byte> found = rented.Memory.Slice(CompareSize, CompareSize);
        Stream expected = await content.OpenReadAsync(cancellationToken).ConfigureAwait(false);
        await using (expected.ConfigureAwait(false))
        {
            while (true)
            {
                int length = await expected.ReadAtLeastAsync(
                    wanted, CompareSize, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
                int read = await present.ReadAtLeastAsync(
                    found, CompareSize, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
                if (!wanted.Span[..length].SequenceEqual(found.Span[..read]))
                {
                    return false;
                }

                if (length < CompareSize)
                {
                    return true;
                }
            }
        }
    }

    public static async Task<StorageFile> WriteAsync(
        IStorage storage, string path, FileContent content, StorageCondition condition, string? owner, CancellationToken cancellationToken)
    {
        StorageWriteOptions options = new() { Condition = condition, Owner = owner, Length = content.Length };
        Stream stream = await content.OpenReadAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            return await storage.WriteAsync(path, stream, options, cancellationToken).ConfigureAwait(false);
        }
    }
}

using Ocfl.Storage;

namespace Ocfl.Objects;

/// <summary>Small files, which are read whole.</summary>
internal static class SmallFile
{
    private const int MaxLength = 1 << 20;

    /// <summary>The bytes of a file.</summary>
    /// <returns>Null when there is none.</returns>
    /// <exception cref="InvalidDataException">It is longer than 1 MiB.</exception>
    public static async Task<byte[]?> TryReadAsync(IStorage storage, string path, CancellationToken cancellationToken) =>
        (await TryReadWithFactsAsync(storage, path, cancellationToken).ConfigureAwait(false))?.Content;

    /// <summary>A file's facts and its bytes.</summary>
    /// <returns>Null when there is none.</returns>
    /// <exception cref="InvalidDataException">It is longer than 1 MiB.</exception>
    public static async Task<(StorageFile File, byte[] Content)?> TryReadWithFactsAsync(
        IStorage storage, string path, CancellationToken cancellationToken)
    {
        StorageReadOptions options = new() { Length = MaxLength + 1 };
        if (await storage.TryOpenReadAsync(path, options, cancellationToken).ConfigureAwait(false) is not { } reader)
        {
            return null;
        }

        await using (reader.ConfigureAwait(false))
        {
            byte[] content = await ReadToEndAsync(reader.Content, cancellationToken).ConfigureAwait(false);
            return content.Length <= MaxLength ? (reader.File, content) : throw new InvalidDataException($"'{path}' is longer than 1 MiB");
        }
    }

    /// <summary>Writes a file if it is not there.</summary>
    /// <returns>False when there was one.</returns>
    public static async Task<bool> TryCreateAsync(IStorage storage, string path, byte[] content, CancellationToken cancellationToken)
    {
        using MemoryStream stream = new(content, writable: false);
        try
        {
            await storage.WriteAsync(
                path, stream, StorageWriteOptions.Create() with { Length = content.Length }, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (StorageConditionException)
        {
            return false;
        }
    }

    private static async Task<byte[]> ReadToEndAsync(Stream stream, CancellationToken cancellationToken)
    {
        using MemoryStream content = new();
        await stream.CopyToAsync(content, cancellationToken).ConfigureAwait(false);
        return content.ToArray();
    }
}

namespace Ocfl.Storage;

/// <summary>The way of a copy between storages that have no shorter one.</summary>
public static class StorageCopy
{
    /// <summary>Reads the source, on its condition, and writes the destination, on its own.</summary>
    /// <returns>The facts of the file as written.</returns>
    /// <exception cref="StorageFileNotFoundException">There is no such source.</exception>
    /// <exception cref="StorageConditionException">A condition did not hold at the source or the destination; nothing was
    /// written.</exception>
    /// <exception cref="StorageCopyException">The content must not pass through this process.</exception>
    public static async Task<StorageFile> StreamAsync(
        IStorage source,
        string sourcePath,
        IStorage destination,
        string path,
        StorageCopyOptions options,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(options);
        if (!options.ThroughHere)
        {
            throw new StorageCopyException(path);
        }

        StorageReader reader = await source.OpenReadAsync(
            sourcePath, new StorageReadOptions { IfMatch = options.SourceETag }, cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            StorageWriteOptions write = new() { Condition = options.Condition, Owner = options.Owner, Length = reader.File.Length };
            return await destination.WriteAsync(path, reader.Content, write, cancellationToken).ConfigureAwait(false);
        }
    }
}

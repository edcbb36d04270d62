using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Ocfl.Storage;

namespace OcflFunctions.Storage;

/// <summary>The work area: what updates keep while they run, so that it need not pass through the durable engine.</summary>
/// <param name="storage">Where it is.</param>
public sealed class WorkArea(IStorage storage)
{
    /// <summary>The folder with those of the updates.</summary>
    public const string Updates = "updates";

    /// <summary>Where it is.</summary>
    public IStorage Storage { get; } = storage;

    /// <summary>The folder of an update.</summary>
    public static string UpdateFolder(string updateId) => StoragePath.Combine(Updates, updateId);

    /// <summary>Reads a value.</summary>
    /// <exception cref="StorageFileNotFoundException">There is none.</exception>
    internal async Task<T> ReadAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        await using StorageReader reader = await Storage.OpenReadAsync(path, options: null, cancellationToken);
        return await JsonSerializer.DeserializeAsync(reader.Content, type, cancellationToken)
            ?? throw new StorageException($"'{path}' in {Storage.Location} holds null.");
    }

    /// <summary>Reads a value; null when there is none.</summary>
    internal async Task<T?> TryReadAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await ReadAsync(path, type, cancellationToken);
        }
        catch (StorageFileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Reads bytes.</summary>
    /// <exception cref="StorageFileNotFoundException">There are none.</exception>
    internal async Task<byte[]> ReadBytesAsync(string path, CancellationToken cancellationToken)
    {
        await using StorageReader reader = await Storage.OpenReadAsync(path, options: null, cancellationToken);
        byte[] bytes = new byte[reader.File.Length];
        await reader.Content.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    /// <summary>Writes a value that is not there yet.</summary>
    /// <returns>False when one is: it stays.</returns>
    internal Task<bool> TryCreateAsync<T>(string path, T value, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        TryCreateAsync(path, JsonSerializer.SerializeToUtf8Bytes(value, type), cancellationToken);

    /// <summary>Writes bytes that are not there yet.</summary>
    /// <returns>False when some are: they stay.</returns>
    internal async Task<bool> TryCreateAsync(string path, byte[] bytes, CancellationToken cancellationToken)
    {
        try
        {
            using MemoryStream content = new(bytes, writable: false);
            await Storage.WriteAsync(path, content, StorageWriteOptions.Create() with { Length = bytes.Length }, cancellationToken);
            return true;
        }
        catch (StorageConditionException)
        {
            return false;
        }
    }
}

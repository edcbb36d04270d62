using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Ocfl;
using Ocfl.Storage;

namespace OcflFunctions.Storage;

/// <summary>The work area: files that updates keep while they run, so that they need not pass through the durable engine.</summary>
/// <param name="storage">Its storage.</param>
public sealed class WorkArea(IStorage storage)
{
    /// <summary>The folder with the folders of updates.</summary>
    public const string Updates = "updates";

    /// <summary>The folder with the folders of stages.</summary>
    public const string Stages = "stages";

    // A record is read in one piece, which costs less than reading it as a stream.
    private const int Small = 64 * 1024;

    // The bytes of a file are flushed, and its name is not: after a power failure the file is what it was before, or what was written.
    private readonly SharedFlush _names = SharedFlush.Begin(storage);
    private readonly IStorage _unflushed = BatchFlush.WithoutFlush(storage);

    /// <summary>The storage.</summary>
    public IStorage Storage { get; } = storage;

    /// <summary>The folder of an update.</summary>
    public static string UpdateFolder(string updateId) => StoragePath.Combine(Updates, updateId);

    /// <summary>The folder of a stage.</summary>
    public static string StageFolder(string stageId) => StoragePath.Combine(Stages, stageId);

    /// <summary>Reads a value.</summary>
    /// <exception cref="StorageFileNotFoundException">It does not exist.</exception>
    /// <exception cref="StorageException">It cannot be read, or is not such a value.</exception>
    internal async Task<T> ReadAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        await using StorageReader reader = await Storage.OpenReadAsync(path, options: null, cancellationToken);
        return await ReadAsync(reader, reader.File.Length, path, type, cancellationToken);
    }

    /// <summary>Reads a value; null if it does not exist.</summary>
    internal async Task<T?> TryReadAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class => (await TryReadStateAsync(path, type, cancellationToken))?.Value;

    /// <summary>Reads a value with the state of its file; null if it does not exist.</summary>
    internal async Task<WorkValue<T>?> TryReadStateAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            await using StorageReader? reader = await Storage.TryOpenReadAsync(path, options: null, cancellationToken);
            return reader is null
                ? null
                : new WorkValue<T>(await ReadAsync(reader, reader.File.Length, path, type, cancellationToken), reader.File.ETag)
                {
                    IsSmall = reader.File.Length <= Small,
                };
        }
        catch (StorageFileNotFoundException)
        {
            // It was deleted while it was read.
            return null;
        }
    }

    /// <summary>Reads a value that is a part of a file; null if the file does not exist.</summary>
    internal async Task<T?> TryReadPartAsync<T>(
        string path, long offset, long length, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        await using StorageReader? reader = await Storage.TryOpenReadAsync(
            path, new StorageReadOptions { Offset = offset, Length = length }, cancellationToken);
        return reader is null ? null : await ReadAsync(reader, length, path, type, cancellationToken);
    }

    /// <summary>The values of a folder, such as the marks of what is not complete.</summary>
    /// <param name="folder">The folder, with those in it.</param>
    /// <param name="type">What its files are.</param>
    /// <param name="unreadable">Receives each file that cannot be read, with its path. It is left out, and the others follow.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="StorageException">The folder cannot be listed.</exception>
    internal async IAsyncEnumerable<ListedValue<T>> ListAsync<T>(
        string folder,
        JsonTypeInfo<T> type,
        Action<string, OcflException> unreadable,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        await foreach (StorageEntry entry in Storage.ListAsync(folder, recursive: true, cancellationToken))
        {
            if (entry.File is not { } file)
            {
                continue;
            }

            T? value = null;
            try
            {
                value = await TryReadAsync(file.Path, type, cancellationToken);
            }
            catch (OcflException failure)
            {
                unreadable(file.Path, failure);
            }

            if (value is not null)
            {
                yield return new ListedValue<T>(value, file);
            }
        }
    }

    /// <summary>Writes a value on condition.</summary>
    /// <returns>The value with its new state; null if the condition does not hold, and nothing was written.</returns>
    internal Task<WorkValue<T>?> TryWriteAsync<T>(
        string path, T value, StorageCondition condition, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class => TryWriteAsync(Storage, path, value, condition, type, cancellationToken);

    /// <summary>
    /// The same for a value whose loss does no harm: if the power fails, the file may be what it was before.
    /// </summary>
    internal Task<WorkValue<T>?> TryWriteUnflushedAsync<T>(
        string path, T value, StorageCondition condition, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class => TryWriteAsync(_names.Storage, path, value, condition, type, cancellationToken);

    /// <summary>Deletes a file if it is in a state.</summary>
    /// <returns>False if it is in another, or there is none.</returns>
    internal Task<bool> TryDeleteAsync(string path, string etag, CancellationToken cancellationToken) =>
        Storage.TryDeleteAsync(path, etag, cancellationToken);

    /// <summary>Reads bytes.</summary>
    /// <exception cref="StorageFileNotFoundException">The file does not exist.</exception>
    internal async Task<byte[]> ReadBytesAsync(string path, CancellationToken cancellationToken)
    {
        await using StorageReader reader = await Storage.OpenReadAsync(path, options: null, cancellationToken);
        byte[] bytes = new byte[reader.File.Length];
        await reader.Content.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    /// <summary>Reads bytes of a part of a file.</summary>
    /// <exception cref="StorageFileNotFoundException">The file does not exist.</exception>
    internal async Task<byte[]> ReadBytesAsync(string path, long offset, long length, CancellationToken cancellationToken)
    {
        await using StorageReader reader = await Storage.OpenReadAsync(
            path, new StorageReadOptions { Offset = offset, Length = length }, cancellationToken);
        byte[] bytes = new byte[length];
        await reader.Content.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    /// <summary>Writes a value, unless it exists.</summary>
    /// <returns>False if it exists; it is not changed.</returns>
    internal Task<bool> TryCreateAsync<T>(string path, T value, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        TryCreateAsync(path, JsonSerializer.SerializeToUtf8Bytes(value, type), cancellationToken);

    /// <summary>Writes a value, unless another run of an activity was first.</summary>
    /// <returns>The value that counts, and whether it is this one.</returns>
    internal async Task<(T Value, bool IsFirst)> PublishAsync<T>(
        string path, T value, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        await TryCreateAsync(path, value, type, cancellationToken)
            ? (value, true)
            : (await ReadAsync(path, type, cancellationToken), false);

    /// <summary>Writes a file, unless it exists. Then it is durable, whoever wrote it.</summary>
    /// <returns>False if it exists; it is not changed.</returns>
    internal async Task<bool> TryCreateAsync(string path, byte[] bytes, CancellationToken cancellationToken)
    {
        if (await TryCreateAsync(Storage, path, bytes, cancellationToken))
        {
            return true;
        }

        await KeepAsync(path, cancellationToken);
        return false;
    }

    /// <summary>The same for a part of what a file names that is written later: <see cref="FlushPartsAsync"/> has it durable.</summary>
    internal Task<bool> TryCreatePartAsync(string path, byte[] bytes, CancellationToken cancellationToken) =>
        TryCreateAsync(_names.Storage, path, bytes, cancellationToken);

    /// <summary>The same with a stream.</summary>
    internal Task<bool> TryCreatePartAsync(string path, Stream content, long length, CancellationToken cancellationToken) =>
        TryCreateAsync(_names.Storage, path, content, length, cancellationToken);

    /// <summary>Has parts durable, all together, before the file is written that names them.</summary>
    /// <param name="paths">The parts.</param>
    /// <param name="top">A folder above them that is durable.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal Task FlushPartsAsync(IEnumerable<string> paths, string top, CancellationToken cancellationToken) =>
        _names.FlushBeforeAsync(paths, top, cancellationToken);

    /// <summary>Has a file durable that another run has written, which may have died before that.</summary>
    internal Task KeepAsync(string path, CancellationToken cancellationToken) => _names.FlushAsync([path], "", cancellationToken);

    /// <summary>
    /// Writes a file on condition, whose loss does no harm and which is checked when it is read: if the power fails, it may be there in
    /// part.
    /// </summary>
    /// <returns>False if the condition does not hold; nothing was written.</returns>
    internal Task<bool> TryWriteLooselyAsync(
        string path, byte[] bytes, StorageCondition condition, CancellationToken cancellationToken) =>
        TryWriteAsync(_unflushed, path, bytes, condition, cancellationToken);

    /// <summary>Writes an empty file, unless it exists. It may be lost if the power fails.</summary>
    internal Task MarkAsync(string path, CancellationToken cancellationToken) =>
        TryCreateAsync(_unflushed, path, [], cancellationToken);

    /// <summary>
    /// Deletes a folder of an update that has ended. If the power fails, some of it may be there again; the sweep when the service starts
    /// removes it (<c>SweepLeftovers</c>).
    /// </summary>
    internal Task ClearFolderAsync(string folder, CancellationToken cancellationToken) =>
        _unflushed.DeleteDirectoryAsync(folder, cancellationToken);

    /// <summary>The same for a file.</summary>
    internal Task ClearFileAsync(string path, CancellationToken cancellationToken) =>
        _unflushed.DeleteAsync(path, etag: null, cancellationToken);

    // A storage may take the bytes themselves, and needs no copy.
    private static MemoryStream InMemory(byte[] bytes) => new(bytes, 0, bytes.Length, writable: false, publiclyVisible: true);

    private static Task<bool> TryCreateAsync(IStorage storage, string path, byte[] bytes, CancellationToken cancellationToken) =>
        TryWriteAsync(storage, path, bytes, StorageCondition.IfAbsent, cancellationToken);

    private static Task<bool> TryCreateAsync(
        IStorage storage, string path, Stream content, long length, CancellationToken cancellationToken) =>
        TryWriteAsync(storage, path, content, length, StorageCondition.IfAbsent, cancellationToken);

    private static async Task<bool> TryWriteAsync(
        IStorage storage, string path, byte[] bytes, StorageCondition condition, CancellationToken cancellationToken)
    {
        using MemoryStream content = InMemory(bytes);
        return await TryWriteAsync(storage, path, content, bytes.Length, condition, cancellationToken);
    }

    private static async Task<bool> TryWriteAsync(
        IStorage storage, string path, Stream content, long length, StorageCondition condition, CancellationToken cancellationToken)
    {
        try
        {
            await storage.WriteAsync(
                path, content, new StorageWriteOptions { Condition = condition, Length = length }, cancellationToken);
            return true;
        }
        catch (StorageConditionException)
        {
            return false;
        }
    }

    private static async Task<WorkValue<T>?> TryWriteAsync<T>(
        IStorage storage,
        string path,
        T value,
        StorageCondition condition,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken)
        where T : class
    {
        byte[] bytes = JsonSerializer.SerializeToUtf8Bytes(value, type);
        using MemoryStream content = InMemory(bytes);
        try
        {
            StorageFile written = await storage.WriteAsync(
                path, content, new StorageWriteOptions { Condition = condition, Length = bytes.Length }, cancellationToken);
            return new WorkValue<T>(value, written.ETag);
        }
        catch (StorageConditionException)
        {
            return null;
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadSmallAsync(StorageReader reader, long length, CancellationToken cancellationToken)
    {
        byte[] bytes = new byte[length];
        int read = await reader.Content.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        return bytes.AsMemory(0, read);
    }

    private async Task<T> ReadAsync<T>(
        StorageReader reader, long length, string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        try
        {
            T? value = length <= Small
                ? JsonSerializer.Deserialize((await ReadSmallAsync(reader, length, cancellationToken)).Span, type)
                : await JsonSerializer.DeserializeAsync(reader.Content, type, cancellationToken);
            return value ?? throw new JsonException("The value is null.");
        }
        catch (JsonException fault)
        {
            throw new DamagedRecordException($"'{path}' in {Storage.Location} is damaged: {fault.Message}", fault);
        }
    }
}

/// <summary>A file of the work area is not what was written there.</summary>
internal sealed class DamagedRecordException(string message, Exception? fault = null) : StorageException(message, fault);

/// <summary>A value in the work area.</summary>
/// <param name="Value">The value.</param>
/// <param name="ETag">The state of its file.</param>
internal sealed record WorkValue<T>(T Value, string ETag)
{
    /// <summary>Whether it was read from a file that is small enough to be held in memory.</summary>
    public bool IsSmall { get; init; }
}

/// <summary>A value of a folder of the work area.</summary>
/// <param name="Value">The value.</param>
/// <param name="File">Its file, as it was listed.</param>
internal sealed record ListedValue<T>(T Value, StorageFile File);

using System.Text;
using System.Text.Json;
using Ocfl.Digests;
using Ocfl.Storage;

namespace Ocfl.Stages;

/// <summary>The folder of what is staged for one object.</summary>
/// <param name="stages">The place of a storage root for what is staged.</param>
/// <param name="name">The folder's name.</param>
internal sealed class StageFolder(StagePlace stages, string name)
{
    private const string FileName = "stage.json";

    private readonly string _file = StoragePath.Combine(name, FileName);

    // The state of the record as it was last read or written.
    private string? _etag;

    /// <summary>The folder of an object.</summary>
    public static StageFolder Of(StagePlace stages, string objectId) => new(stages, NameOf(objectId));

    /// <summary>The name of an object's folder.</summary>
    public static string NameOf(string objectId) => DigestAlgorithm.Sha256.Hash(Encoding.UTF8.GetBytes(objectId));

    /// <summary>The folder's name.</summary>
    public string Name => name;

    /// <summary>The place of all stages.</summary>
    public StagePlace Place => stages;

    /// <summary>The files there.</summary>
    public IStorage Storage => stages.Storage;

    /// <summary>Waits for the lock of the folder: who changes the record holds it.</summary>
    public Task<IDirectoryLock> LockAsync(CancellationToken cancellationToken) => stages.LockAsync(name, cancellationToken);

    /// <summary>Removes the folder if it is empty.</summary>
    public Task RemoveIfEmptyAsync() => stages.RemoveIfEmptyAsync(name);

    /// <summary>Reads the record; null if there is none.</summary>
    /// <exception cref="StorageException">It cannot be read, or is of another version of this library.</exception>
    public async Task<StageRecord?> TryReadAsync(CancellationToken cancellationToken)
    {
        (StageRecord? record, _etag) = await ReadAsync(cancellationToken).ConfigureAwait(false);
        return record;
    }

    /// <summary>Writes the record, in one step. The lock must be held, and the record have been read.</summary>
    /// <exception cref="StorageException">Another process has changed it since it was read.</exception>
    public async Task WriteAsync(StageRecord record, CancellationToken cancellationToken)
    {
        byte[] bytes = JsonSerializer.SerializeToUtf8Bytes(record, StageJson.Relaxed.StageRecord);
        using MemoryStream content = new(bytes, writable: false);
        StorageWriteOptions options = new() { Condition = stages.ConditionOf(_etag), Length = bytes.Length };
        try
        {
            _etag = (await Storage.WriteAsync(_file, content, options, cancellationToken).ConfigureAwait(false)).ETag;
        }
        catch (StorageConditionException lost)
        {
            throw new StorageException(
                $"What is staged for '{record.ObjectId}' was changed by another process at the same time. Run the command again.", lost);
        }
    }

    /// <summary>Removes the record, and then the content. The lock must be held. What others are staging stays.</summary>
    /// <returns>Whether there was a record.</returns>
    /// <exception cref="StorageException">Another process has changed it since it was read.</exception>
    public async Task<bool> RemoveAsync(CancellationToken cancellationToken)
    {
        // The folder itself is the lock, and stays until that is released.
        bool wasThere = await stages.DeleteRecordAsync(_file, _etag, cancellationToken).ConfigureAwait(false);
        _etag = null;
        await RemoveUnusedAsync(cancellationToken).ConfigureAwait(false);
        return wasThere;
    }

    /// <summary>
    /// Removes content that no record needs and no process is staging: of commits that were interrupted, and of stages that were reset.
    /// </summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="unlessAsync">Whether a run's folder stays, by its path; null if none does.</param>
    /// <param name="removes">False to find them only.</param>
    /// <returns>The runs' folders, as they are shown to people.</returns>
    public async Task<IReadOnlyList<string>> RemoveUnusedAsync(
        CancellationToken cancellationToken, Func<string, Task<bool>>? unlessAsync = null, bool removes = true)
    {
        List<string> unused = [];
        foreach (string run in await FindRunsAsync(cancellationToken).ConfigureAwait(false))
        {
            string path = StoragePath.Combine(name, run);
            if ((unlessAsync is not null && await unlessAsync(path).ConfigureAwait(false))
                || await stages.TryMarkAsync(path, cancellationToken).ConfigureAwait(false) is not { } mark)
            {
                continue;
            }

            await using (mark.ConfigureAwait(false))
            {
                // A process that has staged it writes the record before it lets go of the mark.
                if (!(await FindUsedRunsAsync(cancellationToken).ConfigureAwait(false)).Contains(run))
                {
                    unused.Add(stages.Locate(path));
                    if (removes)
                    {
                        await mark.RemoveFolderAsync().ConfigureAwait(false);
                    }
                }
            }
        }

        return unused;
    }

    /// <summary>The names of the runs whose content the record needs.</summary>
    public async Task<IReadOnlySet<string>> FindUsedRunsAsync(CancellationToken cancellationToken)
    {
        (StageRecord? record, _) = await ReadAsync(cancellationToken).ConfigureAwait(false);
        return (record?.Content ?? [])
            .Select(content => content.Path?.Split('/')[1])
            .OfType<string>()
            .ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The names of the runs that have staged content here.</summary>
    public Task<IReadOnlyList<string>> FindRunsAsync(CancellationToken cancellationToken) =>
        stages.FindMarkedAsync(name, StagingRun.Prefix, cancellationToken);

    /// <summary>The folders of all objects that have something staged.</summary>
    public static async Task<IReadOnlyList<StageFolder>> FindAllAsync(StagePlace stages, CancellationToken cancellationToken) =>
        [.. (await stages.FindFoldersAsync(cancellationToken).ConfigureAwait(false)).Select(folder => new StageFolder(stages, folder))];

    private async Task<(StageRecord? Record, string? ETag)> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            StorageReader reader = await Storage.OpenReadAsync(_file, options: null, cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                StageRecord? record = await JsonSerializer.DeserializeAsync(
                    reader.Content, StageJson.Relaxed.StageRecord, cancellationToken).ConfigureAwait(false);
                return record?.Form == StageRecord.CurrentForm
                    ? (record, reader.File.ETag)
                    : throw new StorageException(
                        $"'{_file}' in {Storage.Location} has the form {record?.Form}, and this version reads {StageRecord.CurrentForm}.");
            }
        }
        catch (StorageFileNotFoundException)
        {
            return (null, null);
        }
        catch (JsonException damaged)
        {
            throw new StorageException($"'{_file}' in {Storage.Location} is damaged: {damaged.Message}", damaged);
        }
    }
}

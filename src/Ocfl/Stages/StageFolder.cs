using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ocfl.Storage;

namespace Ocfl.Stages;

/// <summary>The folder of what is staged for one object.</summary>
/// <param name="stages">The place of a storage root for what is staged.</param>
/// <param name="name">The folder's name.</param>
internal sealed class StageFolder(LocalStages stages, string name)
{
    private const string FileName = "stage.json";

    private readonly string _file = StoragePath.Combine(name, FileName);

    /// <summary>The folder of an object.</summary>
    public static StageFolder Of(LocalStages stages, string objectId) => new(stages, NameOf(objectId));

    /// <summary>The name of an object's folder.</summary>
    public static string NameOf(string objectId) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(objectId)));

    /// <summary>The folder's name.</summary>
    public string Name => name;

    /// <summary>The files of all stages.</summary>
    public LocalStorage Storage => stages.Storage;

    /// <summary>Waits for the lock of the folder: who changes the record holds it.</summary>
    public Task<IDirectoryLock> LockAsync(CancellationToken cancellationToken) => stages.LockAsync(name, cancellationToken);

    /// <summary>Removes the folder if it is empty.</summary>
    public Task RemoveIfEmptyAsync() => stages.RemoveIfEmptyAsync(name);

    /// <summary>Reads the record; null if there is none.</summary>
    /// <exception cref="StorageException">It cannot be read, or is of another version of this library.</exception>
    public async Task<StageRecord?> TryReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            StorageReader reader = await Storage.OpenReadAsync(_file, options: null, cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                StageRecord? record = await JsonSerializer.DeserializeAsync(
                    reader.Content, StageJson.Relaxed.StageRecord, cancellationToken).ConfigureAwait(false);
                return record?.Form == StageRecord.CurrentForm
                    ? record
                    : throw new StorageException(
                        $"'{_file}' in {Storage.Location} has the form {record?.Form}, and this version reads {StageRecord.CurrentForm}.");
            }
        }
        catch (StorageFileNotFoundException)
        {
            return null;
        }
        catch (JsonException damaged)
        {
            throw new StorageException($"'{_file}' in {Storage.Location} is damaged: {damaged.Message}", damaged);
        }
    }

    /// <summary>Writes the record, in one step. The lock must be held.</summary>
    public async Task WriteAsync(StageRecord record, CancellationToken cancellationToken)
    {
        byte[] bytes = JsonSerializer.SerializeToUtf8Bytes(record, StageJson.Relaxed.StageRecord);
        using MemoryStream content = new(bytes, writable: false);
        await Storage.WriteAsync(
            _file, content, new StorageWriteOptions { Length = bytes.Length }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes the record, and then the content. The lock must be held. What others are staging stays.</summary>
    /// <returns>Whether there was a record.</returns>
    public async Task<bool> RemoveAsync(CancellationToken cancellationToken)
    {
        // The folder itself is the lock, and stays until that is released.
        bool wasThere = await Storage.Folder.Failures.GuardAsync(_file, () =>
        {
            string path = Storage.Folder.FullPath(_file);
            bool exists = File.Exists(path);
            File.Delete(path);
            Storage.Folder.FlushDirectory(name);
            return Task.FromResult(exists);
        }).ConfigureAwait(false);
        await RemoveUnusedAsync(cancellationToken).ConfigureAwait(false);
        return wasThere;
    }

    /// <summary>
    /// Removes content that no record needs and no process is staging: of commits that were interrupted, and of stages that were reset.
    /// </summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="unless">Whether a run's folder stays, by its full path; null if none does.</param>
    /// <param name="removes">False to find them only.</param>
    /// <returns>The full paths of the runs' folders.</returns>
    public async Task<IReadOnlyList<string>> RemoveUnusedAsync(
        CancellationToken cancellationToken, Func<string, bool>? unless = null, bool removes = true)
    {
        List<string> unused = [];
        foreach (string run in FindRuns())
        {
            string folder = Storage.Folder.FullPath(StoragePath.Combine(name, run));
            if (unless?.Invoke(folder) == true || InUseMarker.TryMark(folder) is not { } marker)
            {
                continue;
            }

            try
            {
                // A process that has staged it writes the record before it lets go of the mark.
                if (!(await FindUsedRunsAsync(cancellationToken).ConfigureAwait(false)).Contains(run))
                {
                    unused.Add(folder);
                    if (removes)
                    {
                        InUseMarker.Remove(folder);
                    }
                }
            }
            finally
            {
                InUseMarker.Release(folder, marker);
            }
        }

        return unused;
    }

    /// <summary>The names of the runs whose content the record needs.</summary>
    public async Task<IReadOnlySet<string>> FindUsedRunsAsync(CancellationToken cancellationToken)
    {
        StageRecord? record = await TryReadAsync(cancellationToken).ConfigureAwait(false);
        return (record?.Content ?? [])
            .Select(content => content.Path?.Split('/')[1])
            .OfType<string>()
            .ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The names of the runs that have staged content here.</summary>
    public IEnumerable<string> FindRuns() =>
        InUseMarker.FindFolders(Storage.Folder.FullPath(name), StagingRun.Prefix).Select(path => Path.GetFileName(path));

    /// <summary>The folders of all objects that have something staged.</summary>
    public static IEnumerable<StageFolder> FindAll(LocalStages stages)
    {
        try
        {
            return [.. Directory.GetDirectories(stages.Storage.Folder.FullPath(""))
                .Select(path => new StageFolder(stages, Path.GetFileName(path)))];
        }
        catch (Exception none) when (none is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}

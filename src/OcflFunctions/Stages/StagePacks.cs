using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Ocfl.Storage;
using OcflFunctions.Hosting;
using OcflFunctions.Storage;

namespace OcflFunctions.Stages;

/// <summary>
/// The packs of stages: small files that were uploaded at the same time share a file, and with it the flushes and the names that a file
/// takes. Only in a folder, and only where one host uses it. A path is in at most one pack, and is added to it when it is new; whatever
/// changes it later has a record of its own, which counts instead.
/// </summary>
public sealed class StagePacks(WorkArea work, IOptions<OcflOptions> options, TimeProvider time) : IAsyncDisposable, IDisposable
{
    // A file takes some 60 bytes. Forgetting costs a read of the lists, nothing else.
    private const int MostStages = 256;
    private const int MostFiles = 1_000_000;

    private readonly ConcurrentDictionary<string, StagePack> _stages = new(StringComparer.Ordinal);
    private readonly UploadTurns _turns = new(time);
    private volatile bool _isDisposed;

    // On Windows a file cannot be read while it is open to be appended to.
    private bool HasPacks => work.Storage.HasDirectories && !OperatingSystem.IsWindows();

    /// <summary>Whether a file of an announced length is added to a pack.</summary>
    internal bool Takes(long? length) => HasPacks && options.Value.Stages.PackBytes is > 0 and var most && length <= most;

    /// <summary>Takes the turn with a path, so that one upload at a time looks whether it is new. Dispose it.</summary>
    /// <returns>Null where there are no packs, and no turns are needed.</returns>
    internal async Task<IDisposable?> TakeTurnAsync(string stageId, string path, CancellationToken cancellationToken)
    {
        if (!HasPacks)
        {
            return null;
        }

        string name = StoragePath.Combine(stageId, path);
        UploadTurn? turn;
        while ((turn = await _turns.TryTakeAsync(name, cancellationToken)) is null)
        {
        }

        return turn;
    }

    /// <summary>Adds a file of a path that has none, while the caller has its turn.</summary>
    /// <param name="stageId">The stage.</param>
    /// <param name="position">The hash of its path.</param>
    /// <param name="file">The file.</param>
    /// <param name="bytes">Its bytes.</param>
    /// <returns>The file; it is durable.</returns>
    internal async Task<StageFileRecord> AddAsync(string stageId, string position, StageFileRecord file, ReadOnlyMemory<byte> bytes)
    {
        while (true)
        {
            if (await (await OpenAsync(stageId)).AddAsync(position, file, bytes) is { } added)
            {
                return added;
            }
        }
    }

    /// <summary>A file of a pack, by the hash of its path; null if there is none.</summary>
    internal async Task<StageFileRecord?> FindAsync(string stageId, string position, CancellationToken cancellationToken) =>
        HasPacks ? await (await OpenAsync(stageId)).FindAsync(position, cancellationToken) : null;

    /// <summary>Whether a pack has a file, by the hash of its path.</summary>
    internal async Task<bool> HasAsync(string stageId, string position, CancellationToken cancellationToken) =>
        HasPacks && await (await OpenAsync(stageId)).HasAsync(position, cancellationToken);

    /// <summary>How many files of a stage are in packs, and how many bytes the packs have.</summary>
    internal async Task<(int Files, long Bytes)> CountAsync(string stageId, CancellationToken cancellationToken) =>
        HasPacks ? await (await OpenAsync(stageId)).CountAsync(cancellationToken) : default;

    /// <inheritdoc cref="StagePack.ListAsync"/>
    internal async Task<IEnumerable<PackedPlace>> ListAsync(string stageId, string? after, CancellationToken cancellationToken) =>
        HasPacks ? await (await OpenAsync(stageId)).ListAsync(after, cancellationToken) : [];

    /// <summary>Reads a file that was listed.</summary>
    /// <returns>Null if the stage has ended since.</returns>
    internal Task<StageFileRecord?> ReadAsync(PackedPlace place, CancellationToken cancellationToken) =>
        PackFile.ReadAsync(work, place, cancellationToken);

    /// <summary>Forgets a stage that has ended: another one may get its id.</summary>
    internal async Task ForgetAsync(string stageId)
    {
        if (_stages.TryRemove(stageId, out StagePack? ended))
        {
            await ended.DisposeAsync();
        }
    }

    /// <summary>Closes the packs that are open, so that another host can read them.</summary>
    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        foreach (StagePack stage in _stages.Values)
        {
            await stage.DisposeAsync();
        }
    }

    /// <summary>The same for a container of services that is not disposed asynchronously: a file in a folder closes at once.</summary>
    public void Dispose() => _ = DisposeAsync().AsTask();

    private async ValueTask<StagePack> OpenAsync(string stageId)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_stages.TryGetValue(stageId, out StagePack? stage) && stage.IsRetired)
        {
            // It may still be writing what it has begun with.
            await stage.DisposeAsync();
            _stages.TryRemove(KeyValuePair.Create(stageId, stage));
            stage = null;
        }

        if (stage is null)
        {
            await MakeRoomAsync();
            stage = _stages.GetOrAdd(stageId, id => new StagePack(work, id, time.GetTimestamp()));
        }

        stage.LastUsed = time.GetTimestamp();
        return stage;
    }

    // A quarter at a time, those that were not used for the longest time.
    private async Task MakeRoomAsync()
    {
        KeyValuePair<string, StagePack>[] kept = _stages.ToArray();
        int files = kept.Sum(stage => stage.Value.Count);
        if (kept.Length < MostStages && files < MostFiles)
        {
            return;
        }

        int stages = kept.Length;
        foreach (KeyValuePair<string, StagePack> stage in kept.OrderBy(stage => stage.Value.LastUsed))
        {
            if (stages <= MostStages * 3 / 4 && files <= MostFiles * 3 / 4)
            {
                return;
            }

            int count = stage.Value.Count;
            if (await stage.Value.TryRetireAsync())
            {
                _stages.TryRemove(stage);
                stages--;
                files -= count;
            }
        }
    }
}

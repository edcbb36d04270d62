using System.Globalization;
using Ocfl.Stages;
using Ocfl.Storage;

namespace Ocfl.Updates;

/// <summary>
/// Finds and removes what processes that have died left in the pending area of a storage root, and where files are written in place, what
/// they have left in its objects. What an update can continue, what is staged, and what belongs to a service stays.
/// </summary>
public sealed class PendingRepair
{
    private readonly IStorage _storage;
    private readonly IStorage _work;
    private readonly TimeProvider _time;
    private readonly StagePlace _stages;

    /// <summary>Repairs the pending area of a local storage root.</summary>
    /// <param name="storage">The storage root's storage.</param>
    /// <param name="time">The clock; null for the system's.</param>
    public PendingRepair(LocalStorage storage, TimeProvider? time = null)
        : this(storage, storage?.PendingArea?.Storage ?? throw new ArgumentException("It is a pending area.", nameof(storage)), time)
    {
    }

    /// <summary>Repairs the pending area of a storage root.</summary>
    /// <param name="storage">The storage root's storage.</param>
    /// <param name="work">Where content is staged; see <see cref="ObjectStage"/>.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <exception cref="ArgumentException">The storage has a pending area, and the work area is another place.</exception>
    public PendingRepair(IStorage storage, IStorage work, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(storage);
        ArgumentNullException.ThrowIfNull(work);
        _storage = storage;
        _work = work;
        _time = time ?? TimeProvider.System;
        _stages = ObjectUpdater.StagesOf(storage, work, time);
    }

    /// <summary>Finds what can be removed, and removes it if that is requested.</summary>
    /// <param name="repairs">Whether it is removed.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What was found; empty if there is nothing.</returns>
    /// <exception cref="StorageException">A storage failed.</exception>
    public async Task<IReadOnlyList<RepairStep>> RunAsync(bool repairs, CancellationToken cancellationToken = default)
    {
        List<RepairStep> steps = [];
        if (_storage is LocalStorage storage)
        {
            RepairFolders(storage, steps, repairs);
        }

        foreach (StageFolder folder in await StageFolder.FindAllAsync(_stages, cancellationToken).ConfigureAwait(false))
        {
            if (_stages.WritesInPlace)
            {
                await RepairPurgeAsync(folder, steps, repairs, cancellationToken).ConfigureAwait(false);
                await RepairObjectAsync(folder, steps, repairs, cancellationToken).ConfigureAwait(false);
            }

            DateTimeOffset now = _time.GetUtcNow();
            IReadOnlyList<string> unused = await folder.RemoveUnusedAsync(
                cancellationToken,
                run => StagingRun.CanBeContinuedAsync(_stages, run, now, cancellationToken),
                removes: repairs).ConfigureAwait(false);
            steps.AddRange(unused.Select(run => Remove(run, "content that was staged and that no commit can continue with")));
            if (repairs)
            {
                await RemoveLockAsync(folder, cancellationToken).ConfigureAwait(false);
                await folder.RemoveIfEmptyAsync().ConfigureAwait(false);
            }
        }

        return steps;
    }

    private void RepairFolders(LocalStorage storage, List<RepairStep> steps, bool repairs)
    {
        foreach (string folder in UpdateFolders.FindAbandoned((LocalStorage)_work).ToArray())
        {
            steps.Add(Remove(folder, "what an update has left that was killed"));
            if (repairs)
            {
                UpdateFolders.RemoveAbandoned(folder);
            }
        }

        int files = TemporaryFile.CountAbandoned(storage.Folder.Pending);
        if (files > 0)
        {
            steps.Add(Remove(
                storage.Folder.Pending.Writing, string.Create(CultureInfo.InvariantCulture, $"{files} half-written files")));
            if (repairs)
            {
                TemporaryFile.RemoveAbandoned(storage.Folder.Pending);
            }
        }
    }

    // Of a process that died while it held it.
    private async Task RemoveLockAsync(StageFolder folder, CancellationToken cancellationToken)
    {
        if (_stages.WritesInPlace
            && (await _stages.FindMarkedAsync(folder.Name, RemoteStages.Lock, cancellationToken).ConfigureAwait(false)).Count > 0
            && await _stages.TryMarkAsync(
                StoragePath.Combine(folder.Name, RemoteStages.Lock), cancellationToken).ConfigureAwait(false) is { } mark)
        {
            await mark.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task RepairPurgeAsync(StageFolder folder, List<RepairStep> steps, bool repairs, CancellationToken cancellationToken)
    {
        // A purge holds the lock from its record to its end.
        if (await PurgeRecord.FindAsync(folder, cancellationToken).ConfigureAwait(false) is null
            || await _stages.TryMarkAsync(
                StoragePath.Combine(folder.Name, RemoteStages.Lock), cancellationToken).ConfigureAwait(false) is not { } held)
        {
            return;
        }

        await using (held.ConfigureAwait(false))
        {
            if (await PurgeRecord.FindAsync(folder, cancellationToken).ConfigureAwait(false) is not { } record)
            {
                return;
            }

            if (!await record.IsObjectAsync(_storage, cancellationToken).ConfigureAwait(false))
            {
                steps.Add(Remove(record.ObjectRoot, "what a purge has left that was killed"));
            }

            if (repairs)
            {
                await record.SettleAsync(_storage, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task RepairObjectAsync(StageFolder folder, List<RepairStep> steps, bool repairs, CancellationToken cancellationToken)
    {
        foreach (string run in await folder.FindRunsAsync(cancellationToken).ConfigureAwait(false))
        {
            if (await _stages.TryMarkAsync(
                StoragePath.Combine(folder.Name, run), cancellationToken).ConfigureAwait(false) is not { } mark)
            {
                continue;
            }

            await using (mark.ConfigureAwait(false))
            {
                if (mark.ObjectRoot.Length == 0)
                {
                    continue;
                }

                AbandonedFiles abandoned = new(_storage, mark.ObjectRoot, run);
                IReadOnlyList<StorageFile> files = await abandoned.FindAsync(cancellationToken).ConfigureAwait(false);
                if (files.Count > 0)
                {
                    steps.Add(Remove(
                        mark.ObjectRoot,
                        string.Create(CultureInfo.InvariantCulture, $"{files.Count} files that a commit has left that was killed")));
                }

                if (repairs)
                {
                    await abandoned.DeleteAsync(files, cancellationToken).ConfigureAwait(false);
                    mark.HasTrace = false;
                }
            }
        }
    }

    private static RepairStep Remove(string path, string what) => new(RepairKind.RemoveLeftover, path, $"remove {what}");
}

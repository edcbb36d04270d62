using System.Globalization;
using Ocfl.Stages;
using Ocfl.Storage;

namespace Ocfl.Updates;

/// <summary>
/// Finds and removes what processes that have died left in the pending area of a local storage root. What an update can continue, what is
/// staged, and what belongs to a service stays.
/// </summary>
/// <param name="storage">The storage root's storage.</param>
/// <param name="time">The clock; null for the system's.</param>
public sealed class PendingRepair(LocalStorage storage, TimeProvider? time = null)
{
    /// <summary>Finds what can be removed, and removes it if that is requested.</summary>
    /// <param name="repairs">Whether it is removed.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What was found; empty if there is nothing.</returns>
    /// <exception cref="StorageException">A storage failed.</exception>
    public async Task<IReadOnlyList<RepairStep>> RunAsync(bool repairs, CancellationToken cancellationToken = default)
    {
        List<RepairStep> steps = [];
        LocalStorage updates = (LocalStorage)storage.PendingArea!.Storage;
        foreach (string folder in OwnFolders.FindAbandoned(updates).ToArray())
        {
            steps.Add(Remove(folder, "what an update has left that was killed"));
            if (repairs)
            {
                OwnFolders.RemoveAbandoned(folder);
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

        DateTimeOffset now = (time ?? TimeProvider.System).GetUtcNow();
        foreach (StageFolder folder in StageFolder.FindAll(storage.Stages!))
        {
            IReadOnlyList<string> unused = await folder.RemoveUnusedAsync(
                cancellationToken, run => StagingRun.CanBeContinued(run, now), removes: repairs).ConfigureAwait(false);
            steps.AddRange(unused.Select(run => Remove(run, "content that was staged and that no commit can continue with")));
            if (repairs)
            {
                await folder.RemoveIfEmptyAsync().ConfigureAwait(false);
            }
        }

        return steps;
    }

    private static RepairStep Remove(string path, string what) => new(RepairKind.RemoveLeftover, path, $"remove {what}");
}

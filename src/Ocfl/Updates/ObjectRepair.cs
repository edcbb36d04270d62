using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Staging;
using Ocfl.Storage;

namespace Ocfl.Updates;

/// <summary>
/// Finds and repairs what interrupted updates can leave in an object of a storage root. Nothing is lost: on local storage, a version that
/// is whole is published, and another version directory that no inventory names is moved to the pending area and kept. Where files are
/// written in place, such a directory may be of an update that runs: it is left to its owner, and to <see cref="PendingRepair"/>.
/// </summary>
public sealed class ObjectRepair
{
    private readonly IStorage _storage;
    private readonly ObjectUpdater _updater;

    /// <summary>Repairs objects of a local storage root.</summary>
    /// <param name="storage">The storage root's storage.</param>
    /// <param name="time">The clock; null for the system's.</param>
    public ObjectRepair(LocalStorage storage, TimeProvider? time = null)
        : this(storage, storage?.PendingArea?.Storage ?? throw new ArgumentException("It is a pending area.", nameof(storage)), time)
    {
    }

    /// <summary>Repairs objects of a storage root.</summary>
    /// <param name="storage">The storage root's storage.</param>
    /// <param name="work">Where content is staged; see <see cref="ObjectStage"/>.</param>
    /// <param name="time">The clock; null for the system's.</param>
    public ObjectRepair(IStorage storage, IStorage work, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(storage);
        ArgumentNullException.ThrowIfNull(work);
        _storage = storage;
        _updater = new ObjectUpdater(storage, work, time) { ContinuesInterrupted = true };
    }

    /// <summary>Finds what can be repaired, and repairs it if that is requested.</summary>
    /// <param name="found">The object.</param>
    /// <param name="repairs">Whether it is repaired.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What was found, in the order in which it is repaired; empty if there is nothing.</returns>
    /// <exception cref="InvalidUpdateException">The object cannot be changed.</exception>
    /// <exception cref="CorruptObjectException">The object cannot be read.</exception>
    /// <exception cref="StorageException">A storage failed.</exception>
    public async Task<IReadOnlyList<RepairStep>> RunAsync(OcflObject found, bool repairs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(found);
        if (!repairs)
        {
            return [
                .. await FindVersionsAsync(found, cancellationToken).ConfigureAwait(false),
                .. (await PlanAsync(found, cancellationToken).ConfigureAwait(false)).Steps,
            ];
        }

        List<RepairStep> done = await RepairVersionsAsync(found, cancellationToken).ConfigureAwait(false);
        OcflObject current = await OcflObject.TryOpenAsync(_storage, found.Root, cancellationToken).ConfigureAwait(false) ?? found;
        (UpdateTarget target, IReadOnlyList<RepairStep> steps) = await PlanAsync(current, cancellationToken).ConfigureAwait(false);
        if (steps.Count > 0)
        {
            await _updater.UpdateAsync(
                target, new UpdateContents(), options: null, cancellationToken).ConfigureAwait(false);
        }

        done.AddRange(steps);
        return done;
    }

    // What an update of nothing would do: it completes what the last one left after its commit.
    private async Task<(UpdateTarget Target, IReadOnlyList<RepairStep> Steps)> PlanAsync(
        OcflObject found, CancellationToken cancellationToken)
    {
        UpdateTarget target = await UpdateTarget.FromAsync(found, cancellationToken).ConfigureAwait(false);
        UpdatePlan plan = await _updater.PlanAsync(
            target, new UpdateContents(), options: null, cancellationToken).ConfigureAwait(false);
        return (target, [.. plan.Activities.Select(step => new RepairStep(
            RepairKind.CompleteCommit, StoragePath.Combine(found.Root, step.Path), step.Name))]);
    }

    private async Task<IReadOnlyList<RepairStep>> FindVersionsAsync(OcflObject found, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> unnamed = await FindUnnamedAsync(found, cancellationToken).ConfigureAwait(false);
        if (unnamed.Count == 0)
        {
            return [];
        }

        List<RepairStep> steps = [];
        VersionNumber? next = await new UnfinishedCommit(_storage, found.Root).FindAsync(cancellationToken).ConfigureAwait(false);
        foreach (string version in unnamed)
        {
            string path = StoragePath.Combine(found.Root, version);
            steps.Add(version == next?.ToString()
                ? new RepairStep(RepairKind.PublishVersion, path, $"publish {version}, which is whole and was not committed to its end")
                : new RepairStep(RepairKind.SetAsideVersion, path, $"move {version}, which no inventory names, to the pending area"));
        }

        return steps;
    }

    // With the lock, no update is between its two renames: what no inventory names was left by one that died there.
    private async Task<List<RepairStep>> RepairVersionsAsync(OcflObject found, CancellationToken cancellationToken)
    {
        if (_storage.PendingArea is not LocalPendingArea pending
            || (await FindUnnamedAsync(found, cancellationToken).ConfigureAwait(false)).Count == 0)
        {
            return [];
        }

        pending.RequireUsable();
        using UpdateFolders folders = await UpdateFolders.TakeAsync([pending.Storage]).ConfigureAwait(false);
        IDirectoryLock held = await pending.LockAsync(found.Root, folders.Owner, cancellationToken).ConfigureAwait(false);
        await using (held.ConfigureAwait(false))
        {
            OcflObject current = await OcflObject.TryOpenAsync(_storage, found.Root, cancellationToken).ConfigureAwait(false) ?? found;
            List<RepairStep> steps = [];
            foreach (RepairStep step in await FindVersionsAsync(current, cancellationToken).ConfigureAwait(false))
            {
                if (step.Kind == RepairKind.PublishVersion)
                {
                    await new UnfinishedCommit(_storage, found.Root).CompleteAsync(cancellationToken).ConfigureAwait(false);
                    steps.Add(step);
                    continue;
                }

                string place = await pending.SetAsideAsync(
                    step.Path, $"{folders.Owner}-{StoragePath.GetName(step.Path)}").ConfigureAwait(false);
                steps.Add(step with { Description = $"move {StoragePath.GetName(step.Path)}, which no inventory names, to {place}" });
            }

            return steps;
        }
    }

    private async Task<IReadOnlyList<string>> FindUnnamedAsync(OcflObject found, CancellationToken cancellationToken)
    {
        List<string> unnamed = [];
        if (_storage.PendingArea is null)
        {
            return unnamed;
        }

        await foreach (StorageEntry entry in _storage.ListAsync(found.Root, recursive: false, cancellationToken).ConfigureAwait(false))
        {
            if (entry.Kind == StorageEntryKind.Directory
                && VersionNumber.TryParse(entry.Name, out VersionNumber version)
                && version.Width == found.Inventory.Head.Width
                && version.Number > found.Inventory.Head.Number)
            {
                unnamed.Add(entry.Name);
            }
        }

        // Only the first can be published; the others are then still unnamed.
        return [.. unnamed.OrderBy(name => VersionNumber.Parse(name).Number)];
    }
}

/// <summary>What was, or would be, repaired.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Path">Where, in the storage root or in its pending area.</param>
/// <param name="Description">What is done, for people, as an imperative.</param>
public sealed record RepairStep(RepairKind Kind, string Path, string Description);

/// <summary>Kinds of <see cref="RepairStep"/>.</summary>
public enum RepairKind
{
    /// <summary>Writes or removes what an update left undone in an object root after its commit, such as a stale sidecar.</summary>
    CompleteCommit,

    /// <summary>Publishes a version that is whole, and that the root inventory does not name yet.</summary>
    PublishVersion,

    /// <summary>Moves a version directory that no inventory names to the pending area, where it is kept.</summary>
    SetAsideVersion,

    /// <summary>Removes from the pending area what belongs to a process that has died, and that nobody can continue.</summary>
    RemoveLeftover,
}

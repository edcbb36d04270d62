using Ocfl.Inventories;
using Ocfl.Staging;
using Ocfl.Storage;

namespace Ocfl.Updates;

/// <summary>
/// The steps on a storage that writes in place. Every uncommitted file has the update's id as its owner. The version's inventory is
/// written first: it reserves the version number, and its ETag is the condition on which the commit copies it to the root.
/// </summary>
/// <remarks>
/// What this very executor has written, or its maker has just seen (<see cref="ActivityExecutorOptions.Target"/>), is not looked at
/// again but made the condition of the next write. Where that does not hold, or anything is not as expected, the storage is looked at.
/// </remarks>
internal sealed class InPlaceSteps(
    IStorage storage, IStorage stage, string owner, ActivityExecutorOptions options) : UpdateSteps(storage, stage, owner, options)
{
    private const int MaxAttempts = 100;

    // As this executor wrote it where nobody had reserved the version before; null otherwise. (A version that somebody lost may get
    // files of his until late: it is looked at again after its commit.)
    private StorageFile? _reservation;

    public override async Task<ActivityResult> PrepareFileAsync(
        UpdatePlan plan, string path, FileContent content, CancellationToken cancellationToken)
    {
        string file = InObject(plan, path);
        if (!path.StartsWith("0=", StringComparison.Ordinal))
        {
            bool isReservation = file == VersionInventory(plan);
            ActivityResult made = file == _reservation?.Path
                ? ActivityResult.AlreadyDone("file already exists")
                : await MakeOwnAsync(file, content, isReservation, cancellationToken).ConfigureAwait(false);
            return isReservation && made.Outcome == ActivityOutcome.AlreadyDone
                ? ActivityResult.DoneBefore("written with the version directory")
                : made;
        }

        // Nothing is reserved yet: the declaration is shared by all who would make the object, until one of them has the version.
        try
        {
            await WriteAsync(Storage, file, content, StorageCondition.IfAbsent, Owner, cancellationToken).ConfigureAwait(false);
            return ActivityResult.Done(content.Length);
        }
        catch (StorageConditionException)
        {
            return ActivityResult.AlreadyDone("declaration file already exists");
        }
    }

    public override async Task<ActivityResult> ReserveAsync(UpdatePlan plan, CancellationToken cancellationToken)
    {
        if (KnownTarget(plan) is not null && await TryReserveAsync(plan, cancellationToken).ConfigureAwait(false))
        {
            return ActivityResult.Done(plan.InventoryLength);
        }

        StoredInventory? current = await RequireBaseOrOwnAsync(plan, cancellationToken).ConfigureAwait(false);
        if (current?.Is(plan.InventoryDigest) == true)
        {
            return ActivityResult.AlreadyDone("version already committed");
        }

        bool isNew = await TakeVersionAsync(plan, cancellationToken).ConfigureAwait(false);
        await DeleteWhereAsync(InObject(plan, plan.Head), file => file.Owner != Owner, cancellationToken).ConfigureAwait(false);
        return isNew ? ActivityResult.Done(plan.InventoryLength) : ActivityResult.AlreadyDone("version already reserved");
    }

    public override async Task<ActivityResult> CopyAsync(UpdatePlan plan, OcflActivity activity, CancellationToken cancellationToken)
    {
        string path = InObject(plan, activity.Path);
        StorageCopyOptions copy = new() { Condition = StorageCondition.IfAbsent };
        for (int attempt = 1; ; attempt++)
        {
            RequireProgress(path, attempt, cancellationToken);
            try
            {
                await TakeContentAsync(Storage, path, plan, activity, copy, cancellationToken).ConfigureAwait(false);
                return ActivityResult.Done(activity.Length);
            }
            catch (Exception failure)
                when (failure is StorageConditionException or StorageFileNotFoundException or ContentMismatchException)
            {
                // A run of this step may have been first, whatever has become of the content where it waited.
                StorageFile? present = await Storage.GetFileAsync(path, cancellationToken).ConfigureAwait(false);
                if (present?.Owner == Owner)
                {
                    await HasContentAsync(Storage, path, plan, activity, cancellationToken).ConfigureAwait(false);
                    return ActivityResult.AlreadyDone("content is already there");
                }

                if (!await IsAboutDestinationAsync(failure, path, activity, cancellationToken).ConfigureAwait(false))
                {
                    throw await ExplainLossAsync(activity, failure, cancellationToken).ConfigureAwait(false);
                }

                // Another's, or gone again. Whoever holds the version may put his own in its place.
                await RequireReservationAsync(plan, cancellationToken).ConfigureAwait(false);
                copy = copy with { Condition = present is null ? StorageCondition.IfAbsent : StorageCondition.IfMatch(present.ETag) };
            }
        }
    }

    public override async Task<ActivityResult> CommitAsync(UpdatePlan plan, CancellationToken cancellationToken)
    {
        if (await TryCommitAsync(plan, cancellationToken).ConfigureAwait(false))
        {
            return ActivityResult.Done(plan.InventoryLength);
        }

        StoredInventory? current = await RequireBaseOrOwnAsync(plan, cancellationToken).ConfigureAwait(false);
        if (current?.Is(plan.InventoryDigest) == true)
        {
            return current.File.Owner == Owner
                ? ActivityResult.AlreadyDone("inventory already committed")
                : throw Conflict(plan, "another update committed the same version.");
        }

        StorageFile reservation = await RequireReservationAsync(plan, cancellationToken).ConfigureAwait(false);
        await MakeCompleteAsync(plan, cancellationToken).ConfigureAwait(false);
        try
        {
            await CommitAsync(plan, current?.File.ETag, reservation, cancellationToken).ConfigureAwait(false);
            return ActivityResult.Done(plan.InventoryLength);
        }
        catch (Exception failure) when (failure is StorageConditionException or StorageFileNotFoundException)
        {
            return await IsCommittedAsync(plan, cancellationToken).ConfigureAwait(false)
                ? ActivityResult.AlreadyDone("inventory already committed")
                : throw new ObjectConflictException(
                    $"The object '{plan.ObjectId}' cannot get version {plan.Head}: another update was first.", failure);
        }
    }

    public override async Task<ActivityResult> FinishFileAsync(
        UpdatePlan plan, string path, FileContent content, CancellationToken cancellationToken) =>
        await TryFinishAsync(plan, path, content, cancellationToken).ConfigureAwait(false)
            ? ActivityResult.Done(content.Length)
            : await ChangeFinishedAsync(plan, path, content, cancellationToken).ConfigureAwait(false);

    public override Task<ActivityResult> FinishRemovalAsync(UpdatePlan plan, string path, CancellationToken cancellationToken) =>
        ChangeFinishedAsync(plan, path, content: null, cancellationToken);

    public override async Task RevertPreparedAsync(UpdatePlan plan, string path, CancellationToken cancellationToken)
    {
        Forget();
        if (await IsCommittedAsync(plan, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        // The reservation goes last, with the version directory: until then it keeps others from the files beside it.
        string file = path == plan.Head ? VersionInventory(plan) : InObject(plan, path);
        if (path == plan.Head || file != VersionInventory(plan))
        {
            await DeleteOwnAsync(file, cancellationToken).ConfigureAwait(false);
        }
    }

    public override async Task RevertCommitAsync(UpdatePlan plan, CancellationToken cancellationToken)
    {
        Forget();
        StoredInventory? current = await StoredInventory.LookAsync(
            Storage, RootInventory(plan), plan.DigestAlgorithm, cancellationToken).ConfigureAwait(false);
        if (current is null || !current.Is(plan.InventoryDigest) || current.File.Owner != Owner)
        {
            return;
        }

        if (plan.Base is null)
        {
            await Storage.DeleteAsync(RootInventory(plan), current.File.ETag, cancellationToken).ConfigureAwait(false);
            return;
        }

        FileContent inventory = await ReadBaseAsync(plan, cancellationToken).ConfigureAwait(false);
        await WriteAsync(
            Storage,
            RootInventory(plan),
            inventory,
            StorageCondition.IfMatch(current.File.ETag),
            owner: null,
            cancellationToken).ConfigureAwait(false);
    }

    public override Task RevertFinishedAsync(UpdatePlan plan, string path, FileContent? content, CancellationToken cancellationToken) =>
        ChangeFinishedAsync(plan, path, content, cancellationToken);

    public override async Task<RevertOutcome> RevertAllAsync(UpdatePlan plan, CancellationToken cancellationToken)
    {
        Forget();
        await StopOwnCommitAsync(plan, cancellationToken).ConfigureAwait(false);
        if (await IsCommittedAsync(plan, cancellationToken).ConfigureAwait(false))
        {
            return RevertOutcome.Committed;
        }

        await DeleteWhereAsync(InObject(plan, plan.Head), file => file.Owner == Owner
            && file.Path != VersionInventory(plan), cancellationToken).ConfigureAwait(false);
        if (plan.Base is null)
        {
            await DeleteOwnAsync(InObject(plan, SpecificationOf(plan).ObjectDeclaration), cancellationToken).ConfigureAwait(false);
        }

        // A reservation that was taken over a moment after its update had committed is no reservation.
        if (!(await ReadHeadAsync(plan, cancellationToken).ConfigureAwait(false) >= VersionNumber.Parse(plan.Head)))
        {
            await DeleteOwnAsync(VersionInventory(plan), cancellationToken).ConfigureAwait(false);
        }

        return RevertOutcome.Reverted;
    }

    public override async Task ClearAsync(UpdatePlan plan, IReadOnlyCollection<StorageFile> strays, CancellationToken cancellationToken)
    {
        // A copy of an update that lost, still under way when its version was taken over, may come in late.
        foreach (StorageFile stray in strays)
        {
            if (stray.Owner is null || stray.Owner == Owner)
            {
                throw new ContentMismatchException($"'{stray.Path}' is in the version directory, and its inventory does not name it.");
            }

            await DeleteAsync(stray, cancellationToken).ConfigureAwait(false);
        }
    }

    // A source may have a file of the very path that the content gets: then it is asked whether it is the one that changed.
    private async Task<bool> IsAboutDestinationAsync(
        Exception failure, string path, OcflActivity activity, CancellationToken cancellationToken)
    {
        if (failure is not StorageConditionException condition || condition.Path != path)
        {
            return false;
        }

        StagedContent content = activity.Source!;
        IStorage origin = content.InSource ? Options.Source! : Stage;
        return content.Path != path
            || (await origin.GetFileAsync(path, cancellationToken).ConfigureAwait(false) is { } file
                && (content.ETag is null || file.ETag == content.ETag));
    }

    // The object as it was seen, if that is what the plan was made from.
    private UpdateTarget? KnownTarget(UpdatePlan plan) =>
        Options.Target is { } target
        && target.ObjectRoot == plan.ObjectRoot
        && target.InventoryDigest == plan.Base?.InventoryDigest
        && (plan.Base is null || target.InventoryETag is not null)
            ? target
            : null;

    // Each further attempt follows a change that another made. A storage that contradicts itself makes no progress.
    private void RequireProgress(string path, int attempt, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (attempt > MaxAttempts)
        {
            throw new StorageException($"'{path}' in {Storage.Location} cannot be made as long as what is there does not stay as it is.");
        }
    }

    private void Forget()
    {
        _reservation = null;
        HasCommitted = false;
    }

    private static SpecificationVersion SpecificationOf(UpdatePlan plan) =>
        SpecificationVersion.TryParse(plan.Specification, out SpecificationVersion specification)
            ? specification
            : throw new InvalidUpdateException($"'{plan.Specification}' is not a known version of the specification.");

    private async Task<bool> IsCommittedAsync(UpdatePlan plan, CancellationToken cancellationToken)
    {
        StoredInventory? current = await StoredInventory.LookAsync(
            Storage, RootInventory(plan), plan.DigestAlgorithm, cancellationToken).ConfigureAwait(false);
        StoredInventory? own = current?.Is(plan.InventoryDigest) == true
            ? current
            : await FindBelowHeadAsync(plan, cancellationToken).ConfigureAwait(false);
        return own is not null && own.File.Owner == Owner;
    }

    /// <returns>False when this update had the version already.</returns>
    private async Task<bool> TakeVersionAsync(UpdatePlan plan, CancellationToken cancellationToken)
    {
        string path = VersionInventory(plan);
        ComparedFile? found = null;
        for (int attempt = 1; ; attempt++)
        {
            RequireProgress(path, attempt, cancellationToken);
            try
            {
                if (found is null)
                {
                    await WriteAsync(
                        Storage, path, plan.InventoryContent, StorageCondition.IfAbsent, Owner, cancellationToken).ConfigureAwait(false);
                    return true;
                }

                StorageFile present = found.File;
                if (present.Owner != Owner)
                {
                    present = await TakeOverAsync(plan, present, cancellationToken).ConfigureAwait(false);
                }
                else if (found.IsSame)
                {
                    return false;
                }

                await WriteAsync(
                    Storage,
                    path,
                    plan.InventoryContent,
                    StorageCondition.IfMatch(present.ETag),
                    Owner,
                    cancellationToken).ConfigureAwait(false);
                return true;
            }
            catch (Exception failure) when (failure is StorageConditionException or StorageFileNotFoundException)
            {
                // It is there, or changed since it was looked at.
                found = await CompareAsync(Storage, path, plan.InventoryContent, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<StorageFile> TakeOverAsync(UpdatePlan plan, StorageFile reservation, CancellationToken cancellationToken)
    {
        if (reservation.Owner is { } other
            && !(Options.IsAbandoned is { } isAbandoned && await isAbandoned(other, cancellationToken).ConfigureAwait(false)))
        {
            throw Conflict(plan, $"the update {other} is writing it.");
        }

        // From here on the other can no longer commit, since its reservation has another ETag. It may have done so just before.
        StorageFile taken = await Storage.SetOwnerAsync(reservation.Path, Owner, reservation.ETag, cancellationToken).ConfigureAwait(false);
        await RequireBaseOrOwnAsync(plan, cancellationToken).ConfigureAwait(false);
        return taken;
    }

    private async Task<StorageFile> RequireReservationAsync(UpdatePlan plan, CancellationToken cancellationToken)
    {
        StorageFile? reservation = await Storage.GetFileAsync(VersionInventory(plan), cancellationToken).ConfigureAwait(false);
        return reservation is not null && reservation.Owner == Owner
            ? reservation
            : throw Conflict(
                plan,
                reservation?.Owner is { } other ? $"the update {other} has taken it "
                    + $"over." : "what this update had prepared has been cleared away.");
    }

    // Nobody else writes to the version's directory while this update holds the version: whoever takes that over changes the
    // reservation first, and the commit fails.
    private async Task MakeCompleteAsync(UpdatePlan plan, CancellationToken cancellationToken)
    {
        if (plan.Base is null)
        {
            string name = SpecificationOf(plan).ObjectDeclaration;
            await MakeOwnAsync(
                InObject(plan, name), ObjectFiles.Declaration(name), isExpected: true, cancellationToken).ConfigureAwait(false);
        }

        VersionFiles files = await VersionFiles.CompareAsync(
            Storage, plan.ObjectRoot, plan, cancellationToken, Owner).ConfigureAwait(false);
        if (files.Missing.Count > 0 || files.Others.Count > 0)
        {
            throw new ContentMismatchException($"'{files.Missing.FirstOrDefault() ?? files.Others.First().Path}' is missing from what was "
                + $"prepared for version {plan.Head} of '{plan.ObjectId}'.");
        }

        foreach (StorageFile stray in files.Strays)
        {
            await DeleteAsync(stray, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <returns>False when it is not known whether the version is free: it is looked at then.</returns>
    private async Task<bool> TryReserveAsync(UpdatePlan plan, CancellationToken cancellationToken)
    {
        try
        {
            _reservation = await WriteAsync(
                Storage,
                VersionInventory(plan),
                plan.InventoryContent,
                StorageCondition.IfAbsent,
                Owner,
                cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (StorageConditionException)
        {
            return false;
        }
    }

    /// <returns>False when it was not tried, or something is not as this executor left it: all is looked at then.</returns>
    private async Task<bool> TryCommitAsync(UpdatePlan plan, CancellationToken cancellationToken)
    {
        if (_reservation is not { } reservation || KnownTarget(plan) is not { } target)
        {
            return false;
        }

        // One listing has all that a new object has, its declaration too.
        bool isNew = plan.Base is null;
        VersionFiles files = await VersionFiles.CompareAsync(
            Storage, plan.ObjectRoot, plan, cancellationToken, Owner, withDeclaration: isNew).ConfigureAwait(false);
        if (!files.AreComplete)
        {
            return false;
        }

        try
        {
            await CommitAsync(plan, isNew ? null : target.InventoryETag, reservation, cancellationToken).ConfigureAwait(false);
            return HasCommitted = true;
        }
        catch (Exception failure) when (failure is StorageConditionException or StorageFileNotFoundException)
        {
            return false;
        }
    }

    private Task<StorageFile> CommitAsync(UpdatePlan plan, string? baseETag, StorageFile reservation, CancellationToken cancellationToken)
    {
        StorageCopyOptions commit = new()
        {
            Condition = baseETag is null ? StorageCondition.IfAbsent : StorageCondition.IfMatch(baseETag),
            SourceETag = reservation.ETag,
            SourceLength = reservation.Length,
            Owner = Owner,
        };
        return Storage.CopyFromAsync(Storage, VersionInventory(plan), RootInventory(plan), commit, cancellationToken);
    }

    // Right after the commit, in the state that it was in before it: a later version's would be another, and is written after it.
    private async Task<bool> TryFinishAsync(UpdatePlan plan, string path, FileContent content, CancellationToken cancellationToken)
    {
        string? etag = plan.Base?.SidecarName == path ? KnownTarget(plan)?.SidecarETag : null;
        if (!HasCommitted || path != plan.SidecarName || (plan.Base is not null && etag is null))
        {
            return false;
        }

        try
        {
            StorageCondition condition = etag is null ? StorageCondition.IfAbsent : StorageCondition.IfMatch(etag);
            await WriteAsync(Storage, InObject(plan, path), content, condition, Owner, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (StorageConditionException)
        {
            return false;
        }
    }

    /// <param name="path">The file.</param>
    /// <param name="content">What it shall be.</param>
    /// <param name="isExpected">Whether it is likely there already; then it is looked at before it is written, not after.</param>
    /// <param name="cancellationToken">Stops it.</param>
    private async Task<ActivityResult> MakeOwnAsync(string path, FileContent content, bool isExpected, CancellationToken cancellationToken)
    {
        ComparedFile? found = isExpected ? await CompareAsync(Storage, path, content, cancellationToken).ConfigureAwait(false) : null;
        for (int attempt = 1; found is null || found.File.Owner != Owner || !found.IsSame; attempt++)
        {
            RequireProgress(path, attempt, cancellationToken);
            try
            {
                StorageCondition condition = found is null ? StorageCondition.IfAbsent : StorageCondition.IfMatch(found.File.ETag);
                await WriteAsync(Storage, path, content, condition, Owner, cancellationToken).ConfigureAwait(false);
                return ActivityResult.Done(content.Length);
            }
            catch (StorageConditionException)
            {
                // It is there, or changed since it was looked at.
                found = await CompareAsync(Storage, path, content, cancellationToken).ConfigureAwait(false);
            }
        }

        return ActivityResult.AlreadyDone("file already exists");
    }

    // The file's state is looked at before the root inventory's: if another commits in between, the write fails on its condition. A
    // new object's file is not there to be looked at; that it is not is then the condition.
    private async Task<ActivityResult> ChangeFinishedAsync(
        UpdatePlan plan, string path, FileContent? content, CancellationToken cancellationToken)
    {
        string file = InObject(plan, path);
        bool look = plan.Base is not null || content is null;
        for (int attempt = 1; ; attempt++, look = true)
        {
            RequireProgress(file, attempt, cancellationToken);
            ComparedFile? present = look
                ? await CompareAsync(Storage, file, content ?? FileContent.Empty, cancellationToken).ConfigureAwait(false)
                : null;
            if (!await IsNewestAsync(plan, cancellationToken).ConfigureAwait(false))
            {
                return ActivityResult.AlreadyDone("a later version has been committed");
            }

            if (content is null ? present is null : present?.IsSame == true)
            {
                return ActivityResult.AlreadyDone(content is null ? "already removed" : "file already exists");
            }

            try
            {
                if (content is null)
                {
                    await Storage.DeleteAsync(file, present!.File.ETag, cancellationToken).ConfigureAwait(false);
                    return ActivityResult.Done();
                }

                StorageCondition condition = present is null ? StorageCondition.IfAbsent : StorageCondition.IfMatch(present.File.ETag);
                await WriteAsync(Storage, file, content, condition, Owner, cancellationToken).ConfigureAwait(false);
                return ActivityResult.Done(content.Length);
            }
            catch (StorageConditionException)
            {
                // It is there, or changed since it was looked at.
            }
        }
    }

    // Where nothing is changed, the version is another update's.
    private async Task<bool> IsNewestAsync(UpdatePlan plan, CancellationToken cancellationToken) => plan.ChangesNothing
        ? (await StoredInventory.LookAsync(
            Storage, RootInventory(plan), plan.DigestAlgorithm, cancellationToken).ConfigureAwait(false))?.Is(
            plan.InventoryDigest) == true
        : (await Storage.GetFileAsync(RootInventory(plan), cancellationToken).ConfigureAwait(false))?.Owner == Owner;

    // A commit of this update that is still under way, in a run that nobody waits for, must not come after the clearing.
    private async Task StopOwnCommitAsync(UpdatePlan plan, CancellationToken cancellationToken)
    {
        for (int attempt = 1;
            await Storage.GetFileAsync(VersionInventory(plan), cancellationToken).ConfigureAwait(false) is { } reservation
                && reservation.Owner == Owner;
            attempt++)
        {
            RequireProgress(VersionInventory(plan), attempt, cancellationToken);
            try
            {
                await Storage.SetOwnerAsync(reservation.Path, Owner, reservation.ETag, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (Exception failure) when (failure is StorageConditionException or StorageFileNotFoundException)
            {
                // It changed since it was looked at: look again.
            }
        }
    }

    private async Task DeleteWhereAsync(string directory, Predicate<StorageFile> condition, CancellationToken cancellationToken)
    {
        List<StorageFile> files = [];
        await foreach (StorageEntry entry in Storage.ListAsync(directory, recursive: true, cancellationToken).ConfigureAwait(false))
        {
            if (entry.File is { } file && condition(file))
            {
                files.Add(file);
            }
        }

        foreach (StorageFile file in files)
        {
            await DeleteAsync(file, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task DeleteOwnAsync(string path, CancellationToken cancellationToken)
    {
        StorageFile? file = await Storage.GetFileAsync(path, cancellationToken).ConfigureAwait(false);
        if (file?.Owner == Owner)
        {
            await DeleteAsync(file, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task DeleteAsync(StorageFile file, CancellationToken cancellationToken)
    {
        try
        {
            await Storage.DeleteAsync(file.Path, file.ETag, cancellationToken).ConfigureAwait(false);
        }
        catch (StorageConditionException)
        {
            // It is no longer the file that was looked at: somebody has taken it over.
        }
    }
}

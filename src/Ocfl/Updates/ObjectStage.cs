using Ocfl.Digests;
using Ocfl.Inventories;
using Ocfl.Stages;
using Ocfl.Staging;
using Ocfl.Storage;

namespace Ocfl.Updates;

/// <summary>
/// The stage of an object: changes that are collected, durably, until one commit makes a version of all of them.
/// Several processes may use it at once, and each may die at any moment.
/// </summary>
/// <remarks>
/// Each operation is done as a whole or not at all. The stage belongs to the version that was the object's newest when the stage began. If
/// the object has another one by now, the stage can be read, reset and rebased, but not changed or committed.
/// </remarks>
public sealed class ObjectStage
{
    // The changes are made by hand, one command after the other.
    private static readonly StateChangeLimits NoLimits = new() { MaxAddedPaths = 1L << 40, MaxAddedPathBytes = 1L << 50 };

    private readonly IStorage _storage;
    private readonly ObjectUpdater _updater;
    private readonly StageFolder _folder;
    private readonly string _objectId;
    private readonly Func<CancellationToken, Task<UpdateTarget>> _readAsync;
    private readonly TimeProvider _time;

    /// <summary>The stage of an object of a local storage root. Nothing is created until something is staged.</summary>
    /// <param name="storage">The storage root's storage.</param>
    /// <param name="objectId">The object's id.</param>
    /// <param name="readAsync">Reads the object as it is. Called for each operation.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <exception cref="ArgumentException">The storage is not that of a storage root.</exception>
    public ObjectStage(
        LocalStorage storage, string objectId, Func<CancellationToken, Task<UpdateTarget>> readAsync, TimeProvider? time = null)
        : this(
            storage,
            storage?.PendingArea?.Storage ?? throw new ArgumentException("A pending area has no stages.", nameof(storage)),
            objectId,
            readAsync,
            time)
    {
    }

    /// <summary>The stage of an object of a storage root. Nothing is created until something is staged.</summary>
    /// <param name="storage">The storage root's storage.</param>
    /// <param name="work">
    /// Where content is staged: the storage's own pending area, or if it writes in place, a place of this purpose in the same account.
    /// </param>
    /// <param name="objectId">The object's id.</param>
    /// <param name="readAsync">Reads the object as it is. Called for each operation.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <exception cref="ArgumentException">The storage has a pending area, and the work area is another place.</exception>
    public ObjectStage(
        IStorage storage,
        IStorage work,
        string objectId,
        Func<CancellationToken, Task<UpdateTarget>> readAsync,
        TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(storage);
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(objectId);
        ArgumentNullException.ThrowIfNull(readAsync);
        _storage = storage;
        _updater = new ObjectUpdater(storage, work, time) { ContinuesInterrupted = true };
        _folder = StageFolder.Of(ObjectUpdater.StagesOf(storage, work, time), objectId);
        _objectId = objectId;
        _readAsync = readAsync;
        _time = time ?? TimeProvider.System;
    }

    /// <summary>Reads the stage.</summary>
    /// <returns>Null if nothing is staged.</returns>
    /// <exception cref="StorageException">It cannot be read.</exception>
    public async Task<StagedVersion?> ReadAsync(CancellationToken cancellationToken = default)
    {
        StageRecord? record = await _folder.TryReadAsync(cancellationToken).ConfigureAwait(false);
        if (record is null)
        {
            return null;
        }

        UpdateTarget target = await _readAsync(cancellationToken).ConfigureAwait(false);
        return await HasHappenedAsync(record, target, cancellationToken).ConfigureAwait(false) ? null : Describe(record, target);
    }

    /// <summary>Adds files, or replaces those that are at their paths.</summary>
    /// <param name="input">Where the files come from.</param>
    /// <param name="options">How they are staged: the algorithms, the parallelism, the progress.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="EmptySourceException">There are no files.</exception>
    /// <exception cref="ObjectConflictException">The object has another version than the one that the stage belongs to.</exception>
    /// <exception cref="StateChangeException">A file cannot be at its path.</exception>
    /// <exception cref="InvalidUpdateException">The input, the options and the object do not fit.</exception>
    /// <exception cref="StorageException">A storage failed.</exception>
    /// <exception cref="UpdateStoppedException">It was stopped, and nothing is staged.</exception>
    public async Task<StagedVersion> AddAsync(
        UpdateContents input, ObjectUpdateOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        options ??= new ObjectUpdateOptions();
        UpdateTarget before = await _readAsync(cancellationToken).ConfigureAwait(false);
        StageRecord? present = await _folder.TryReadAsync(cancellationToken).ConfigureAwait(false);
        string algorithm = present?.DigestAlgorithm ?? AlgorithmOf(before, options.DigestAlgorithm);
        (IReadOnlyCollection<StagedFile> files, StagingRun run) = await _updater.StageAsync(
            before, input, options with { DigestAlgorithm = DigestAlgorithm.Get(algorithm) }, cancellationToken).ConfigureAwait(false);
        await using (run.ConfigureAwait(false))
        {
            try
            {
                return files.Count > 0
                    ? await MutateAsync(
                        (record, target) => Add(record, target, files, algorithm),
                        algorithm,
                        cancellationToken).ConfigureAwait(false)
                    : throw new EmptySourceException("The source has no files.");
            }
            finally
            {
                await run.RemoveUnusedAsync(CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Makes changes.</summary>
    /// <param name="edit">Receives the staged state, and returns the changes to make to it. They need no content of a source.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ObjectConflictException">The object has another version than the one that the stage belongs to.</exception>
    /// <exception cref="StateChangeException">A change does not fit what it meets.</exception>
    /// <exception cref="StorageException">A storage failed.</exception>
    public Task<StagedVersion> ChangeAsync(
        Func<DigestMap, IReadOnlyList<StateChange>> edit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(edit);
        return MutateAsync(
            (record, target) => record with
            {
                Changes = [.. record.Changes, .. edit(StateOf(record, target)).Select(StageMapping.ToOperation)],
            },
            algorithm: null,
            cancellationToken);
    }

    /// <summary>Commits the stage, and ends it.</summary>
    /// <param name="options">What the version is made of, beside the stage.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What was committed; null if nothing is staged.</returns>
    /// <exception cref="ObjectConflictException">The object has another version than the one that the stage belongs to.</exception>
    /// <exception cref="InvalidUpdateException">The stage, the options and the object do not fit.</exception>
    /// <exception cref="StorageException">A storage failed.</exception>
    public async Task<StageCommitResult?> CommitAsync(ObjectUpdateOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        IDirectoryLock held = await _folder.LockAsync(cancellationToken).ConfigureAwait(false);
        await using (held.ConfigureAwait(false))
        {
            if (await _folder.TryReadAsync(cancellationToken).ConfigureAwait(false) is not { } record)
            {
                return null;
            }

            UpdateTarget target = await _readAsync(cancellationToken).ConfigureAwait(false);
            if (await HasHappenedAsync(record, target, cancellationToken).ConfigureAwait(false))
            {
                await _folder.RemoveAsync(cancellationToken).ConfigureAwait(false);
                return new StageCommitResult(Plan: null, record.Commit!.Head);
            }

            RequireBase(record, target);
            Stage stage = BuilderOf(record, target).Build();
            UpdatePlan plan = await _updater.CommitAsync(
                target,
                stage,
                _folder.Storage,
                options,
                plan => _folder.WriteAsync(
                    record with { Commit = new StageCommit(plan.Head, plan.InventoryDigest) }, cancellationToken),
                cancellationToken).ConfigureAwait(false);

            // The version is there. What is not removed now, the next command removes.
            await _folder.RemoveAsync(CancellationToken.None).ConfigureAwait(false);
            return new StageCommitResult(plan, plan.Head);
        }
    }

    /// <summary>Makes the plan of a commit of the stage, and executes nothing.</summary>
    /// <returns>Null if nothing is staged.</returns>
    /// <inheritdoc cref="CommitAsync"/>
    public async Task<UpdatePlan?> PlanAsync(ObjectUpdateOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        StageRecord? record = await _folder.TryReadAsync(cancellationToken).ConfigureAwait(false);
        UpdateTarget target = await _readAsync(cancellationToken).ConfigureAwait(false);
        if (record is null || await HasHappenedAsync(record, target, cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        RequireBase(record, target);
        ObjectUpdater.RequireTime(target, options, _time);
        return new VersionPlanner(_storage, target, record.DigestAlgorithm, options).BuildPlan(
            BuilderOf(record, target).Build(), options.Created ?? _time.GetUtcNow());
    }

    /// <summary>Removes the stage with its content, and what interrupted updates of the object have staged.</summary>
    /// <returns>Whether there was a stage.</returns>
    /// <exception cref="StorageException">It cannot be removed.</exception>
    public async Task<bool> ResetAsync(CancellationToken cancellationToken = default)
    {
        IDirectoryLock held = await _folder.LockAsync(cancellationToken).ConfigureAwait(false);
        await using (held.ConfigureAwait(false))
        {
            return await _folder.RemoveAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Makes the staged changes to the object's newest version instead.</summary>
    /// <returns>Null if nothing is staged.</returns>
    /// <exception cref="StateChangeException">A change does not fit that version.</exception>
    /// <exception cref="InvalidUpdateException">The object has moved to another digest algorithm.</exception>
    public async Task<StagedVersion?> RebaseAsync(CancellationToken cancellationToken = default)
    {
        IDirectoryLock held = await _folder.LockAsync(cancellationToken).ConfigureAwait(false);
        await using (held.ConfigureAwait(false))
        {
            UpdateTarget target = await _readAsync(cancellationToken).ConfigureAwait(false);
            if (await ReadLockedAsync(target, cancellationToken).ConfigureAwait(false) is not { } record)
            {
                return null;
            }

            StageRecord rebased = record with { Base = BaseOf(target), Commit = null };
            StagedVersion version = Describe(rebased, target);
            await _folder.WriteAsync(rebased, cancellationToken).ConfigureAwait(false);
            return version;
        }
    }

    private async Task<StagedVersion> MutateAsync(
        Func<StageRecord, UpdateTarget, StageRecord> change, string? algorithm, CancellationToken cancellationToken)
    {
        IDirectoryLock held = await _folder.LockAsync(cancellationToken).ConfigureAwait(false);
        await using (held.ConfigureAwait(false))
        {
            UpdateTarget target = await _readAsync(cancellationToken).ConfigureAwait(false);
            StageRecord record = await ReadLockedAsync(target, cancellationToken).ConfigureAwait(false)
                ?? NewRecord(target, algorithm ?? AlgorithmOf(target, requested: null));
            RequireBase(record, target);
            StageRecord changed = change(record, target) with { Commit = null };
            StagedVersion version = Describe(changed, target);
            await _folder.WriteAsync(changed, cancellationToken).ConfigureAwait(false);
            return version;
        }
    }

    // A commit that happened, and whose process died before it could end the stage, has ended it.
    private async Task<StageRecord?> ReadLockedAsync(UpdateTarget target, CancellationToken cancellationToken)
    {
        StageRecord? record = await _folder.TryReadAsync(cancellationToken).ConfigureAwait(false);
        if (record is null || !await HasHappenedAsync(record, target, cancellationToken).ConfigureAwait(false))
        {
            return record;
        }

        await _folder.RemoveAsync(cancellationToken).ConfigureAwait(false);
        return null;
    }

    private async Task<bool> HasHappenedAsync(StageRecord record, UpdateTarget target, CancellationToken cancellationToken)
    {
        if (record.Commit is not { } commit
            || target.Inventory is not { } inventory
            || inventory.Head.Number < VersionNumber.Parse(commit.Head).Number)
        {
            return false;
        }

        StoredInventory? stored = await StoredInventory.FindAsync(
            _storage,
            StoragePath.Combine(target.ObjectRoot, commit.Head, Inventory.FileName),
            record.DigestAlgorithm,
            cancellationToken).ConfigureAwait(false);
        return stored?.Is(commit.InventoryDigest) == true;
    }

    private StageRecord NewRecord(UpdateTarget target, string algorithm) => new()
    {
        Form = StageRecord.CurrentForm,
        ObjectId = _objectId,
        Base = BaseOf(target),
        DigestAlgorithm = algorithm,
        Changes = [],
        Content = [],
    };

    private static StageRecord Add(StageRecord record, UpdateTarget target, IReadOnlyCollection<StagedFile> files, string algorithm)
    {
        if (record.DigestAlgorithm != algorithm)
        {
            throw new ObjectConflictException(
                $"The stage of '{record.ObjectId}' was begun again with another digest algorithm while the files were staged.");
        }

        DigestMap state = StateOf(record, target);
        Dictionary<string, StageContent> content = record.Content.ToDictionary(
            known => known.Digest, StringComparer.OrdinalIgnoreCase);
        List<StageOperation> changes = [.. record.Changes];
        foreach (StagedFile file in files.OrderBy(file => file.LogicalPath, StringComparer.Ordinal))
        {
            content.TryAdd(file.Digest, StageMapping.ToContent(file));
            bool isThere = state.TryGetDigest(file.LogicalPath, out string? digest);
            if (!string.Equals(digest, file.Digest, StringComparison.OrdinalIgnoreCase))
            {
                changes.Add(StageMapping.Put(file, replaces: isThere));
            }
        }

        return record with { Changes = changes, Content = [.. content.Values] };
    }

    private static string AlgorithmOf(UpdateTarget target, DigestAlgorithm? requested) => target.Inventory is not { } inventory
        ? (requested ?? DigestAlgorithm.Sha512).Name
        : requested is null || requested.Name == inventory.DigestAlgorithm
            ? inventory.DigestAlgorithm
            : throw new InvalidUpdateException(
                $"The object '{target.ObjectId}' has {inventory.DigestAlgorithm}: a stage keeps its algorithm, and another commit can move it.");

    private static StageBase? BaseOf(UpdateTarget target) =>
        target.Inventory is { } inventory ? new StageBase(inventory.Head.ToString(), target.InventoryDigest!) : null;

    private static void RequireBase(StageRecord record, UpdateTarget target)
    {
        if (record.Base != BaseOf(target))
        {
            throw new ObjectConflictException(
                $"The stage of '{record.ObjectId}' was begun {(record.Base is { } known ? $"at {known.Head}" : "when there was no such object")}, "
                    + $"and the object has {(target.Inventory is { } inventory ? $"{inventory.Head}" : "no version")} now.");
        }
    }

    private static StagedVersion Describe(StageRecord record, UpdateTarget target)
    {
        Inventory? before = BaseInventory(record, target);
        return new StagedVersion
        {
            Base = record.Base?.Head,
            IsOutdated = record.Base != BaseOf(target),
            Before = before?.HeadVersion.State ?? DigestMap.Empty,
            State = StateOf(record, target),
            DigestAlgorithm = record.DigestAlgorithm,
        };
    }

    private static DigestMap StateOf(StageRecord record, UpdateTarget target) => BuilderOf(record, target).Build().State;

    private static StageBuilder BuilderOf(StageRecord record, UpdateTarget target) =>
        new StageBuilder(record.DigestAlgorithm, BaseInventory(record, target))
            .WithFiles(record.Content.Select(StageMapping.ToFile), UpdateMode.Select, allowEmpty: true)
            .WithChanges([.. record.Changes.Select(StageMapping.ToChange)], NoLimits);

    // The version that the stage belongs to, which may not be the newest any more.
    private static Inventory? BaseInventory(StageRecord record, UpdateTarget target)
    {
        if (record.Base is not { } known)
        {
            return null;
        }

        VersionNumber head = VersionNumber.Parse(known.Head);
        return target.Inventory is { } inventory
            && inventory.Head.Number >= head.Number
            && inventory.DigestAlgorithm == record.DigestAlgorithm
            ? inventory with { Head = head, Versions = [.. inventory.Versions.Take(head.Number)] }
            : throw new InvalidUpdateException(
                $"The stage of '{record.ObjectId}' was begun at {head} with {record.DigestAlgorithm}, and the object is another one now.");
    }
}

/// <summary>A version that is staged.</summary>
public sealed record StagedVersion
{
    /// <summary>The version that it is made from; null for a new object.</summary>
    public required string? Base { get; init; }

    /// <summary>Whether the object has another version by now.</summary>
    public required bool IsOutdated { get; init; }

    /// <summary>The state of <see cref="Base"/>.</summary>
    public required DigestMap Before { get; init; }

    /// <summary>The staged state.</summary>
    public required DigestMap State { get; init; }

    /// <summary>The algorithm of the digests.</summary>
    public required string DigestAlgorithm { get; init; }
}

/// <summary>What a commit of a stage has done.</summary>
/// <param name="Plan">The plan that was executed; null if an earlier process committed the stage, and died before it could report
/// that.</param>
/// <param name="Head">The version.</param>
public sealed record StageCommitResult(UpdatePlan? Plan, string Head);

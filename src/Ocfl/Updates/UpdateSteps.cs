using System.Buffers;
using Ocfl.Digests;
using Ocfl.Inventories;
using Ocfl.Staging;
using Ocfl.Storage;

namespace Ocfl.Updates;

/// <summary>How the steps of an update are carried out and undone on one kind of storage.</summary>
internal abstract class UpdateSteps(IStorage storage, IStorage stage, string owner, ActivityExecutorOptions options)
{
    private const int CompareSize = 32 * 1024;

    protected IStorage Storage { get; } = storage;

    protected IStorage Stage { get; } = stage;

    protected ActivityExecutorOptions Options { get; } = options;

    protected string Owner { get; } = owner;

    /// <summary>Whether this very executor has seen the version complete and then committed it.</summary>
    public bool HasCommitted { get; protected set; }

    /// <summary>Writes a file that belongs to the version and is not visible before the commit.</summary>
    public abstract Task<ActivityResult> PrepareFileAsync(
        UpdatePlan plan, string path, FileContent content, CancellationToken cancellationToken);

    /// <summary>Makes the version directory; where a storage writes in place, takes the version number.</summary>
    public abstract Task<ActivityResult> ReserveAsync(UpdatePlan plan, CancellationToken cancellationToken);

    /// <summary>Copies one content file.</summary>
    public abstract Task<ActivityResult> CopyAsync(UpdatePlan plan, OcflActivity activity, CancellationToken cancellationToken);

    /// <summary>Makes the version the object's newest.</summary>
    public abstract Task<ActivityResult> CommitAsync(UpdatePlan plan, CancellationToken cancellationToken);

    /// <summary>Writes a file of the object root after the commit.</summary>
    public abstract Task<ActivityResult> FinishFileAsync(
        UpdatePlan plan, string path, FileContent content, CancellationToken cancellationToken);

    /// <summary>Removes a file of the object root after the commit.</summary>
    public abstract Task<ActivityResult> FinishRemovalAsync(UpdatePlan plan, string path, CancellationToken cancellationToken);

    /// <summary>Undoes <see cref="PrepareFileAsync"/> and <see cref="CopyAsync"/>.</summary>
    public abstract Task RevertPreparedAsync(UpdatePlan plan, string path, CancellationToken cancellationToken);

    /// <summary>Undoes <see cref="CommitAsync"/>: puts the base back.</summary>
    public abstract Task RevertCommitAsync(UpdatePlan plan, CancellationToken cancellationToken);

    /// <summary>Undoes a step after the commit: gives a file of the object root the content that it had, null for none.</summary>
    public abstract Task RevertFinishedAsync(UpdatePlan plan, string path, FileContent? content, CancellationToken cancellationToken);

    /// <summary>Removes all that the update left uncommitted.</summary>
    public abstract Task<RevertOutcome> RevertAllAsync(UpdatePlan plan, CancellationToken cancellationToken);

    /// <summary>Removes what a committed update no longer needs, and what strayed into its version directory.</summary>
    public abstract Task ClearAsync(UpdatePlan plan, IReadOnlyCollection<StorageFile> strays, CancellationToken cancellationToken);

    protected static string InObject(UpdatePlan plan, string path) => StoragePath.Combine(plan.ObjectRoot, path);

    protected static string VersionInventory(UpdatePlan plan) => InObject(plan, StoragePath.Combine(plan.Head, Inventory.FileName));

    protected static string RootInventory(UpdatePlan plan) => InObject(plan, Inventory.FileName);

    protected static ObjectConflictException Conflict(UpdatePlan plan, string what) =>
        new($"The object '{plan.ObjectId}' cannot get version {plan.Head}: {what}");

    /// <summary>The exception that says that content is no longer where it waits, or not as it was.</summary>
    protected async Task<OcflException> ExplainLossAsync(
        OcflActivity activity, Exception failure, CancellationToken cancellationToken) => failure switch
        {
            ContentMismatchException mismatch => mismatch,
            StorageException loss when activity.Source!.InSource =>
                await SourceFaults.ExplainAsync(Options.Source!, activity.Source.Path, loss, cancellationToken).ConfigureAwait(false),
            _ => new ContentMismatchException($"The staged content of '{activity.Path}' is gone or has changed: {failure.Message}", failure),
        };

    /// <summary>The root inventory as it is, if it is the plan's own; otherwise it must be the base, or none for a new object.</summary>
    /// <returns>
    /// The inventory's state; null for a new object. Where the plan is committed and others have built on it, its version's inventory.
    /// </returns>
    /// <exception cref="ObjectConflictException">It is neither.</exception>
    protected async Task<StoredInventory?> RequireBaseOrOwnAsync(UpdatePlan plan, CancellationToken cancellationToken)
    {
        // In both algorithms at once: between two looks another run of the same step could commit.
        string[] algorithms = plan.Base is { } before ? [plan.DigestAlgorithm, before.DigestAlgorithm] : [plan.DigestAlgorithm];
        StoredInventory? current = await StoredInventory.LookAsync(
            Storage, RootInventory(plan), algorithms, cancellationToken).ConfigureAwait(false);
        if (current is null)
        {
            return plan.Base is null ? null : throw Conflict(plan, $"its base {plan.Base.Head} is gone.");
        }

        if (current.Is(plan.InventoryDigest) || (plan.Base is { } @base && current.Is(@base.InventoryDigest)))
        {
            return current;
        }

        if (await FindBelowHeadAsync(plan, cancellationToken).ConfigureAwait(false) is { } committed)
        {
            return committed;
        }

        if (plan.Base is null)
        {
            throw Conflict(plan, "it exists, and the plan was made when it did not.");
        }

        throw Conflict(plan, $"another version has been committed since the plan was made from {plan.Base.Head}.");
    }

    /// <summary>
    /// The inventory of the plan's version, if it is the planned one and the object has a later version by now: then the plan was
    /// committed, whatever became of the answer. Null otherwise. Its owner is that of the sidecar beside it: the inventory's own may
    /// have been changed by a take-over that came a moment too late.
    /// </summary>
    protected async Task<StoredInventory?> FindBelowHeadAsync(UpdatePlan plan, CancellationToken cancellationToken)
    {
        StoredInventory? version = await StoredInventory.LookAsync(
            Storage, VersionInventory(plan), plan.DigestAlgorithm, cancellationToken).ConfigureAwait(false);
        if (version?.Is(plan.InventoryDigest) != true
            || await ReadHeadAsync(plan, cancellationToken).ConfigureAwait(false) is not { } head
            || head <= VersionNumber.Parse(plan.Head))
        {
            return null;
        }

        string sidecar = InObject(plan, StoragePath.Combine(plan.Head, plan.SidecarName));
        return version with
        {
            File = version.File with { Owner = (await Storage.GetFileAsync(sidecar, cancellationToken).ConfigureAwait(false))?.Owner },
        };
    }

    /// <summary>The object's newest version; null when there is no object.</summary>
    protected async Task<VersionNumber?> ReadHeadAsync(UpdatePlan plan, CancellationToken cancellationToken) =>
        await ReadAsync(Storage, RootInventory(plan), cancellationToken).ConfigureAwait(false) is { } root
            ? InventoryReader.Read(root).Head
            : null;

    /// <summary>Whether a file has exactly these bytes; false when there is none.</summary>
    protected static async Task<bool> HasBytesAsync(
        IStorage storage, string path, FileContent content, CancellationToken cancellationToken) =>
        (await CompareAsync(storage, path, content, cancellationToken).ConfigureAwait(false))?.IsSame == true;

    /// <summary>A file's facts, and whether it has exactly these bytes; null when there is none.</summary>
    protected static async Task<ComparedFile?> CompareAsync(
        IStorage storage, string path, FileContent content, CancellationToken cancellationToken)
    {
        try
        {
            StorageReader reader = await storage.OpenReadAsync(path, options: null, cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                bool isSame = reader.File.Length == content.Length
                    && await HasBytesAsync(reader.Content, content, cancellationToken).ConfigureAwait(false);
                return new ComparedFile(reader.File, isSame);
            }
        }
        catch (StorageFileNotFoundException)
        {
            return null;
        }
    }

    private static async Task<bool> HasBytesAsync(Stream present, FileContent content, CancellationToken cancellationToken)
    {
        using IMemoryOwner<byte> rented = MemoryPool<byte>.Shared.Rent(2 * CompareSize);
        Memory<byte> wanted = rented.Memory[..CompareSize];
        Memory<byte> found = rented.Memory.Slice(CompareSize, CompareSize);
        Stream expected = content.OpenRead();
        await using (expected.ConfigureAwait(false))
        {
            while (true)
            {
                int length = await expected.ReadAtLeastAsync(
                    wanted, CompareSize, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
                int read = await present.ReadAtLeastAsync(
                    found, CompareSize, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
                if (!wanted.Span[..length].SequenceEqual(found.Span[..read]))
                {
                    return false;
                }

                if (length < CompareSize)
                {
                    return true;
                }
            }
        }
    }

    protected static async Task<byte[]?> ReadAsync(IStorage storage, string path, CancellationToken cancellationToken)
    {
        try
        {
            StorageReader reader = await storage.OpenReadAsync(path, options: null, cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                using MemoryStream bytes = new();
                await reader.Content.CopyToAsync(bytes, cancellationToken).ConfigureAwait(false);
                return bytes.ToArray();
            }
        }
        catch (StorageFileNotFoundException)
        {
            return null;
        }
    }

    protected static async Task<StorageFile> WriteAsync(
        IStorage storage, string path, FileContent content, StorageCondition condition, string? owner, CancellationToken cancellationToken)
    {
        StorageWriteOptions options = new() { Condition = condition, Owner = owner, Length = content.Length };
        Stream stream = content.OpenRead();
        await using (stream.ConfigureAwait(false))
        {
            return await storage.WriteAsync(path, stream, options, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Whether a file is the content that a copy planned; false when there is no file.</summary>
    /// <exception cref="ContentMismatchException">There is another content.</exception>
    protected static async Task<bool> HasContentAsync(
        IStorage storage, string path, UpdatePlan plan, OcflActivity activity, CancellationToken cancellationToken)
    {
        StorageFile? file = await storage.GetFileAsync(path, cancellationToken).ConfigureAwait(false);
        if (file is null)
        {
            return false;
        }

        return await IsContentAsync(storage, file, plan, activity, cancellationToken).ConfigureAwait(false)
            ? true
            : throw new ContentMismatchException(
                $"'{activity.Path}' is there with another content than the planned {plan.DigestAlgorithm} {activity.Digest}.");
    }

    /// <summary>Whether a file that is there is the content that a copy planned.</summary>
    protected static async Task<bool> IsContentAsync(
        IStorage storage, StorageFile file, UpdatePlan plan, OcflActivity activity, CancellationToken cancellationToken) =>
        file.Length == activity.Length
        && await StoredInventory.LookAsync(storage, file.Path, plan.DigestAlgorithm, cancellationToken).ConfigureAwait(false) is { } present
        && present.Is(activity.Digest!);

    /// <summary>Copies content from where it waits.</summary>
    /// <param name="destination">The storage to copy to.</param>
    /// <param name="path">The file there.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="activity">The copy.</param>
    /// <param name="how">The condition at the destination, and whether staged content may be moved.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="StorageConditionException">A condition did not hold; nothing was written.</exception>
    /// <exception cref="StorageFileNotFoundException">The content is gone; nothing was written.</exception>
    /// <exception cref="ContentMismatchException">The source is no longer what was hashed; nothing was written.</exception>
    protected async Task TakeContentAsync(
        IStorage destination,
        string path,
        UpdatePlan plan,
        OcflActivity activity,
        StorageCopyOptions how,
        CancellationToken cancellationToken)
    {
        StagedContent content = activity.Source!;
        StorageCopyOptions copy = how with { Owner = Owner, SourceETag = content.ETag, SourceLength = activity.Length };
        if (!content.InSource)
        {
            await destination.CopyFromAsync(Stage, content.Path, path, copy, cancellationToken).ConfigureAwait(false);
            return;
        }

        IStorage source = Options.Source
            ?? throw new InvalidUpdateException($"The content of '{activity.Path}' was left in its source, and this executor has no "
                + $"{nameof(ActivityExecutorOptions.Source)} to take it from.");
        if (content.ETag is not null && destination.CopiesByItself(source))
        {
            await destination.CopyFromAsync(
                source, content.Path, path, copy with { ConsumeSource = false }, cancellationToken).ConfigureAwait(false);
            return;
        }

        StorageReader reader = await source.OpenReadAsync(
            content.Path, new StorageReadOptions { IfMatch = content.ETag }, cancellationToken).ConfigureAwait(false);
        PlannedContentStream planned = new(reader.Content, activity, DigestAlgorithm.Get(plan.DigestAlgorithm));
        await using (planned.ConfigureAwait(false))
        {
            StorageWriteOptions write = new() { Condition = how.Condition, Owner = Owner, Length = activity.Length };
            await destination.WriteAsync(path, planned, write, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The base's own inventory, which its version directory keeps (OCFL 1.1, section 3.7).</summary>
    protected async Task<FileContent> ReadBaseAsync(UpdatePlan plan, CancellationToken cancellationToken)
    {
        string path = InObject(plan, StoragePath.Combine(plan.Base!.Head, Inventory.FileName));
        byte[]? bytes = await ReadAsync(Storage, path, cancellationToken).ConfigureAwait(false);
        using IncrementalDigest digest = DigestAlgorithm.Get(plan.Base.DigestAlgorithm).CreateHash();
        digest.Append(bytes);
        return bytes is not null && digest.GetHexAndReset() == plan.Base.InventoryDigest
            ? FileContent.Of(bytes)
            : throw new ContentMismatchException(
                $"The base cannot be put back: '{path}' is not the inventory that the plan was made from.");
    }

    /// <summary>A file's facts, and whether its bytes are those that were asked about.</summary>
    protected sealed record ComparedFile(StorageFile File, bool IsSame);

    protected static FileContent BaseSidecar(UpdatePlan plan) => ObjectFiles.Sidecar(plan.Base!.InventoryDigest);
}

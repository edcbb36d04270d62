using Ocfl.Digests;
using Ocfl.Inventories;
using Ocfl.Storage;

namespace Ocfl.Updates;

/// <summary>The object that an update changes, as the storage shows it.</summary>
/// <param name="storage">The storage root's storage.</param>
internal sealed class StoredObject(IStorage storage)
{
    /// <summary>The exception for a plan that cannot be committed.</summary>
    public static ObjectConflictException Conflict(UpdatePlan plan, string what) =>
        new($"The object '{plan.ObjectId}' cannot get version {plan.Head}: {what}");

    /// <summary>The root inventory as it is, if it is the plan's own; otherwise it must be the base, or none for a new object.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="seen">The object as this process has read it, as the base of the plan: in that state it is not read again. Null to
    /// read it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>
    /// The inventory's state; null for a new object. Where the plan is committed and others have built on it, its version's inventory.
    /// </returns>
    /// <exception cref="ObjectConflictException">It is neither.</exception>
    public async Task<StoredInventory?> RequireBaseOrOwnAsync(
        UpdatePlan plan, UpdateTarget? seen, CancellationToken cancellationToken)
    {
        if (seen?.InventoryETag is { } etag
            && plan.Base is { } known
            && await storage.GetFileAsync(plan.RootInventoryPath, cancellationToken).ConfigureAwait(false) is { } file
            && file.ETag == etag)
        {
            return new StoredInventory(
                file, new ContentDigests(file.Length, [new(DigestAlgorithm.Get(known.DigestAlgorithm), known.InventoryDigest)]));
        }

        // In both algorithms at once: between two reads another run of the same step could commit.
        string[] algorithms = plan.Base is { } before ? [plan.DigestAlgorithm, before.DigestAlgorithm] : [plan.DigestAlgorithm];
        StoredInventory? current = await StoredInventory.FindAsync(
            storage, plan.RootInventoryPath, algorithms, cancellationToken).ConfigureAwait(false);
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
    /// committed, even if the answer was lost. Null otherwise. Its owner is that of the sidecar beside it: the inventory's own may
    /// have been changed by a take-over that came a moment too late.
    /// </summary>
    public async Task<StoredInventory?> FindBelowHeadAsync(UpdatePlan plan, CancellationToken cancellationToken)
    {
        StoredInventory? version = await StoredInventory.FindAsync(
            storage, plan.VersionInventoryPath, plan.DigestAlgorithm, cancellationToken).ConfigureAwait(false);
        if (version?.Is(plan.InventoryDigest) != true
            || await ReadHeadAsync(plan, cancellationToken).ConfigureAwait(false) is not { } head
            || head <= VersionNumber.Parse(plan.Head))
        {
            return null;
        }

        string sidecar = plan.InObject(StoragePath.Combine(plan.Head, plan.SidecarName));
        return version with
        {
            File = version.File with { Owner = (await storage.GetFileAsync(sidecar, cancellationToken).ConfigureAwait(false))?.Owner },
        };
    }

    /// <summary>The object's newest version; null if there is no object.</summary>
    public async Task<VersionNumber?> ReadHeadAsync(UpdatePlan plan, CancellationToken cancellationToken)
    {
        try
        {
            StorageReader reader = await storage.OpenReadAsync(
                plan.RootInventoryPath, options: null, cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                InventoryReaderOptions options = new() { Length = reader.File.Length };
                return (await InventoryReader.ReadAsync(reader.Content, options, cancellationToken).ConfigureAwait(false)).Head;
            }
        }
        catch (StorageFileNotFoundException)
        {
            return null;
        }
    }
}

using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Staging;
using Ocfl.Storage;

namespace Ocfl.Updates;

/// <summary>The object that an update is for, as it is now.</summary>
public sealed record UpdateTarget
{
    /// <summary>The object's id.</summary>
    public required string ObjectId { get; init; }

    /// <summary>The object root's path in the storage root.</summary>
    public required string ObjectRoot { get; init; }

    /// <summary>The inventory that the object has; null if there is no object yet.</summary>
    public Inventory? Inventory { get; init; }

    /// <summary>The digest of that inventory's bytes in its own algorithm; null if there is no object yet.</summary>
    public string? InventoryDigest { get; init; }

    /// <summary>
    /// The state of the root inventory's file (<see cref="StorageFile.ETag"/>); null if it is not known, or there is no object yet.
    /// </summary>
    public string? InventoryETag { get; init; }

    /// <summary>
    /// The state of the root sidecar's file; null if it is not known, does not agree with the inventory, or there is no object yet.
    /// </summary>
    public string? SidecarETag { get; init; }

    /// <summary>
    /// The specifications that the object's declarations name; empty for the inventory's own. It may be another one, or two, after an
    /// upgrade that did not finish: the next update completes it.
    /// </summary>
    public IReadOnlyList<SpecificationVersion> DeclaredSpecifications { get; init; } = [];

    /// <summary>
    /// The names of the sidecars in the object's root; empty for the inventory's own. There may be another one, or another beside it,
    /// after a move to another digest algorithm that did not finish: the next update completes it.
    /// </summary>
    public IReadOnlyList<string> Sidecars { get; init; } = [];

    /// <summary>The target for an object that is open, as it was when it was opened. What else is in its root is read once.</summary>
    /// <exception cref="InvalidUpdateException">
    /// The object has a mutable HEAD (extension 0005), or its inventory an error that an update would lose or repeat.
    /// </exception>
    /// <exception cref="CorruptObjectException">It has no declaration.</exception>
    public static async Task<UpdateTarget> FromAsync(OcflObject found, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(found);
        if (found.Inventory.UpdateObstacle is { } obstacle)
        {
            throw new InvalidUpdateException(
                $"The object '{found.Id}' can be read but not updated, since its inventory is not valid: {obstacle} A new version would "
                    + "lose or repeat the error; validate the object, and correct its inventory first.");
        }

        ObjectSurroundings around = await ObjectSurroundings.ReadAsync(found.Storage, found.Root, cancellationToken).ConfigureAwait(false);
        if (around.HasExtensions
            && (found.MutableHead ?? (await found.WithMutableHeadAsync(cancellationToken).ConfigureAwait(false)).MutableHead) is not null)
        {
            throw new InvalidUpdateException(
                $"The object '{found.Id}' has a mutable head (extension 0005) that is not committed; commit or discard it with the tool "
                    + "that made it.");
        }

        return new UpdateTarget
        {
            ObjectId = found.Id,
            ObjectRoot = found.Root,
            Inventory = found.Inventory,
            InventoryDigest = found.InventoryDigest,
            InventoryETag = found.InventoryETag,
            SidecarETag = found.SidecarETag,
            DeclaredSpecifications = around.Declared,
            Sidecars = around.Sidecars,
        };
    }
}

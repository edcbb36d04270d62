using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Storage;

namespace Ocfl.Updates;

/// <summary>The object that an update is for, as it is now.</summary>
public sealed record UpdateTarget
{
    /// <summary>The object's id.</summary>
    public required string ObjectId { get; init; }

    /// <summary>The object root's path in the storage root.</summary>
    public required string ObjectRoot { get; init; }

    /// <summary>The inventory that the object has; null when there is no object yet.</summary>
    public Inventory? Inventory { get; init; }

    /// <summary>The digest of that inventory's bytes in its own algorithm; null when there is no object yet.</summary>
    public string? InventoryDigest { get; init; }

    /// <summary>
    /// The specifications that the object's declarations name; empty for the inventory's own. It may be another one, or two, after an
    /// upgrade that never came to its end: the next update puts that right.
    /// </summary>
    public IReadOnlyList<SpecificationVersion> DeclaredSpecifications { get; init; } = [];

    /// <summary>The target for an object that is open, as it was when it was opened.</summary>
    public static async Task<UpdateTarget> FromAsync(OcflObject found, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(found);
        List<SpecificationVersion> declared = [];
        foreach (SpecificationVersion specification in new[] { SpecificationVersion.V10, SpecificationVersion.V11 })
        {
            if (await found.Storage.GetFileAsync(StoragePath.Combine(found.Root, specification.ObjectDeclaration), cancellationToken).ConfigureAwait(false) is not null)
            {
                declared.Add(specification);
            }
        }

        return new UpdateTarget
        {
            ObjectId = found.Id,
            ObjectRoot = found.Root,
            Inventory = found.Inventory,
            InventoryDigest = found.InventoryDigest,
            DeclaredSpecifications = declared,
        };
    }
}

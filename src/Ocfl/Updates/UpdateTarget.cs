using Ocfl.Inventories;

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
}

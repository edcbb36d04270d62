namespace Ocfl.Inventories;

/// <summary>One version of an object, as an inventory describes it (OCFL 1.1, section 3.5.3.1).</summary>
public sealed record ObjectVersion
{
    /// <summary>When the version was created.</summary>
    public required InventoryTimestamp Created { get; init; }

    /// <summary>The version state: digests and the logical paths that have their content.</summary>
    public required DigestMap State { get; init; }

    /// <summary>Why; null when the inventory does not say.</summary>
    public string? Message { get; init; }

    /// <summary>Who; null when the inventory does not say.</summary>
    public VersionUser? User { get; init; }
}

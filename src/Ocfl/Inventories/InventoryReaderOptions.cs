namespace Ocfl.Inventories;

/// <summary>What <see cref="InventoryReader"/> allows.</summary>
public sealed record InventoryReaderOptions
{
    /// <summary>The defaults.</summary>
    public static InventoryReaderOptions Default { get; } = new();

    /// <summary>How much is read at most.</summary>
    public InventoryLimits Limits { get; init; } = InventoryLimits.Default;

    /// <summary>How long the file is in bytes; null where that is not known.</summary>
    internal long? Length { get; init; }

    /// <summary>Whether content paths may be in a mutable HEAD (extension 0005): true for the inventory of one only.</summary>
    public bool AllowMutableHead { get; init; }
}

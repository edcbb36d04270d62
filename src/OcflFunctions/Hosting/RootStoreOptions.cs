using Ocfl.Inventories;

namespace OcflFunctions.Hosting;

/// <summary>Where the OCFL storage root is.</summary>
public sealed class RootStoreOptions : StoreOptions
{
    /// <summary>Whether a storage root is made where there is nothing yet. Where there is something else, none is ever made.</summary>
    public bool CreateRoot { get; set; } = true;

    /// <summary>How long an inventory may be, in bytes. One that is longer is never read: its object is neither updated nor validated here.</summary>
    public long MaxInventoryBytes { get; set; } = 256L << 20;

    /// <summary>How much of an inventory is read at most.</summary>
    internal InventoryLimits ToInventoryLimits() => new() { MaxFileBytes = MaxInventoryBytes };

    /// <inheritdoc/>
    internal override bool CreatesContainer => CreateRoot;
}

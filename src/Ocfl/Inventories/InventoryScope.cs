namespace Ocfl.Inventories;

/// <summary>Where in an inventory a token is; what it means follows from that.</summary>
internal enum InventoryScope
{
    Document,
    Inventory,
    Manifest,
    Versions,
    Version,
    User,
    State,
    Fixity,
    FixityBlock,
    Paths,
}

/// <summary>A JSON object or array that is open, and the last of its keys.</summary>
internal struct InventoryFrame(InventoryScope scope)
{
    public InventoryScope Scope { get; } = scope;

    public InventoryScope Parent { get; init; }

    /// <summary>The key, where it is no digest.</summary>
    public string Key { get; set; } = "";

    /// <summary>The number of the key, where it is a digest.</summary>
    public int Digest { get; set; }

    public bool IsKnown { get; set; }

    /// <summary>A bit for each member that has come.</summary>
    public int Seen { get; set; }

    public HashSet<string>? UnknownKeys { get; set; }
}

/// <summary>A JSON object or array that is open within a value that is passed over.</summary>
internal sealed class SkippedValue
{
    public HashSet<string> Keys { get; } = new(StringComparer.Ordinal);

    public long Memory { get; set; }
}

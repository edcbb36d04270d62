namespace Ocfl.Inventories;

/// <summary>The place of a token in an inventory, which gives it its meaning.</summary>
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

    /// <summary>The key, if it is not a digest.</summary>
    public string Key { get; set; } = "";

    /// <summary>The number of the key, where it is a digest.</summary>
    public int Digest { get; set; }

    public bool IsKnown { get; set; }

    /// <summary>A bit for each member that was read.</summary>
    public int Seen { get; set; }

    public HashSet<string>? UnknownKeys { get; set; }
}

/// <summary>A JSON object or array that is open within a value that is skipped.</summary>
internal sealed class SkippedValue
{
    public HashSet<string> Keys { get; } = new(StringComparer.Ordinal);

    public long Memory { get; set; }
}

namespace Ocfl.Inventories;

/// <summary>What is read, and how much of it at most.</summary>
internal sealed record InventoryParserContext
{
    /// <summary>The file's path in the object, for findings.</summary>
    public string File { get; init; } = Inventory.FileName;

    /// <summary>The version in whose directory the file is; null for the object's root.</summary>
    public string? Version { get; init; }

    /// <summary>How long the file is in bytes; null where that is not known, and then what was read of it counts.</summary>
    public long? Length { get; init; }

    /// <summary>Digests and paths; shared by the inventories of one object.</summary>
    public InventoryTexts Texts { get; init; } = new();

    /// <summary>
    /// States that were read before with the same <see cref="Texts"/>, by the keys of their versions: an equal one is not built
    /// again.
    /// </summary>
    public IReadOnlyDictionary<string, DigestMap> KnownStates { get; init; } =
        new Dictionary<string, DigestMap>(StringComparer.Ordinal);

    public InventoryLimits Limits { get; init; } = InventoryLimits.Default;

    /// <summary>Whether content may be in a mutable HEAD (extension 0005).</summary>
    public bool AllowsMutableHead { get; init; }
}

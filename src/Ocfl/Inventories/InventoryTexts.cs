namespace Ocfl.Inventories;

/// <summary>
/// The paths and digests of an object's inventories, each held once: every version repeats most of them.
/// </summary>
internal sealed class InventoryTexts
{
    public PathTree Paths { get; } = new();

    public DigestTable Digests { get; } = new();

    /// <summary>About how many bytes all this takes.</summary>
    public long Memory => Paths.Memory + Digests.Memory;
}

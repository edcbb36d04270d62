namespace Ocfl.Inventories;

/// <summary>An inventory is larger than the limit. It was not read.</summary>
/// <param name="path">The file's path in its storage.</param>
/// <param name="length">Its length in bytes.</param>
/// <param name="limit">The length that is allowed, in bytes (<see cref="InventoryLimits.MaxFileBytes"/>).</param>
public sealed class InventoryTooLargeException(string path, long length, long limit)
    : OcflException(FormattableString.Invariant(
        $"The inventory '{path}' has {length} bytes, and inventories of up to {limit} bytes are read here."))
{
    /// <summary>The file's path in its storage.</summary>
    public string Path { get; } = path;

    /// <summary>Its length in bytes.</summary>
    public long Length { get; } = length;

    /// <summary>The length that is allowed, in bytes.</summary>
    public long Limit { get; } = limit;
}

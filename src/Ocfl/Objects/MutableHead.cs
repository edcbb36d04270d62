using Ocfl.Inventories;

namespace Ocfl.Objects;

/// <summary>An object's mutable HEAD (extension 0005): a version that may still change, kept beside the object's own.</summary>
/// <param name="Inventory">Its inventory, which has all versions of the object and this one; null when it cannot be used.</param>
/// <param name="Problem">Why it cannot be used, as the end of a sentence; null when it can.</param>
public sealed record MutableHead(Inventory? Inventory, string? Problem)
{
    /// <summary>The extension's registered name.</summary>
    public const string ExtensionName = "0005-mutable-head";

    /// <summary>Where it is in an object.</summary>
    internal const string Directory = "extensions/" + ExtensionName;
}

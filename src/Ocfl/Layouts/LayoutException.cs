namespace Ocfl.Layouts;

/// <summary>An object's id has no place in a storage layout.</summary>
/// <param name="extensionName">The layout.</param>
/// <param name="objectId">The id.</param>
/// <param name="rule">What the layout requires, as the end of a sentence.</param>
public sealed class LayoutException(string extensionName, string objectId, string rule)
    : OcflException($"The object id '{objectId}' has no place in the layout {extensionName}: {rule}.")
{
    /// <summary>The layout.</summary>
    public string ExtensionName { get; } = extensionName;

    /// <summary>The id.</summary>
    public string ObjectId { get; } = objectId;
}

using System.Text.Json;

namespace Ocfl.Layouts;

/// <summary>
/// Extension <c>0002-flat-direct-storage-layout</c>: a directory for each object, directly in the root, named as the object.
/// </summary>
public sealed class FlatDirectLayout : IStorageLayout
{
    /// <summary>The extension's registered name.</summary>
    public const string Name = "0002-flat-direct-storage-layout";

    /// <inheritdoc/>
    public string ExtensionName => Name;

    /// <inheritdoc/>
    public string Description => "Each object is a directory of the storage root with the object's id as its name.";

    /// <inheritdoc/>
    /// <remarks>
    /// An id with a '/' is refused, as one that the extension's second example calls unusable: it could be a path into another object.
    /// </remarks>
    public string GetObjectRoot(string objectId)
    {
        ObjectRootRules.Encode(Name, objectId);
        return ObjectRootRules.RequireObjectRoot(Name, objectId, ObjectRootRules.RequireName(Name, objectId, objectId));
    }

    /// <inheritdoc/>
    public void WriteParameters(Utf8JsonWriter writer)
    {
    }

    internal static FlatDirectLayout Create(LayoutParameters parameters) => new();
}

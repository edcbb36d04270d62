using System.Text.Json;

namespace Ocfl.Layouts;

/// <summary>
/// Extension <c>0006-flat-omit-prefix-storage-layout</c>: a directory for each object, directly in the root, named as what follows the id's
/// prefix.
/// </summary>
public sealed class FlatOmitPrefixLayout : IStorageLayout
{
    /// <summary>The extension's registered name.</summary>
    public const string Name = "0006-flat-omit-prefix-storage-layout";

    private readonly string _delimiter;

    /// <summary>The layout with its parameter.</summary>
    /// <exception cref="LayoutConfigurationException">The delimiter is empty.</exception>
    public FlatOmitPrefixLayout(string delimiter)
    {
        ArgumentNullException.ThrowIfNull(delimiter);
        _delimiter = IdPrefix.RequireDelimiter(Name, delimiter);
    }

    /// <inheritdoc/>
    public string ExtensionName => Name;

    /// <inheritdoc/>
    public string Description =>
        $"Each object is a directory of the storage root, named as what follows the last '{_delimiter}' of the object's id.";

    /// <inheritdoc/>
    /// <remarks>
    /// What holds a '/' after the prefix is refused, as in the extension's third example: it could be a path into another object.
    /// </remarks>
    public string GetObjectRoot(string objectId)
    {
        ObjectRootRules.Encode(Name, objectId);
        string name = ObjectRootRules.RequireName(Name, objectId, IdPrefix.Omit(Name, objectId, _delimiter));
        return ObjectRootRules.RequireObjectRoot(Name, objectId, name);
    }

    /// <inheritdoc/>
    public void WriteParameters(Utf8JsonWriter writer) => writer.WriteString("delimiter", _delimiter);

    internal static FlatOmitPrefixLayout Create(LayoutParameters parameters) => new(parameters.GetString("delimiter", defaultValue: null));
}

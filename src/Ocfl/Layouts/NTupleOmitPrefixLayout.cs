using System.Text.Json;

namespace Ocfl.Layouts;

/// <summary>
/// Extension <c>0007-n-tuple-omit-prefix-storage-layout</c>: nested directories from what follows the id's prefix, padded with
/// zeros and reversed if asked, then one named as what follows the prefix.
/// </summary>
public sealed class NTupleOmitPrefixLayout : IStorageLayout
{
    /// <summary>The extension's registered name.</summary>
    public const string Name = "0007-n-tuple-omit-prefix-storage-layout";

    private readonly string _delimiter;
    private readonly NTuples _tuples;
    private readonly string _zeroPadding;
    private readonly bool _reverseObjectRoot;

    /// <summary>The layout with its parameters.</summary>
    /// <exception cref="LayoutConfigurationException">A parameter breaks a rule.</exception>
    public NTupleOmitPrefixLayout(
        string delimiter = ":", int tupleSize = 3, int numberOfTuples = 3, string zeroPadding = "left", bool reverseObjectRoot = false)
    {
        ArgumentNullException.ThrowIfNull(delimiter);
        _delimiter = IdPrefix.RequireDelimiter(Name, delimiter);
        _tuples = new NTuples(Name, tupleSize, numberOfTuples, least: 1);
        _zeroPadding = zeroPadding is "left" or "right"
            ? zeroPadding
            : throw new LayoutConfigurationException(Name, "zeroPadding", $"must be 'left' or 'right'; it is '{zeroPadding}'");
        _reverseObjectRoot = reverseObjectRoot;
    }

    /// <inheritdoc/>
    public string ExtensionName => Name;

    /// <inheritdoc/>
    public string Description =>
        $"{_tuples.Count} levels of directories of {_tuples.Size} characters of what follows the last '{_delimiter}' of the object's "
            + "id, then one named as what follows.";

    /// <inheritdoc/>
    public string GetObjectRoot(string objectId)
    {
        ObjectRootRules.Encode(Name, objectId);
        IdPrefix.RequireAscii(Name, objectId);
        string name = ObjectRootRules.RequireName(Name, objectId, IdPrefix.Omit(Name, objectId, _delimiter));
        return ObjectRootRules.RequireObjectRoot(Name, objectId, _tuples.Join(Turn(Pad(name)), name));
    }

    /// <inheritdoc/>
    public void WriteParameters(Utf8JsonWriter writer)
    {
        writer.WriteString("delimiter", _delimiter);
        writer.WriteNumber("tupleSize", _tuples.Size);
        writer.WriteNumber("numberOfTuples", _tuples.Count);
        writer.WriteString("zeroPadding", _zeroPadding);
        writer.WriteBoolean("reverseObjectRoot", _reverseObjectRoot);
    }

    internal static NTupleOmitPrefixLayout Create(LayoutParameters parameters) => new(
        parameters.GetString("delimiter", ":"),
        parameters.GetInteger("tupleSize", 3),
        parameters.GetInteger("numberOfTuples", 3),
        parameters.GetString("zeroPadding", "left"),
        parameters.GetBoolean("reverseObjectRoot", false));

    private string Pad(string name) => _zeroPadding == "left" ? name.PadLeft(_tuples.Length, '0') : name.PadRight(_tuples.Length, '0');

    private string Turn(string name) => _reverseObjectRoot ? string.Create(name.Length, name, static (target, source) =>
    {
        source.CopyTo(target);
        target.Reverse();
    }) : name;
}

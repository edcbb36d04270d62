using System.Text.Json;

namespace Ocfl.Layouts;

/// <summary>
/// Extension <c>0012-hash-and-no-prefix-id-n-tuple-storage-layout</c>: as 0003, of what follows the last of some delimiters in the
/// object's id.
/// </summary>
public sealed class HashAndNoPrefixIdNTupleLayout : IStorageLayout
{
    /// <summary>The extension's registered name.</summary>
    public const string Name = "0012-hash-and-no-prefix-id-n-tuple-storage-layout";

    private readonly LayoutDigest _digest;
    private readonly NTuples _tuples;
    private readonly string[] _delimiters;

    /// <summary>The layout with its parameters.</summary>
    /// <param name="digestAlgorithm">With which what follows the prefix is hashed.</param>
    /// <param name="tupleSize">The length of each directory's name.</param>
    /// <param name="numberOfTuples">How many directories.</param>
    /// <param name="delimiters">What ends a prefix, with regard to case; null for none.</param>
    /// <exception cref="LayoutConfigurationException">A parameter breaks a rule.</exception>
    public HashAndNoPrefixIdNTupleLayout(
        string digestAlgorithm = "sha256", int tupleSize = 3, int numberOfTuples = 3, IReadOnlyList<string>? delimiters = null)
    {
        _digest = new LayoutDigest(Name, "digestAlgorithm", digestAlgorithm);
        _tuples = new NTuples(Name, tupleSize, numberOfTuples, least: 0);
        _tuples.RequireLength(Name, _digest.Length);
        _delimiters = [.. delimiters ?? []];
        if (_delimiters.Contains(""))
        {
            throw new LayoutConfigurationException(Name, "delimiters", "must not hold an empty string");
        }
    }

    /// <inheritdoc/>
    public string ExtensionName => Name;

    /// <inheritdoc/>
    public string Description => $"Object ids without their prefix are hashed with {_digest.Algorithm}; {_tuples.Count} levels of "
        + $"directories of {_tuples.Size} characters of the digest, then one named as the percent-encoded rest of the id.";

    /// <inheritdoc/>
    public string GetObjectRoot(string objectId)
    {
        ObjectRootRules.Encode(Name, objectId);
        byte[] rest = ObjectRootRules.Encode(Name, OmitPrefix(objectId));
        string digest = _digest.GetHexadecimal(rest);
        return ObjectRootRules.RequireObjectRoot(Name, objectId, _tuples.Join(digest, EncapsulationDirectory.GetName(rest, digest)));
    }

    /// <inheritdoc/>
    public void WriteParameters(Utf8JsonWriter writer)
    {
        writer.WriteString("digestAlgorithm", _digest.Algorithm);
        writer.WriteNumber("tupleSize", _tuples.Size);
        writer.WriteNumber("numberOfTuples", _tuples.Count);
        writer.WriteStartArray("delimiters");
        foreach (string delimiter in _delimiters)
        {
            writer.WriteStringValue(delimiter);
        }

        writer.WriteEndArray();
    }

    internal static HashAndNoPrefixIdNTupleLayout Create(LayoutParameters parameters) => new(
        parameters.GetString("digestAlgorithm", "sha256"),
        parameters.GetInteger("tupleSize", 3),
        parameters.GetInteger("numberOfTuples", 3),
        parameters.GetStrings("delimiters", []));

    /// <summary>What follows the right-most delimiter that does not end the id.</summary>
    private string OmitPrefix(string objectId)
    {
        int start = 0;
        foreach (string delimiter in _delimiters)
        {
            int found = objectId.AsSpan(0, objectId.Length - 1).LastIndexOf(delimiter, StringComparison.Ordinal);
            start = found < 0 ? start : Math.Max(start, found + delimiter.Length);
        }

        return objectId[start..];
    }
}

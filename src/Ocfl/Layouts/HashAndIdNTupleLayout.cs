using System.Text.Json;

namespace Ocfl.Layouts;

/// <summary>
/// Extension <c>0003-hash-and-id-n-tuple-storage-layout</c>: nested directories from the id's digest, then one that shows the id.
/// </summary>
public sealed class HashAndIdNTupleLayout : IStorageLayout
{
    /// <summary>The extension's registered name.</summary>
    public const string Name = "0003-hash-and-id-n-tuple-storage-layout";

    private readonly LayoutDigest _digest;
    private readonly NTuples _tuples;

    /// <summary>The layout with its parameters.</summary>
    /// <exception cref="LayoutConfigurationException">A parameter breaks a rule.</exception>
    public HashAndIdNTupleLayout(string digestAlgorithm = "sha256", int tupleSize = 3, int numberOfTuples = 3)
    {
        _digest = new LayoutDigest(Name, "digestAlgorithm", digestAlgorithm);
        _tuples = new NTuples(Name, tupleSize, numberOfTuples, least: 0);
        _tuples.RequireLength(Name, _digest.Length);
    }

    /// <inheritdoc/>
    public string ExtensionName => Name;

    /// <inheritdoc/>
    public string Description =>
        $"Object ids are hashed with {_digest.Algorithm}; {_tuples.Count} levels of directories of {_tuples.Size} characters of the "
            + "digest, then one named as the percent-encoded id.";

    /// <inheritdoc/>
    public string GetObjectRoot(string objectId)
    {
        byte[] id = ObjectRootRules.Encode(Name, objectId);
        string digest = _digest.GetHexadecimal(id);
        return ObjectRootRules.RequireObjectRoot(Name, objectId, _tuples.Join(digest, EncapsulationDirectory.GetName(id, digest)));
    }

    /// <inheritdoc/>
    public void WriteParameters(Utf8JsonWriter writer)
    {
        writer.WriteString("digestAlgorithm", _digest.Algorithm);
        writer.WriteNumber("tupleSize", _tuples.Size);
        writer.WriteNumber("numberOfTuples", _tuples.Count);
    }

    internal static HashAndIdNTupleLayout Create(LayoutParameters parameters) => new(
        parameters.GetString("digestAlgorithm", "sha256"),
        parameters.GetInteger("tupleSize", 3),
        parameters.GetInteger("numberOfTuples", 3));
}

using System.Text.Json;

namespace Ocfl.Layouts;

/// <summary>
/// Extension <c>0004-hashed-n-tuple-storage-layout</c>: nested directories from the id's digest, then one named as the digest or its rest.
/// </summary>
public sealed class HashedNTupleLayout : IStorageLayout
{
    /// <summary>The extension's registered name.</summary>
    public const string Name = "0004-hashed-n-tuple-storage-layout";

    private readonly LayoutDigest _digest;
    private readonly NTuples _tuples;
    private readonly bool _shortObjectRoot;

    /// <summary>The layout with its parameters.</summary>
    /// <exception cref="LayoutConfigurationException">A parameter breaks a rule.</exception>
    public HashedNTupleLayout(string digestAlgorithm = "sha256", int tupleSize = 3, int numberOfTuples = 3, bool shortObjectRoot = false)
    {
        _digest = new LayoutDigest(Name, "digestAlgorithm", digestAlgorithm);
        _tuples = new NTuples(Name, tupleSize, numberOfTuples, least: 0);
        _tuples.RequireLength(Name, _digest.Length);
        if (shortObjectRoot && _tuples.Length == _digest.Length)
        {
            throw new LayoutConfigurationException(Name, "shortObjectRoot", "must be false where the tuples take the whole of the digest");
        }

        _shortObjectRoot = shortObjectRoot;
    }

    /// <inheritdoc/>
    public string ExtensionName => Name;

    /// <inheritdoc/>
    public string Description => $"Object ids are hashed with {_digest.Algorithm}; {_tuples.Count} levels of directories of "
        + $"{_tuples.Size} characters of the digest, then one named as "
            + $"{(_shortObjectRoot ? "the rest of the digest" : "the whole digest")}.";

    /// <inheritdoc/>
    public string GetObjectRoot(string objectId)
    {
        string digest = _digest.GetHexadecimal(ObjectRootRules.Encode(Name, objectId));
        return _tuples.Join(digest, _shortObjectRoot ? digest[_tuples.Length..] : digest);
    }

    /// <inheritdoc/>
    public void WriteParameters(Utf8JsonWriter writer)
    {
        writer.WriteString("digestAlgorithm", _digest.Algorithm);
        writer.WriteNumber("tupleSize", _tuples.Size);
        writer.WriteNumber("numberOfTuples", _tuples.Count);
        writer.WriteBoolean("shortObjectRoot", _shortObjectRoot);
    }

    internal static HashedNTupleLayout Create(LayoutParameters parameters) => new(
        parameters.GetString("digestAlgorithm", "sha256"),
        parameters.GetInteger("tupleSize", 3),
        parameters.GetInteger("numberOfTuples", 3),
        parameters.GetBoolean("shortObjectRoot", false));
}

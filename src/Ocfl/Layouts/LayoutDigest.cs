using Ocfl.Digests;

namespace Ocfl.Layouts;

/// <summary>The digest of an object's id, from which hashing layouts build names.</summary>
internal sealed class LayoutDigest
{
    private readonly DigestAlgorithm _algorithm;

    public LayoutDigest(string extensionName, string parameter, string algorithm)
    {
        if (!DigestAlgorithm.TryGet(algorithm, out DigestAlgorithm? known) || known.HexLength is not int length)
        {
            string names = string.Join(
                ", ", DigestAlgorithm.All.Where(candidate => candidate.HexLength is not null).Select(candidate => candidate.Name));
            throw new LayoutConfigurationException(extensionName, parameter, $"must be a digest algorithm ({names}); it is '{algorithm}'");
        }

        _algorithm = known;
        Length = length;
    }

    public string Algorithm => _algorithm.Name;

    /// <summary>In hexadecimal characters.</summary>
    public int Length { get; }

    /// <summary>The digest in lower-case hexadecimal.</summary>
    public string GetHexadecimal(ReadOnlySpan<byte> content) => _algorithm.Hash(content);
}

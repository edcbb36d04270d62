namespace Ocfl.Digests;

/// <summary>A digest algorithm that this library does not have.</summary>
/// <param name="name">The name.</param>
public sealed class UnknownDigestAlgorithmException(string name)
    : OcflException($"'{name}' is not a known digest algorithm; known are {string.Join(", ", DigestAlgorithm.All)}.")
{
    /// <summary>The name.</summary>
    public string Name { get; } = name;
}

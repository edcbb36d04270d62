namespace Ocfl.Digests;

/// <summary>A digest algorithm was asked for that this library does not have.</summary>
/// <param name="name">What was asked for.</param>
public sealed class UnknownDigestAlgorithmException(string name)
    : OcflException($"'{name}' is not a known digest algorithm; known are {string.Join(", ", DigestAlgorithm.All)}.")
{
    /// <summary>What was asked for.</summary>
    public string Name { get; } = name;
}

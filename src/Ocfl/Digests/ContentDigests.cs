namespace Ocfl.Digests;

/// <summary>The length and the digests of a content.</summary>
/// <param name="Length">How many bytes there were.</param>
/// <param name="Digests">Digests in lower-case hexadecimal (decimal for <c>size</c>), by algorithm, in the order requested.</param>
public sealed record ContentDigests(long Length, IReadOnlyList<KeyValuePair<DigestAlgorithm, string>> Digests)
{
    /// <summary>The digest by one algorithm.</summary>
    /// <exception cref="KeyNotFoundException">It was not requested.</exception>
    public string this[DigestAlgorithm algorithm]
    {
        get
        {
            foreach (KeyValuePair<DigestAlgorithm, string> digest in Digests)
            {
                if (digest.Key == algorithm)
                {
                    return digest.Value;
                }
            }

            throw new KeyNotFoundException($"No {algorithm} digest was computed.");
        }
    }
}

namespace Ocfl.Digests;

/// <summary>
/// A stream that hashes what is read from it, and has the digest of what was read so far. A storage that writes content in parts names
/// each part by it: parts of one length whose ends have the same prefix digest are the same bytes.
/// </summary>
public interface IPrefixDigest
{
    /// <summary>The digest of all bytes read so far, by an algorithm that is collision-resistant.</summary>
    /// <returns>Null when the stream hashes by no such algorithm, or its digests were already taken.</returns>
    byte[]? GetPrefixDigest();
}

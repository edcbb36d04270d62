namespace Ocfl.Digests;

/// <summary>
/// A stream that hashes what it hands on, and can say in the middle what all of it so far comes to. Whoever stores the content in parts
/// has a name for each part by that, at no cost: parts of one length whose ends have one prefix digest are the same bytes.
/// </summary>
public interface IPrefixDigest
{
    /// <summary>The digest of all that was read so far, as bytes, by an algorithm that is safe against made-up collisions.</summary>
    /// <returns>Null when the stream hashes by no such algorithm, or its digests were already taken.</returns>
    byte[]? GetPrefixDigest();
}

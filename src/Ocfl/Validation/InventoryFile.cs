using Ocfl.Digests;
using Ocfl.Inventories;

namespace Ocfl.Validation;

/// <summary>An inventory as it was found in an object's root or in a version directory, with its sidecar.</summary>
/// <param name="Directory">The version directory; empty for the object's root.</param>
/// <param name="Document">What could be read of it; null where it is the same file as the root's and was not read again.</param>
/// <param name="Digests">The digests of its bytes.</param>
/// <param name="StatedDigest">What its sidecar says; null if there is no readable sidecar.</param>
internal sealed record InventoryFile(string Directory, InventoryDocument? Document, ContentDigests Digests, string? StatedDigest)
{
    /// <summary>The file's path in the object.</summary>
    public string Path => Storage.StoragePath.Combine(Directory, Inventory.FileName);

    /// <summary>Whether another inventory is the same, byte for byte.</summary>
    public bool IsSameFile(InventoryFile other)
    {
        foreach ((DigestAlgorithm algorithm, string digest) in Digests.Digests)
        {
            foreach ((DigestAlgorithm otherAlgorithm, string otherDigest) in other.Digests.Digests)
            {
                if (algorithm == otherAlgorithm)
                {
                    return digest == otherDigest;
                }
            }
        }

        return false;
    }
}

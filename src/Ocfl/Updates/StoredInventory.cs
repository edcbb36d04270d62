using Ocfl.Digests;
using Ocfl.Storage;

namespace Ocfl.Updates;

/// <summary>An inventory file as it is in a storage: its facts and the digest of its bytes.</summary>
internal sealed record StoredInventory(StorageFile File, string Digest)
{
    /// <summary>Looks at an inventory file; null when there is none.</summary>
    public static async Task<StoredInventory?> LookAsync(IStorage storage, string path, string algorithm, CancellationToken cancellationToken)
    {
        try
        {
            StorageReader reader = await storage.OpenReadAsync(path, options: null, cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                DigestAlgorithm digest = DigestAlgorithm.Get(algorithm);
                ContentDigests digests = await MultiDigest.DigestAsync(reader.Content, [digest], cancellationToken).ConfigureAwait(false);
                return new StoredInventory(reader.File, digests[digest]);
            }
        }
        catch (StorageFileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Whether these are the bytes that the digest names.</summary>
    public bool Is(string digest) => string.Equals(Digest, digest, StringComparison.OrdinalIgnoreCase);
}

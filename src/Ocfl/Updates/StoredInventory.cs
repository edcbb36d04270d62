using Ocfl.Digests;
using Ocfl.Storage;

namespace Ocfl.Updates;

/// <summary>An inventory file as it is in a storage: its facts and the digests of its bytes.</summary>
internal sealed record StoredInventory(StorageFile File, ContentDigests Digests)
{
    /// <summary>Reads and hashes an inventory file; null if there is none.</summary>
    public static Task<StoredInventory?> FindAsync(IStorage storage, string path, string algorithm, CancellationToken cancellationToken) =>
        FindAsync(storage, path, [algorithm], cancellationToken);

    /// <summary>Reads and hashes an inventory file once, in several algorithms; null if there is none.</summary>
    public static async Task<StoredInventory?> FindAsync(
        IStorage storage, string path, IEnumerable<string> algorithms, CancellationToken cancellationToken)
    {
        try
        {
            if (await storage.TryOpenReadAsync(path, options: null, cancellationToken).ConfigureAwait(false) is not { } reader)
            {
                return null;
            }

            await using (reader.ConfigureAwait(false))
            {
                DigestAlgorithm[] asked = [.. algorithms.Distinct(StringComparer.Ordinal).Select(DigestAlgorithm.Get)];
                return new StoredInventory(
                    reader.File, await MultiDigest.DigestAsync(reader.Content, asked, cancellationToken).ConfigureAwait(false));
            }
        }
        catch (StorageFileNotFoundException)
        {
            // It was deleted while it was read.
            return null;
        }
    }

    /// <summary>Whether these are the bytes that the digest names.</summary>
    public bool Is(string digest) => Digests.Digests.Any(own => string.Equals(own.Value, digest, StringComparison.OrdinalIgnoreCase));
}

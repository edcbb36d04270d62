using Ocfl.Digests;
using Ocfl.Storage;

namespace Ocfl.Staging;

/// <summary>Hashes the content that an object has in another algorithm, so that the object can move to it.</summary>
public static class ContentRehasher
{
    /// <summary>Reads a content file once, for both digests.</summary>
    /// <param name="storage">The storage root's storage.</param>
    /// <param name="objectRoot">The object root's path there.</param>
    /// <param name="contentPath">The file, from the object root.</param>
    /// <param name="algorithm">The object's algorithm.</param>
    /// <param name="digest">The file's digest in it, by the manifest.</param>
    /// <param name="newAlgorithm">The algorithm that the object shall have.</param>
    /// <param name="progress">Receives, now and then for a file that is not small, how many bytes have been read; null for none.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ContentMismatchException">The file is gone, or is not what the manifest says: no new digest may cover that
    /// up.</exception>
    public static async Task<RehashedContent> HashAsync(
        IStorage storage,
        string objectRoot,
        string contentPath,
        DigestAlgorithm algorithm,
        string digest,
        DigestAlgorithm newAlgorithm,
        IProgress<long>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(storage);
        try
        {
            StorageReader reader = await storage.OpenReadAsync(
                StoragePath.Combine(objectRoot, contentPath), options: null, cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                using MultiDigest both = new([algorithm, newAlgorithm]);
                ContentDigests digests = await both.DigestAsync(reader.Content, progress, cancellationToken).ConfigureAwait(false);
                return digests[algorithm].Equals(digest, StringComparison.OrdinalIgnoreCase)
                    ? new RehashedContent(contentPath, reader.File.Length, digests[algorithm], digests[newAlgorithm])
                    : throw new ContentMismatchException($"'{contentPath}' of the object at '{objectRoot}' has the {algorithm} "
                        + $"{digests[algorithm]}, not {digest}: the object is damaged, and cannot move to {newAlgorithm}.");
            }
        }
        catch (StorageFileNotFoundException missing)
        {
            throw new ContentMismatchException(
                $"'{contentPath}' of the object at '{objectRoot}' is missing: the object is damaged, and cannot move to {newAlgorithm}.",
                missing);
        }
    }
}

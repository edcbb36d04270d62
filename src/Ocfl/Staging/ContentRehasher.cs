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
                return Check(
                    objectRoot,
                    digest,
                    algorithm,
                    new RehashedContent(contentPath, reader.File.Length, digests[algorithm], digests[newAlgorithm]),
                    newAlgorithm);
            }
        }
        catch (StorageFileNotFoundException missing)
        {
            throw ExplainMissing(objectRoot, contentPath, newAlgorithm, missing);
        }
    }

    /// <summary>Compares content that was hashed elsewhere, with the object's algorithm and one more, with the manifest.</summary>
    /// <param name="objectRoot">The object root's path.</param>
    /// <param name="contentPath">The file, from the object root.</param>
    /// <param name="algorithm">The object's algorithm.</param>
    /// <param name="digest">The file's digest in it, by the manifest.</param>
    /// <param name="hashed">The digests: the object's, and the new one as its fixity.</param>
    /// <exception cref="ContentMismatchException">The file is not what the manifest says.</exception>
    public static RehashedContent Check(
        string objectRoot, string contentPath, DigestAlgorithm algorithm, string digest, StagingResult hashed)
    {
        ArgumentNullException.ThrowIfNull(hashed);
        (string newAlgorithm, string newDigest) = hashed.Fixity?.Single()
            ?? throw new ArgumentException("There must be the digest in the new algorithm.", nameof(hashed));
        RehashedContent content = new(contentPath, hashed.Content.Length, hashed.Digest, newDigest);
        return Check(objectRoot, digest, algorithm, content, DigestAlgorithm.Get(newAlgorithm));
    }

    /// <summary>The failure of an object whose content file is missing.</summary>
    /// <param name="objectRoot">The object root's path.</param>
    /// <param name="contentPath">The file, from the object root.</param>
    /// <param name="newAlgorithm">The algorithm that the object shall have.</param>
    /// <param name="missing">Why it is missing.</param>
    public static ContentMismatchException ExplainMissing(
        string objectRoot, string contentPath, DigestAlgorithm newAlgorithm, StorageFileNotFoundException missing) => new(
            $"'{contentPath}' of the object at '{objectRoot}' is missing: the object is damaged, and cannot move to {newAlgorithm}.",
            missing);

    private static RehashedContent Check(
        string objectRoot, string digest, DigestAlgorithm algorithm, RehashedContent content, DigestAlgorithm newAlgorithm) =>
        content.Digest.Equals(digest, StringComparison.OrdinalIgnoreCase)
            ? content
            : throw new ContentMismatchException($"'{content.ContentPath}' of the object at '{objectRoot}' has the {algorithm} "
                + $"{content.Digest}, not {digest}: the object is damaged, and cannot move to {newAlgorithm}.");
}

using Ocfl.Digests;
using Ocfl.Storage;

namespace Ocfl.Staging;

/// <summary>Takes content into a stage's storage, hashing it on the way, so that each byte is read once.</summary>
public static class ContentStager
{
    /// <summary>
    /// The length in bytes up to which a local file may stay in its source: it is hashed there, and hashed again when it is copied.
    /// </summary>
    public const long MostBytesReadTwice = 4 * 1024 * 1024;

    /// <summary>
    /// Stages one file. What is staged is never changed: where content is at <paramref name="stagePath"/> already, from an earlier or
    /// a simultaneous run, it is that content which is hashed and described.
    /// </summary>
    /// <param name="source">Where the file is.</param>
    /// <param name="sourcePath">The file there.</param>
    /// <param name="sourceETag">The state that the file must be in; null if any will do.</param>
    /// <param name="stage">Where content waits.</param>
    /// <param name="stagePath">The path there, of this content only.</param>
    /// <param name="algorithm">The stage's digest algorithm.</param>
    /// <param name="fixity">Further algorithms; may be empty.</param>
    /// <param name="cancellationToken">Stops it; then the content is staged whole or not at all.</param>
    /// <exception cref="StorageFileNotFoundException">There is no such source.</exception>
    /// <exception cref="StorageConditionException">The source is in another state, or changed while it was read.</exception>
    public static async Task<StagingResult> StageAsync(
        IStorage source,
        string sourcePath,
        string? sourceETag,
        IStorage stage,
        string stagePath,
        DigestAlgorithm algorithm,
        IReadOnlyList<DigestAlgorithm> fixity,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(fixity);
        DigestAlgorithm[] algorithms = Together(algorithm, fixity);
        try
        {
            return await TakeAsync(source, sourcePath, sourceETag, stage, stagePath, algorithms, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is StorageConditionException or StorageFileNotFoundException)
        {
            // A run before this one, or beside it, may have been first; the source may have changed since, and need not be there.
            if (await stage.GetFileAsync(stagePath, cancellationToken).ConfigureAwait(false) is null)
            {
                throw;
            }

            return await DescribeAsync(stage, stagePath, algorithms, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Whether content may stay in its source until it is copied into an object: the storage root writes in place, and what it copies
    /// from there is checked, by the storage itself or by hashing it again on its one way there.
    /// </summary>
    /// <param name="root">The storage root's storage.</param>
    /// <param name="source">Where the content is.</param>
    /// <param name="length">Its length in bytes. To read a large local file twice costs more than the two requests that a stage
    /// does.</param>
    public static bool CanStayInSource(IStorage root, IStorage source, long length = 0)
    {
        ArgumentNullException.ThrowIfNull(root);
        ArgumentNullException.ThrowIfNull(source);
        return root.PendingArea is null
            && (source is LocalStorage or LocalSource ? length <= MostBytesReadTwice : root.CopiesByItself(source));
    }

    /// <summary>Hashes one file where it is, and leaves it there to be copied into the object. See <see cref="CanStayInSource"/>.</summary>
    /// <param name="source">Where the file is.</param>
    /// <param name="sourcePath">The file there.</param>
    /// <param name="sourceETag">The state that the file must be in; null if any will do.</param>
    /// <param name="algorithm">The stage's digest algorithm.</param>
    /// <param name="fixity">Further algorithms; may be empty.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="StorageFileNotFoundException">There is no such source.</exception>
    /// <exception cref="StorageConditionException">The source is in another state, or changed while it was read.</exception>
    public static async Task<StagingResult> DescribeSourceAsync(
        IStorage source,
        string sourcePath,
        string? sourceETag,
        DigestAlgorithm algorithm,
        IReadOnlyList<DigestAlgorithm> fixity,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(fixity);
        DigestAlgorithm[] algorithms = Together(algorithm, fixity);
        StorageReader reader = await OpenPinnedAsync(source, sourcePath, sourceETag, cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            ContentDigests digests = await MultiDigest.DigestAsync(reader.Content, algorithms, cancellationToken).ConfigureAwait(false);
            return Describe(reader.File, algorithms, digests, inSource: true);
        }
    }

    /// <summary>Stages one file at a path where there is nothing yet.</summary>
    /// <exception cref="StorageFileNotFoundException">There is no such source.</exception>
    /// <exception cref="StorageConditionException">The source is in another state, or changed while it was read, or the path is
    /// taken.</exception>
    internal static Task<StagingResult> StageNewAsync(
        IStorage source,
        StorageFile file,
        IStorage stage,
        string stagePath,
        DigestAlgorithm algorithm,
        IReadOnlyList<DigestAlgorithm> fixity,
        CancellationToken cancellationToken) =>
        TakeAsync(source, file.Path, file.ETag, stage, stagePath, Together(algorithm, fixity), cancellationToken);

    /// <summary>Hashes bytes that have been read from a source.</summary>
    internal static StagingResult DescribeBytes(
        StorageFile file, ReadOnlySpan<byte> bytes, DigestAlgorithm algorithm, IReadOnlyList<DigestAlgorithm> fixity)
    {
        DigestAlgorithm[] algorithms = Together(algorithm, fixity);
        return Describe(file, algorithms, MultiDigest.Digest(bytes, algorithms), inSource: true);
    }

    private static async Task<StagingResult> TakeAsync(
        IStorage source,
        string sourcePath,
        string? sourceETag,
        IStorage stage,
        string stagePath,
        DigestAlgorithm[] algorithms,
        CancellationToken cancellationToken)
    {
        StorageReader reader = await OpenPinnedAsync(source, sourcePath, sourceETag, cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            DigestingReadStream hashing = new(reader.Content, algorithms, leaveOpen: true);
            await using (hashing.ConfigureAwait(false))
            {
                StorageWriteOptions create = new() { Condition = StorageCondition.IfAbsent, Length = reader.File.Length };
                StorageFile staged = await stage.WriteAsync(stagePath, hashing, create, cancellationToken).ConfigureAwait(false);
                return Describe(staged, algorithms, hashing.GetDigests());
            }
        }
    }

    /// <summary>The algorithm of a stage, and those for fixity that are others.</summary>
    internal static DigestAlgorithm[] Together(DigestAlgorithm algorithm, IReadOnlyList<DigestAlgorithm> fixity) =>
        [algorithm, .. fixity.Where(other => other != algorithm).Distinct()];

    // Pinned, since a file can change under a reader: what was read would be a mixture that never existed.
    internal static async Task<StorageReader> OpenPinnedAsync(
        IStorage source, string path, string? etag, CancellationToken cancellationToken)
    {
        etag ??= (await source.GetFileAsync(path, cancellationToken).ConfigureAwait(false))?.ETag
            ?? throw new StorageFileNotFoundException(path, source.Location);
        return await source.OpenReadAsync(path, new StorageReadOptions { IfMatch = etag }, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<StagingResult> DescribeAsync(
        IStorage stage, string stagePath, DigestAlgorithm[] algorithms, CancellationToken cancellationToken)
    {
        StorageReader reader = await stage.OpenReadAsync(stagePath, options: null, cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            ContentDigests digests = await MultiDigest.DigestAsync(reader.Content, algorithms, cancellationToken).ConfigureAwait(false);
            return Describe(reader.File, algorithms, digests);
        }
    }

    private static StagingResult Describe(
        StorageFile staged, DigestAlgorithm[] algorithms, ContentDigests digests, bool inSource = false) =>
        Describe(new StagedContent(staged.Path, staged.Length, staged.ETag, inSource), algorithms, digests);

    /// <summary>Describes content by its digests of all the algorithms: the stage's first.</summary>
    internal static StagingResult Describe(StagedContent content, DigestAlgorithm[] algorithms, ContentDigests digests)
    {
        Dictionary<string, string> fixity = algorithms.Skip(1).ToDictionary(
            other => other.Name, other => digests[other], StringComparer.Ordinal);
        return new StagingResult(content, digests[algorithms[0]], fixity.Count == 0 ? null : fixity);
    }
}

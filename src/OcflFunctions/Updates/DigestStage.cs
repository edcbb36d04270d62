using System.Globalization;
using Ocfl.Digests;
using Ocfl.Staging;
using Ocfl.Storage;

namespace OcflFunctions.Updates;

/// <summary>
/// Stages small files under their digests, so that equal content of a source takes room once in the work area, whichever runs of
/// activities stage it.
/// </summary>
/// <remarks>
/// A file is hashed in memory and written create-only: equal files, and two runs of one activity, meet at one name. A name that
/// is there may not be durable yet: the caller flushes the directories of all its files.
/// </remarks>
public static class DigestStage
{
    private const int FilesInFolder = 1000;

    /// <summary>Stages a file of at most <see cref="ContentInMemory.MostBytes"/>, unless its content is known or staged.</summary>
    /// <param name="work">The storage of the work area.</param>
    /// <param name="list">The list that the file is in.</param>
    /// <param name="source">The source.</param>
    /// <param name="file">The file.</param>
    /// <param name="algorithm">The stage's digest algorithm.</param>
    /// <param name="fixity">Further algorithms.</param>
    /// <param name="isKnownAsync">Whether the object has content of a digest; null if it has none of the file's length.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static Task<StagingResult> StageAsync(
        IStorage work,
        SourceList list,
        IStorage source,
        SourceFile file,
        DigestAlgorithm algorithm,
        IReadOnlyList<DigestAlgorithm> fixity,
        Func<string, Task<bool>>? isKnownAsync,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(list);
        ArgumentNullException.ThrowIfNull(file);
        return ContentInMemory.ReadAsync(source, file.Listed, algorithm, fixity, async (hashed, bytes) =>
        {
            if (isKnownAsync is not null && await isKnownAsync(hashed.Digest))
            {
                return hashed;
            }

            string path = PathOf(list, hashed.Digest);
            StorageFile staged;
            try
            {
                StorageWriteOptions create = StorageWriteOptions.Create() with { Length = bytes.Length };
                staged = await work.WriteAsync(path, bytes, create, cancellationToken);
            }
            catch (StorageConditionException)
            {
                staged = await work.GetFileAsync(path, cancellationToken)
                    ?? throw new StorageFileNotFoundException(path, work.Location);
            }

            return hashed with { Content = new StagedContent(staged.Path, staged.Length, staged.ETag) };
        }, cancellationToken);
    }

    private static string PathOf(SourceList list, string digest)
    {
        int folders = (int)Math.Min(int.MaxValue, (list.Summary.Files / FilesInFolder) + 1);
        if (folders == 1)
        {
            // Each folder more is a flush more.
            return StoragePath.Combine(list.Folder, digest);
        }

        string folder = KnownDigests.PartOf(Convert.FromHexString(digest), folders).ToString("D6", CultureInfo.InvariantCulture);
        return StoragePath.Combine(list.Folder, "content", "digests", folder, digest);
    }
}

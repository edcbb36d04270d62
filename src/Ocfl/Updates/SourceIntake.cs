using Ocfl.Digests;
using Ocfl.Staging;
using Ocfl.Storage;

namespace Ocfl.Updates;

/// <summary>
/// Takes the files of a source for a new version. A file that may stay in its source is hashed there; any other file is staged.
/// </summary>
/// <param name="root">The storage root's storage.</param>
/// <param name="source">The source.</param>
/// <param name="algorithm">The digest algorithm of the version.</param>
/// <param name="fixity">Further algorithms; may be empty.</param>
public sealed class SourceIntake(IStorage root, IStorage source, DigestAlgorithm algorithm, IReadOnlyList<DigestAlgorithm> fixity)
{
    /// <summary>Takes one file in the state in which it was listed.</summary>
    /// <param name="file">The file as it was listed.</param>
    /// <param name="logicalPath">Its logical path in the new version.</param>
    /// <param name="stageAsync">Stages the file; called only if the file cannot stay in its source.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ContentMismatchException">The file is gone, or was changed after it was listed.</exception>
    /// <exception cref="StorageException">A storage failed, or the source has no files any more.</exception>
    public async Task<StagedFile> TakeAsync(
        StorageFile file,
        string logicalPath,
        Func<StorageFile, CancellationToken, Task<StagingResult>> stageAsync,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(stageAsync);
        try
        {
            StagingResult result = ContentStager.CanStayInSource(root, source, file.Length)
                ? await ContentStager.DescribeSourceAsync(
                    source, file.Path, file.ETag, algorithm, fixity, cancellationToken).ConfigureAwait(false)
                : await stageAsync(file, cancellationToken).ConfigureAwait(false);
            return Describe(logicalPath, result);
        }
        catch (StorageException failure) when (SourceFaults.IsAbout(failure, file.Path))
        {
            throw await SourceFaults.ExplainAsync(source, file.Path, failure, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A file of the new version.</summary>
    internal static StagedFile Describe(string logicalPath, StagingResult result) =>
        new() { LogicalPath = logicalPath, Digest = result.Digest, Content = result.Content, Fixity = result.Fixity };
}

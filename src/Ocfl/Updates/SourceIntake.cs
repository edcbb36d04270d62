using Ocfl.Digests;
using Ocfl.Sources;
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
        return Describe(logicalPath, await ReadAsync(
            file,
            cancellation => LeavesInSource(file.Length)
                ? ContentStager.DescribeSourceAsync(source, file.Path, file.ETag, algorithm, fixity, cancellation)
                : stageAsync(file, cancellation),
            cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Whether a file of a length stays in its source until it is copied into the object.</summary>
    /// <param name="length">In bytes.</param>
    public bool LeavesInSource(long length) => ContentStager.CanStayInSource(root, source, length);

    /// <summary>Reads a file of the source, and explains a failure that is about that file.</summary>
    /// <param name="file">The file as it was listed.</param>
    /// <param name="readAsync">Reads it, or a range of it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ContentMismatchException">The file is gone, or was changed after it was listed.</exception>
    /// <exception cref="StorageException">A storage failed, or the source has no files any more.</exception>
    public async Task<T> ReadAsync<T>(
        StorageFile file, Func<CancellationToken, Task<T>> readAsync, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(readAsync);
        try
        {
            return await readAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (StorageException failure) when (SourceFaults.IsAbout(failure, file.Path))
        {
            throw await SourceFaults.ExplainAsync(source, file.Path, failure, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A file of the new version.</summary>
    /// <param name="logicalPath">Its logical path.</param>
    /// <param name="result">What its content is.</param>
    public static StagedFile Describe(string logicalPath, StagingResult result)
    {
        ArgumentNullException.ThrowIfNull(logicalPath);
        ArgumentNullException.ThrowIfNull(result);
        return new() { LogicalPath = logicalPath, Digest = result.Digest, Content = result.Content, Fixity = result.Fixity };
    }
}

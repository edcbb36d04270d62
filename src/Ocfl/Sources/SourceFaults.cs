using Ocfl.Staging;
using Ocfl.Storage;

namespace Ocfl.Sources;

/// <summary>Explains why a file of a source cannot be read as it was listed.</summary>
public static class SourceFaults
{
    /// <summary>
    /// Checks that an entry of a source can be opened (<see cref="StorageEntry.Fault"/>); without it an update would leave it out.
    /// </summary>
    /// <exception cref="StorageException">It cannot be read. An operator can fix that.</exception>
    public static void RequireReadable(StorageEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (entry.Fault is { } fault)
        {
            throw new StorageException($"'{entry.Path}' in the source {fault}.");
        }
    }

    /// <summary>
    /// Whether a failure means that a file of a source is gone or has changed, and not that the file that is written has.
    /// </summary>
    /// <param name="failure">The failure.</param>
    /// <param name="path">The file in the source.</param>
    public static bool IsAbout(StorageException failure, string path) => failure switch
    {
        StorageConditionException condition => condition.Path == path,
        StorageFileNotFoundException missing => missing.Path == path,
        _ => false,
    };

    /// <summary>
    /// Checks whether a file has changed or gone, which is permanent, or all of the source is gone, which an operator can fix.
    /// </summary>
    /// <param name="source">The source.</param>
    /// <param name="path">The file in it.</param>
    /// <param name="failure">Why it could not be read as it was.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>
    /// A <see cref="ContentMismatchException"/>; a <see cref="StorageException"/> when the source has no files at all any more, as a share
    /// that is not mounted has none.
    /// </returns>
    /// <exception cref="StorageException">The source cannot be listed.</exception>
    public static async Task<OcflException> ExplainAsync(
        IStorage source, string path, StorageException failure, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (failure is not StorageFileNotFoundException)
        {
            return new ContentMismatchException($"'{path}' in the source was changed after it was listed.", failure);
        }

        IAsyncEnumerator<StorageEntry> entries = source.ListAsync("", recursive: false, cancellationToken).GetAsyncEnumerator(
            cancellationToken);
        await using (entries.ConfigureAwait(false))
        {
            return await entries.MoveNextAsync().ConfigureAwait(false)
                ? new ContentMismatchException($"'{path}' is no longer in the source.", failure)
                : new StorageException(
                    $"There is nothing in the source any more, where '{path}' was listed. If it is a share or another volume, see that "
                        + "it is mounted.",
                    failure);
        }
    }
}

using Ocfl.Digests;
using Ocfl.Imports;
using Ocfl.Staging;
using Ocfl.Storage;
using OcflFunctions.Updates;

namespace OcflFunctions.Imports;

/// <summary>Copies the large files of an object in ranges.</summary>
/// <param name="ranges">Takes ranges.</param>
/// <param name="place">Where the copy waits.</param>
/// <param name="owner">The owner of the copy.</param>
internal sealed class RangedImport(RangedFiles ranges, ImportPlace place, string owner)
{
    /// <summary>Copies the next range of a file.</summary>
    /// <param name="source">The source's storage.</param>
    /// <param name="file">The file.</param>
    /// <param name="recordPath">The path of the record of its ranges in the work area.</param>
    /// <param name="requireOpenAsync">Fails if the import may no longer write.</param>
    /// <param name="written">Receives what is written.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What the file was found to be; null until it is whole.</returns>
    /// <exception cref="ContentMismatchException">The file has changed in its source.</exception>
    public async Task<CopiedFile?> CopyNextAsync(
        IStorage source,
        ImportedFile file,
        string recordPath,
        Func<CancellationToken, Task> requireOpenAsync,
        Action<StorageFile> written,
        CancellationToken cancellationToken)
    {
        if (place.PathOf(file.Path) is not { } path)
        {
            return new CopiedFile(IsMismatch: false, Written: null);
        }

        RangeSource from = new(
            new StorageFile(place.GetSourcePath(file), file.Length, file.ETag!, default),
            source.Location,
            (range, cancellation) => place.OpenAsync(source, file, range, cancellation));
        RangeContent content = new(place.Copies, path, owner) { RequireOpenAsync = requireOpenAsync, Flushed = written };

        // A file of which the inventory has no digest, such as a log, is compared by its length.
        DigestAlgorithm[] algorithms = file.GetAlgorithms() is [_, ..] stated ? stated : [DigestAlgorithm.Sha512];
        try
        {
            RangeProgress progress = await ranges.TakeNextAsync(from, recordPath, content, algorithms, cancellationToken);
            return progress.Result is { } whole
                ? new CopiedFile(!file.Agrees(file.Length, algorithm => DigestOf(whole, algorithms[0], algorithm)), Written: null)
                : null;
        }
        catch (StorageNameException refusal)
        {
            throw place.Refuse(file, refusal);
        }
    }

    private static string DigestOf(StagingResult whole, DigestAlgorithm first, DigestAlgorithm algorithm) =>
        algorithm == first ? whole.Digest : whole.Fixity![algorithm.Name];
}

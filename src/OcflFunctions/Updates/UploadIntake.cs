using Ocfl.Digests;
using Ocfl.Staging;
using OcflFunctions.Storage;

namespace OcflFunctions.Updates;

/// <summary>
/// Takes uploaded files for a new version. Their content is in the work area, and stays where it is until the update has ended. It was
/// hashed while it arrived, and is read again only for algorithms that its stage does not have.
/// </summary>
public sealed class UploadIntake(WorkArea work, UpdateTelemetry telemetry)
{
    /// <summary>Takes a file of a stage.</summary>
    /// <param name="file">The file as it was listed.</param>
    /// <param name="algorithm">The version's digest algorithm.</param>
    /// <param name="fixity">Further algorithms.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ContentMismatchException">The content is not what was uploaded.</exception>
    public async Task<StagedFile> TakeAsync(
        SourceFile file, DigestAlgorithm algorithm, IReadOnlyList<DigestAlgorithm> fixity, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(algorithm);
        UploadedContent uploaded = file.Uploaded ?? throw new InvalidOperationException($"'{file.Path}' is not an uploaded file.");
        DigestAlgorithm[] wanted = [algorithm, .. fixity.Where(other => other != algorithm).Distinct()];
        DigestAlgorithm[] missing = Array.FindAll(wanted, each => !uploaded.Digests.ContainsKey(each.Name));
        IReadOnlyDictionary<string, string> digests = missing.Length == 0
            ? uploaded.Digests
            : await HashAsync(file, uploaded, missing, cancellationToken);
        telemetry.Staged(file.Length);
        return new StagedFile
        {
            LogicalPath = file.LogicalPath ?? file.Path,
            Digest = digests[algorithm.Name],
            Content = new StagedContent(uploaded.Path, file.Length, file.ETag),
            Fixity = wanted.Length == 1
                ? null
                : wanted.Skip(1).ToDictionary(each => each.Name, each => digests[each.Name], StringComparer.Ordinal),
        };
    }

    // Hashed with an algorithm of the upload as well, so that what is hashed now is what arrived.
    private async Task<IReadOnlyDictionary<string, string>> HashAsync(
        SourceFile file, UploadedContent uploaded, DigestAlgorithm[] missing, CancellationToken cancellationToken)
    {
        (string known, string digest) = uploaded.Digests
            .OrderByDescending(each => DigestAlgorithm.Get(each.Key).IsForInventories)
            .FirstOrDefault(KeyValuePair.Create(missing[0].Name, ""));
        StagingResult hashed = await ContentStager.DescribeSourceAsync(
            work.Storage, uploaded.Path, file.ETag, DigestAlgorithm.Get(known), missing, cancellationToken);
        if (digest.Length > 0 && hashed.Digest != digest)
        {
            throw new ContentMismatchException($"The uploaded file '{file.Path}' is no longer what was uploaded: its {known} differs.");
        }

        Dictionary<string, string> digests = uploaded.Digests.ToDictionary(StringComparer.Ordinal);
        digests[known] = hashed.Digest;
        foreach ((string algorithm, string other) in hashed.Fixity ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            digests[algorithm] = other;
        }

        return digests;
    }
}

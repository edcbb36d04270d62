using Ocfl.Digests;
using Ocfl.Staging;
using OcflFunctions.Storage;

namespace OcflFunctions.Updates;

/// <summary>
/// Takes uploaded files for a new version. Their content is in the work area, and stays where it is until the update has ended. It was
/// hashed while it arrived, and is read again only for algorithms that its stage does not have. What shares a file with other content is
/// copied to a file of its own.
/// </summary>
public sealed class UploadIntake(WorkArea work, UpdateTelemetry telemetry)
{
    /// <summary>Takes a file of a stage.</summary>
    /// <param name="file">The file as it was listed.</param>
    /// <param name="algorithm">The version's digest algorithm.</param>
    /// <param name="fixity">Further algorithms.</param>
    /// <param name="storeAsync">Stores content that shares a file with other content: its digest in the algorithm, and its bytes.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ContentMismatchException">The content is not what was uploaded.</exception>
    public async Task<StagedFile> TakeAsync(
        SourceFile file,
        DigestAlgorithm algorithm,
        IReadOnlyList<DigestAlgorithm> fixity,
        Func<string, Stream, Task<StagedContent>> storeAsync,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(algorithm);
        ArgumentNullException.ThrowIfNull(storeAsync);
        UploadedContent uploaded = file.Uploaded ?? throw new InvalidOperationException($"'{file.Path}' is not an uploaded file.");
        DigestAlgorithm[] wanted = [algorithm, .. fixity.Where(other => other != algorithm).Distinct()];
        DigestAlgorithm[] missing = Array.FindAll(wanted, each => !uploaded.Digests.ContainsKey(each.Name));
        byte[]? bytes = uploaded.Offset is { } offset && (missing.Length > 0 || !file.IsOnlyChecked)
            ? await work.ReadBytesAsync(uploaded.Path, offset, file.Length, cancellationToken)
            : null;
        IReadOnlyDictionary<string, string> digests = missing.Length == 0
            ? uploaded.Digests
            : await HashAsync(file, uploaded, bytes, missing, cancellationToken);
        telemetry.Staged(file.Length);
        return new StagedFile
        {
            LogicalPath = file.LogicalPath ?? file.Path,
            Digest = digests[algorithm.Name],
            Content = bytes is null || file.IsOnlyChecked
                ? new StagedContent(uploaded.Path, file.Length, file.ETag)
                : await StoreAsync(digests[algorithm.Name], bytes, storeAsync),
            Fixity = wanted.Length == 1
                ? null
                : wanted.Skip(1).ToDictionary(each => each.Name, each => digests[each.Name], StringComparer.Ordinal),
        };
    }

    private static async Task<StagedContent> StoreAsync(
        string digest, byte[] bytes, Func<string, Stream, Task<StagedContent>> storeAsync)
    {
        using MemoryStream content = new(bytes, 0, bytes.Length, writable: false, publiclyVisible: true);
        return await storeAsync(digest, content);
    }

    // Hashed with an algorithm of the upload as well, so that what is hashed now is what arrived.
    private async Task<IReadOnlyDictionary<string, string>> HashAsync(
        SourceFile file, UploadedContent uploaded, byte[]? bytes, DigestAlgorithm[] missing, CancellationToken cancellationToken)
    {
        (string known, string digest) = uploaded.Digests
            .OrderByDescending(each => DigestAlgorithm.Get(each.Key).IsForInventories)
            .FirstOrDefault(KeyValuePair.Create(missing[0].Name, ""));
        IReadOnlyDictionary<string, string> hashed = bytes is null
            ? await HashAsync(uploaded.Path, file.ETag, DigestAlgorithm.Get(known), missing, cancellationToken)
            : await HashAsync(bytes, [DigestAlgorithm.Get(known), .. missing.Where(each => each.Name != known)], cancellationToken);
        if (digest.Length > 0 && hashed[known] != digest)
        {
            throw new ContentMismatchException($"The uploaded file '{file.Path}' is no longer what was uploaded: its {known} differs.");
        }

        Dictionary<string, string> digests = uploaded.Digests.ToDictionary(StringComparer.Ordinal);
        foreach ((string algorithm, string other) in hashed)
        {
            digests[algorithm] = other;
        }

        return digests;
    }

    private async Task<IReadOnlyDictionary<string, string>> HashAsync(
        string path, string etag, DigestAlgorithm known, DigestAlgorithm[] missing, CancellationToken cancellationToken)
    {
        StagingResult hashed = await ContentStager.DescribeSourceAsync(work.Storage, path, etag, known, missing, cancellationToken);
        Dictionary<string, string> digests = (hashed.Fixity ?? new Dictionary<string, string>(StringComparer.Ordinal))
            .ToDictionary(StringComparer.Ordinal);
        digests[known.Name] = hashed.Digest;
        return digests;
    }

    private static async Task<IReadOnlyDictionary<string, string>> HashAsync(
        byte[] bytes, DigestAlgorithm[] algorithms, CancellationToken cancellationToken)
    {
        await using DigestingReadStream hashing = new(new MemoryStream(bytes), algorithms);
        await hashing.CopyToAsync(Stream.Null, cancellationToken);
        return hashing.GetDigests().ByName();
    }
}

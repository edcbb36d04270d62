using System.Runtime.CompilerServices;
using Ocfl.Digests;
using Ocfl.Staging;
using Ocfl.Storage;
using OcflFunctions.Contracts;
using StateChange = Ocfl.Staging.StateChange;
using UpdateMode = Ocfl.Staging.UpdateMode;

namespace OcflFunctions.Bags;

/// <summary>
/// The files of a source with a list of digests: each file that is taken must be in it, and each that is in it must exist.
/// </summary>
internal sealed class ListedContents(
    IStorage storage,
    UpdateSource request,
    UpdateMode mode,
    IReadOnlyList<StateChange> changes,
    SourceDigests digests,
    DigestTable table) : SourceContents(storage, request, mode, changes)
{
    private const string InRequest = "source.digests.files";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Verified => [digests.Algorithm];

    /// <summary>Reads the digests.</summary>
    /// <exception cref="InvalidUpdateException">There is no such manifest, or it cannot be read.</exception>
    public static async Task<DigestTable> ReadAsync(
        IStorage storage, SourceDigests digests, long mostManifestBytes, CancellationToken cancellationToken)
    {
        DigestAlgorithm algorithm = DigestAlgorithm.Get(digests.Algorithm);
        DigestTable table = new([new NamedManifest(digests.Manifest ?? InRequest, algorithm)]);
        foreach ((string path, string digest) in digests.Files ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            table.TryAdd(0, path, Convert.FromHexString(digest));
        }

        if (digests.Manifest is not { } manifest)
        {
            return table;
        }

        StorageFile file = await storage.GetFileAsync(manifest, cancellationToken)
            ?? throw new InvalidUpdateException($"There is no file '{manifest}' in the source, which 'source.digests.manifest' names.");
        ManifestLines lines = new(manifest, algorithm);
        await foreach (string line in SourceText.ReadLinesAsync(storage, file, mostManifestBytes, cancellationToken))
        {
            if (lines.ReadOfList(line) is { } entry && !table.TryAdd(0, entry.Path, entry.Digest))
            {
                throw lines.Fault($"'{entry.Path}' is listed twice");
            }
        }

        return table;
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ContentsFile> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (StorageFile file in ListFilteredAsync(cancellationToken))
        {
            if (file.Path == digests.Manifest)
            {
                continue;
            }

            if (table.See(file.Path) is [{ } digest])
            {
                yield return new ContentsFile(
                    file, Expected: new Dictionary<string, string>(StringComparer.Ordinal) { [digests.Algorithm] = digest });
            }
            else
            {
                Mismatches.Add(new SourceMismatch
                {
                    Kind = SourceMismatchKind.Unlisted,
                    Path = file.Path,
                    Manifest = table.Manifests[0].Path,
                });
            }
        }

        foreach ((string path, string manifest) in table.Missing())
        {
            if (path != digests.Manifest && IsTaken(path))
            {
                Mismatches.Add(new SourceMismatch { Kind = SourceMismatchKind.Missing, Path = path, Manifest = manifest });
            }
        }
    }
}

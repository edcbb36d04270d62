using System.Runtime.CompilerServices;
using Ocfl.Digests;
using Ocfl.Staging;
using Ocfl.Storage;

namespace Ocfl.Sources;

/// <summary>
/// The files of a source with a list of digests: each file that is taken must be in it, and each that is in it must exist.
/// </summary>
internal sealed class ListedContents(
    IStorage storage,
    SourceSelection request,
    UpdateMode mode,
    IReadOnlyList<StateChange> changes,
    ExpectedDigests digests,
    ManifestTable table) : SourceContents(storage, request, mode, changes)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Verified => [digests.Algorithm];

    /// <summary>Reads the digests.</summary>
    /// <exception cref="InvalidUpdateException">There is no such manifest, or it cannot be read.</exception>
    public static async Task<ManifestTable> ReadAsync(
        IStorage storage, ExpectedDigests digests, long mostManifestBytes, CancellationToken cancellationToken)
    {
        DigestAlgorithm algorithm = DigestAlgorithm.Get(digests.Algorithm);
        ManifestTable table = new([new NamedManifest(digests.Manifest ?? digests.Name, algorithm)]);
        foreach ((string path, string digest) in digests.Files)
        {
            table.TryAdd(0, path, Convert.FromHexString(digest));
        }

        if (digests.Manifest is not { } manifest)
        {
            return table;
        }

        StorageFile file = await storage.GetFileAsync(manifest, cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidUpdateException($"There is no file '{manifest}' in the source, which 'source.digests.manifest' names.");
        ManifestLines lines = new($"'{manifest}' in the source", algorithm);
        await foreach (string line in SourceText.ReadLinesAsync(storage, file, mostManifestBytes, cancellationToken)
            .ConfigureAwait(false))
        {
            if (lines.ReadOfList(line) is { } entry && !table.TryAdd(0, entry.Path, entry.Digest))
            {
                throw lines.Fault($"'{entry.Path}' is listed twice");
            }
        }

        return table;
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ContentsFile> ListAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (StorageFile file in ListFilteredAsync(cancellationToken).ConfigureAwait(false))
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

using System.Runtime.CompilerServices;
using Ocfl.Staging;
using Ocfl.Storage;

namespace Ocfl.Sources;

/// <summary>
/// The files of a bag. All that a manifest names are verified, whether they become part of the version or not. The payload has logical
/// paths without <c>data/</c>; tag files become part of the version only below a folder that the request names.
/// </summary>
internal sealed class BagContents(
    IStorage storage, SourceSelection request, UpdateMode mode, IReadOnlyList<StateChange> changes, Bag bag)
    : SourceContents(storage, request, mode, changes)
{
    private long _payloadFiles;
    private long _payloadBytes;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Verified { get; } =
        [.. bag.Payload.Algorithms.Union(bag.Tags.Algorithms, StringComparer.Ordinal)];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Fixity => bag.Payload.Algorithms;

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ContentsFile> ListAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        HashSet<string> toFetch = bag.ToFetch.ToHashSet(StringComparer.Ordinal);
        await foreach (StorageFile file in ListAllAsync(cancellationToken).ConfigureAwait(false))
        {
            bool isPayload = file.Path.StartsWith(BagPaths.Payload, StringComparison.Ordinal);
            toFetch.Remove(file.Path);
            if ((isPayload ? LookAtPayload(file) : LookAtTag(file)) is { } found)
            {
                yield return found;
            }
        }

        AddMissing(toFetch);
        CheckOxum();
    }

    private ContentsFile LookAtPayload(StorageFile file)
    {
        _payloadFiles++;
        _payloadBytes += file.Length;
        IReadOnlyList<string?> digests = bag.Payload.See(file.Path) ?? new string?[bag.Payload.Manifests.Count];
        if (bag.IsOfVersionOne ? digests.Any(digest => digest is null) : digests.All(digest => digest is null))
        {
            Mismatches.Add(new SourceMismatch
            {
                Kind = SourceMismatchKind.Unlisted,
                Path = file.Path,
                Manifest = bag.Payload.Manifests[digests.TakeWhile(digest => digest is not null).Count()].Path,
            });
        }

        string path = file.Path[BagPaths.Payload.Length..];
        return new ContentsFile(file, path, IsTaken(path), Expected(bag.Payload, digests));
    }

    private ContentsFile? LookAtTag(StorageFile file)
    {
        bag.RequireUnchanged(file);
        IReadOnlyList<string?>? digests = bag.Tags.See(file.Path);
        string? path = Request.BagTags is { } folder ? StoragePath.Combine(folder, file.Path) : null;
        bool isTaken = path is not null && IsTaken(path);
        return isTaken || digests is not null ? new ContentsFile(file, path, isTaken, Expected(bag.Tags, digests ?? [])) : null;
    }

    private void AddMissing(HashSet<string> toFetch)
    {
        foreach (string path in toFetch.Order(StringComparer.Ordinal))
        {
            Mismatches.Add(new SourceMismatch { Kind = SourceMismatchKind.NotFetched, Path = path, Manifest = "fetch.txt" });
        }

        foreach ((string path, string manifest) in bag.Payload.Missing().Concat(bag.Tags.Missing()))
        {
            if (!toFetch.Contains(path))
            {
                Mismatches.Add(new SourceMismatch { Kind = SourceMismatchKind.Missing, Path = path, Manifest = manifest });
            }
        }
    }

    private void CheckOxum()
    {
        if (bag.Oxum is var (bytes, files) && (bytes, files) != (_payloadBytes, _payloadFiles))
        {
            Mismatches.Note = FormattableString.Invariant(
                $"By Payload-Oxum the payload has {bytes} bytes in {files} files; it has {_payloadBytes} bytes in {_payloadFiles} files.");
        }
    }

    private static Dictionary<string, string>? Expected(ManifestTable table, IReadOnlyList<string?> digests)
    {
        Dictionary<string, string> expected = new(StringComparer.Ordinal);
        for (int manifest = 0; manifest < digests.Count; manifest++)
        {
            if (digests[manifest] is { } digest)
            {
                expected[table.Manifests[manifest].Algorithm.Name] = digest;
            }
        }

        return expected.Count > 0 ? expected : null;
    }
}

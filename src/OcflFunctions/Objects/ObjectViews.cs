using System.Globalization;
using Ocfl.Objects;
using Ocfl.Storage;
using OcflFunctions.Contracts;
using OcflFunctions.Http;
using FileChange = OcflFunctions.Contracts.FileChange;
using FileChangeKind = OcflFunctions.Contracts.FileChangeKind;

namespace OcflFunctions.Objects;

/// <summary>Describes an object for callers, page by page.</summary>
public sealed class ObjectViews(ObjectReader reader)
{
    // On a remote storage each size is a request.
    private const int SizesAtATime = 16;

    /// <summary>The versions after some.</summary>
    internal static VersionPage Versions(OcflObject source, int after, int top) => new()
    {
        ObjectId = source.Id,
        ObjectRoot = source.Root,
        Head = source.Head.Number.ToString(),
        DigestAlgorithm = source.Inventory.DigestAlgorithm,
        InventoryDigest = source.InventoryDigest,
        Versions = [.. source.Versions.Skip(after).Take(top).Select(version => new VersionSummary
        {
            Version = version.Number.ToString(),
            Created = version.Description.Created.Value,
            Message = version.Description.Message,
            User = UserOf(version),
            Files = version.Description.State.PathCount,
        })],
        Continuation = Continue(after, top, source.Versions.Count),
    };

    /// <summary>The files of a version after a path.</summary>
    internal async Task<FilePage> FilesAsync(
        OcflObject source, OcflVersion version, string prefix, string? after, int top, CancellationToken cancellationToken)
    {
        KeyValuePair<string, string>[] found = [.. reader.Sort(source, version).StartingWith(prefix, after).Take(top + 1)];
        Dictionary<string, long?> sizes = await ReadSizesAsync(source, found.Take(top).Select(file => file.Value), cancellationToken);
        FileSummary[] files = [.. found.Take(top).Select(
            file => new FileSummary(file.Key, sizes[file.Value], file.Value.ToLowerInvariant()))];
        int number = version.Number.Number;
        return new FilePage
        {
            ObjectId = source.Id,
            Version = version.Number.ToString(),
            DigestAlgorithm = source.Inventory.DigestAlgorithm,
            Files = files,
            Continuation = found.Length > top ? new FilePosition(number, number, files[^1].Path).ToContinuation() : null,
        };
    }

    /// <summary>The differences between two versions after a path.</summary>
    /// <param name="source">The object.</param>
    /// <param name="before">The version before; null for no files.</param>
    /// <param name="version">The version.</param>
    /// <param name="after">The path that came last; null for the first page.</param>
    /// <param name="top">How many at most.</param>
    internal FileChangePage Changes(OcflObject source, OcflVersion? before, OcflVersion version, string? after, int top)
    {
        // Without a version before, each file is new: they are not all held to be compared.
        IEnumerable<FileChange> changes = before is null
            ? reader.Sort(source, version).StartingWith("", after).Select(
                file => new FileChange(FileChangeKind.Added, file.Key, NewDigest: file.Value.ToLowerInvariant()))
            : VersionDifference.Compare(before.Description.State, version.Description.State)
                .SkipWhile(change => after is not null && string.CompareOrdinal(change.Path, after) <= 0)
                .Select(change => new FileChange(
                    KindOf(change.Kind),
                    change.Path,
                    change.OldPath,
                    change.OldDigest?.ToLowerInvariant(),
                    change.NewDigest?.ToLowerInvariant()));
        FileChange[] found = [.. changes.Take(top + 1)];
        FilePosition Position(string path) => new(before?.Number.Number ?? 0, version.Number.Number, path);
        return new FileChangePage
        {
            ObjectId = source.Id,
            From = before?.Number.ToString() ?? "v0",
            To = version.Number.ToString(),
            DigestAlgorithm = source.Inventory.DigestAlgorithm,
            Changes = [.. found.Take(top)],
            Continuation = found.Length > top ? Position(found[top - 1].Path).ToContinuation() : null,
        };
    }

    /// <summary>The versions in which a path changed, after some.</summary>
    /// <exception cref="ProblemException">No version has the path.</exception>
    internal static FileHistoryPage History(OcflObject source, string path, int after, int top)
    {
        IReadOnlyList<PathHistoryEntry> history = source.GetHistory(path);
        if (history.Count == 0)
        {
            throw new ProblemException(
                ProblemKind.PathNotFound, $"No version of the object '{source.Id}' has a file '{path}'.", ObjectQuery.Path);
        }

        return new FileHistoryPage
        {
            ObjectId = source.Id,
            Path = path,
            DigestAlgorithm = source.Inventory.DigestAlgorithm,
            Entries = [.. history.Skip(after).Take(top).Select(entry => new FileHistoryEntry
            {
                Version = entry.Version.Number.ToString(),
                Kind = KindOf(entry.Kind),
                Digest = entry.Digest?.ToLowerInvariant(),
                Created = entry.Version.Description.Created.Value,
                Message = entry.Version.Description.Message,
                User = UserOf(entry.Version),
            })],
            Continuation = Continue(after, top, history.Count),
        };
    }

    private static async Task<Dictionary<string, long?>> ReadSizesAsync(
        OcflObject source, IEnumerable<string> digests, CancellationToken cancellationToken)
    {
        Dictionary<string, long?> sizes = new(StringComparer.Ordinal);
        foreach (string[] batch in digests.Distinct(StringComparer.Ordinal).Chunk(SizesAtATime))
        {
            StorageFile?[] files = await Task.WhenAll(batch.Select(digest => source.FindContentAsync(digest, cancellationToken)));
            for (int i = 0; i < batch.Length; i++)
            {
                sizes[batch[i]] = files[i]?.Length;
            }
        }

        return sizes;
    }

    private static string? Continue(int after, int top, int count) => count - after > top
        ? PageQuery.Continue((after + top).ToString(CultureInfo.InvariantCulture), "")
        : null;

    private static UpdateUser? UserOf(OcflVersion version) =>
        version.Description.User is { } user ? new UpdateUser(user.Name, user.Address) : null;

    private static FileChangeKind KindOf(Ocfl.Objects.FileChangeKind kind) => kind switch
    {
        Ocfl.Objects.FileChangeKind.Added => FileChangeKind.Added,
        Ocfl.Objects.FileChangeKind.Removed => FileChangeKind.Removed,
        Ocfl.Objects.FileChangeKind.Changed => FileChangeKind.Changed,
        _ => FileChangeKind.Renamed,
    };
}

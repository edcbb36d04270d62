using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using Ocfl.Digests;
using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Staging;
using Ocfl.Storage;

namespace Ocfl.Imports;

/// <summary>A file of an object that is copied, or a directory without files.</summary>
/// <param name="Path">From the object's root.</param>
/// <param name="Length">In bytes.</param>
/// <param name="ETag">The state in which it was listed; null for a directory.</param>
/// <param name="Digests">The digests that the root inventory gives it, by algorithm; null if it gives none.</param>
public sealed record ImportedFile(
    string Path,
    long Length,
    [property: JsonPropertyName("etag")] string? ETag,
    IReadOnlyList<KeyValuePair<string, string>>? Digests = null)
{
    /// <summary>All files of an object, each as it is when it is listed, and its empty directories.</summary>
    /// <param name="found">The object in its source.</param>
    /// <param name="target">The storage that they are to be copied to.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="InvalidUpdateException">There is something that cannot be in an object, or not in the target.</exception>
    public static async IAsyncEnumerable<ImportedFile> ListAsync(
        OcflObject found, IStorage target, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(found);
        ArgumentNullException.ThrowIfNull(target);
        KeyValuePair<string, DigestMap>[] fixity =
            [.. found.Inventory.Fixity.Where(block => DigestAlgorithm.TryGet(block.Key, out _))];
        await foreach (StorageEntry entry in found.Storage.ListAsync(
            found.Root, recursive: true, cancellationToken).ConfigureAwait(false))
        {
            string path = found.Root.Length == 0 ? entry.Path : entry.Path[(found.Root.Length + 1)..];
            ImportedFile file = entry switch
            {
                { File: { } listed } => new ImportedFile(path, listed.Length, listed.ETag, DigestsOf(found.Inventory, fixity, path)),
                { Kind: StorageEntryKind.Directory } => new ImportedFile(path, 0, ETag: null),
                _ => throw new InvalidUpdateException(
                    $"'{path}' {entry.Fault ?? (entry.IsLink ? "is a symbolic link" : "is not a file")}; nothing of the kind can be in an "
                        + "object."),
            };
            file.RequireKept(target);
            yield return file;
        }
    }

    /// <summary>The algorithms of <see cref="Digests"/>.</summary>
    public DigestAlgorithm[] GetAlgorithms() =>
        [.. (Digests ?? []).Select(digest => DigestAlgorithm.Get(digest.Key)).Distinct()];

    /// <summary>Whether what was found of a file is what it must be.</summary>
    /// <param name="length">Its length.</param>
    /// <param name="digestOf">Its digest by an algorithm of <see cref="GetAlgorithms"/>.</param>
    public bool Agrees(long length, Func<DigestAlgorithm, string> digestOf)
    {
        ArgumentNullException.ThrowIfNull(digestOf);
        return length == Length
            && (Digests ?? []).All(
                stated => digestOf(DigestAlgorithm.Get(stated.Key)).Equals(stated.Value, StringComparison.OrdinalIgnoreCase));
    }

    private static List<KeyValuePair<string, string>>? DigestsOf(
        Inventory inventory, KeyValuePair<string, DigestMap>[] fixity, string path)
    {
        List<KeyValuePair<string, string>> digests = [];
        if (inventory.Manifest.TryGetDigest(path, out string? digest))
        {
            digests.Add(new(inventory.DigestAlgorithm, digest));
        }

        foreach ((string algorithm, DigestMap block) in fixity)
        {
            if (block.TryGetDigest(path, out string? stated))
            {
                digests.Add(new(algorithm, stated));
            }
        }

        return digests.Count == 0 ? null : digests;
    }

    // What cannot be copied as it is would make another object of it, which may be valid though the source is not.
    private void RequireKept(IStorage target)
    {
        if (ETag is null && !target.HasDirectories && !Path.StartsWith("logs/", StringComparison.Ordinal))
        {
            throw new InvalidUpdateException($"The directory '{Path}' is empty, and the storage root cannot have empty directories.");
        }

        if (target.FindNameFault(Path) is { } fault)
        {
            throw new InvalidUpdateException($"'{Path}' cannot be in the storage root: {fault}");
        }
    }
}

/// <summary>A file that was copied.</summary>
/// <param name="IsMismatch">Whether it does not have the digests that the inventory gives it.</param>
/// <param name="Written">The file as this run has written it; null if it was there, or is a directory.</param>
public sealed record CopiedFile(bool IsMismatch, StorageFile? Written);

using System.Collections;
using Ocfl.Inventories;
using Ocfl.Staging;

namespace Ocfl.Updates;

/// <summary>Content that a version adds to an object.</summary>
/// <param name="Digest">Its digest.</param>
/// <param name="Path">Its content path, from the object root.</param>
/// <param name="Source">Where it waits.</param>
internal readonly record struct NewContent(string Digest, string Path, StagedContent Source);

/// <summary>
/// All content that a version adds: the last entries of its manifest, with where they wait. There may be a million, so that each is made
/// when it is requested.
/// </summary>
/// <param name="manifest">The version's manifest.</param>
/// <param name="first">The first entry that is new.</param>
/// <param name="staged">Where content waits, by digest.</param>
internal sealed class NewContents(DigestMap manifest, int first, IReadOnlyDictionary<string, StagedContent> staged)
    : IReadOnlyList<NewContent>
{
    /// <inheritdoc/>
    public int Count => manifest.Count - first;

    /// <summary>The paths, in the manifest's order.</summary>
    public IEnumerable<string> Paths => Enumerable.Range(first, Count).Select(manifest.FirstPathAt);

    /// <inheritdoc/>
    public NewContent this[int index]
    {
        get
        {
            string digest = manifest.DigestAt(first + index);
            StagedContent? content = (staged as StagedContents)?.Find(manifest, first + index);
            return new NewContent(digest, manifest.FirstPathAt(first + index), content ?? staged[digest]);
        }
    }

    /// <summary>The numbers of all content in ordinal order of the paths; null if that is their order.</summary>
    public int[]? SortByPath()
    {
        string before = "";
        if (Paths.All(path => string.CompareOrdinal(before, before = path) < 0))
        {
            return null;
        }

        int[] order = [.. Enumerable.Range(0, Count)];
        Array.Sort(Paths.ToArray(), order, StringComparer.Ordinal);
        return order;
    }

    /// <inheritdoc/>
    public IEnumerator<NewContent> GetEnumerator() => Enumerable.Range(0, Count).Select(index => this[index]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

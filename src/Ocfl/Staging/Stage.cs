using Ocfl.Inventories;

namespace Ocfl.Staging;

/// <summary>A version state to be, and where the content that is new to the object waits.</summary>
public sealed record Stage
{
    /// <summary>The algorithm of the digests here: <c>sha512</c> or <c>sha256</c>.</summary>
    public required string DigestAlgorithm { get; init; }

    /// <summary>The whole state of the new version, by logical path (ordinal order).</summary>
    public required DigestMap State { get; init; }

    /// <summary>Content that waits, by digest (lower case). May hold more than is new to the object.</summary>
    public required IReadOnlyDictionary<string, StagedContent> Content { get; init; }

    /// <summary>Digests in further algorithms by algorithm and then by content digest (lower case); empty when there are none.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Fixity { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<string, string>>();

    /// <summary>A version that has these files and no others.</summary>
    /// <param name="digestAlgorithm">The algorithm of the files' digests.</param>
    /// <param name="files">The files, in any order.</param>
    /// <exception cref="StageConflictException">A logical path comes twice, is invalid, or is a directory of another.</exception>
    public static Stage Replace(string digestAlgorithm, IEnumerable<StagedFile> files) => Create(digestAlgorithm, [], files);

    /// <summary>A version that has what the base has, and these files in addition or instead.</summary>
    /// <param name="digestAlgorithm">The algorithm of the files' digests, and of the base.</param>
    /// <param name="base">The inventory whose head is the base; null for an empty one.</param>
    /// <param name="files">The files, in any order.</param>
    /// <exception cref="StageConflictException">A logical path comes twice, is invalid, or is a directory of another.</exception>
    public static Stage Merge(string digestAlgorithm, Inventory? @base, IEnumerable<StagedFile> files) =>
        Create(digestAlgorithm, @base?.HeadVersion.State.Paths ?? [], files);

    private static Stage Create(string digestAlgorithm, IEnumerable<KeyValuePair<string, string>> kept, IEnumerable<StagedFile> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        SortedDictionary<string, string> state = new(StringComparer.Ordinal);
        foreach ((string path, string digest) in kept)
        {
            state.Add(path, digest);
        }

        Dictionary<string, StagedContent> content = [];
        Dictionary<string, IReadOnlyDictionary<string, string>> fixity = [];
        HashSet<string> given = new(StringComparer.Ordinal);
        foreach (StagedFile file in files)
        {
            if (!given.Add(file.LogicalPath))
            {
                throw new StageConflictException(file.LogicalPath, "it is given twice");
            }

            state[file.LogicalPath] = file.Digest;
            Choose(content, file);
            AddFixity(fixity, file);
        }

        LogicalPath.Check(state.Keys);
        return new Stage { DigestAlgorithm = digestAlgorithm, State = Group(state), Content = content, Fixity = fixity };
    }

    // Of two equal files one is copied; which one must not depend on the order they come in.
    private static void Choose(Dictionary<string, StagedContent> content, StagedFile file)
    {
        if (!content.TryGetValue(file.Digest, out StagedContent? present) || Compare(file.Content, present) < 0)
        {
            content[file.Digest] = file.Content;
        }
    }

    private static int Compare(StagedContent one, StagedContent other) =>
        string.CompareOrdinal(one.Path, other.Path) is var byPath and not 0 ? byPath : one.InSource.CompareTo(other.InSource);

    private static void AddFixity(Dictionary<string, IReadOnlyDictionary<string, string>> fixity, StagedFile file)
    {
        foreach ((string algorithm, string digest) in file.Fixity ?? new Dictionary<string, string>())
        {
            if (!fixity.TryGetValue(algorithm, out IReadOnlyDictionary<string, string>? digests))
            {
                fixity[algorithm] = digests = new Dictionary<string, string>(StringComparer.Ordinal);
            }

            ((Dictionary<string, string>)digests)[file.Digest] = digest;
        }
    }

    private static DigestMap Group(SortedDictionary<string, string> state)
    {
        Dictionary<string, List<string>> paths = new(StringComparer.OrdinalIgnoreCase);
        List<DigestEntry> entries = [];
        foreach ((string path, string digest) in state)
        {
            if (!paths.TryGetValue(digest, out List<string>? same))
            {
                same = [];
                paths.Add(digest, same);
                entries.Add(new DigestEntry(digest, same));
            }

            same.Add(path);
        }

        return new DigestMap(entries);
    }
}

using Ocfl.Inventories;

namespace Ocfl.Staging;

/// <summary>
/// Makes the state of a new version of the last one, files and changes: a pure function. With nothing added the state is the last
/// one's, for a version that only moves an object to another algorithm or specification.
/// </summary>
/// <param name="digestAlgorithm">The algorithm of the files' digests, and of the version.</param>
/// <param name="base">The inventory whose head is the base; null for a new object.</param>
public sealed class StageBuilder(string digestAlgorithm, Inventory? @base)
{
    private readonly Dictionary<string, StagedFile> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _rehashed = new(StringComparer.OrdinalIgnoreCase);
    private UpdateMode _mode = UpdateMode.Merge;
    private IReadOnlyList<StateChange> _changes = [];
    private bool _allowEmpty;
    private StateChangeLimits _limits = StateChangeLimits.Default;

    /// <summary>Adds a source's files.</summary>
    /// <param name="files">The files, in any order.</param>
    /// <param name="mode">How they become part of the version.</param>
    /// <param name="allowEmpty">Whether the source may be without files, and a new object too.</param>
    /// <exception cref="EmptySourceException">There are no files, and the mode takes all of the source.</exception>
    /// <exception cref="StageConflictException">A logical path occurs twice.</exception>
    public StageBuilder WithFiles(IEnumerable<StagedFile> files, UpdateMode mode = UpdateMode.Replace, bool allowEmpty = false)
    {
        ArgumentNullException.ThrowIfNull(files);
        _mode = mode;
        _allowEmpty = allowEmpty;
        if (files.TryGetNonEnumeratedCount(out int count))
        {
            _files.EnsureCapacity(_files.Count + count);
        }

        foreach (StagedFile file in files)
        {
            if (!_files.TryAdd(file.LogicalPath, file))
            {
                throw new StageConflictException(file.LogicalPath, "it is given twice");
            }
        }

        return _files.Count > 0 || allowEmpty || mode == UpdateMode.Select
            ? this
            : throw new EmptySourceException("The source has no files.");
    }

    /// <summary>Adds changes, which are applied in order to what the base and the files give.</summary>
    /// <param name="changes">The changes.</param>
    /// <param name="limits">How much larger they may make the state; null for the defaults.</param>
    public StageBuilder WithChanges(IReadOnlyList<StateChange> changes, StateChangeLimits? limits = null)
    {
        _changes = changes;
        _limits = limits ?? StateChangeLimits.Default;
        return this;
    }

    /// <summary>Adds the digests of the object's content in the new algorithm.</summary>
    /// <exception cref="ContentMismatchException">Two files that were equal are not.</exception>
    public StageBuilder WithRehashed(IEnumerable<RehashedContent> content)
    {
        ArgumentNullException.ThrowIfNull(content);
        foreach (RehashedContent file in content)
        {
            if (!_rehashed.TryAdd(file.Digest, file.NewDigest) && _rehashed[file.Digest] != file.NewDigest)
            {
                throw new ContentMismatchException($"'{file.ContentPath}' shares the digest {file.Digest} with another content.");
            }
        }

        return this;
    }

    /// <summary>Makes the stage.</summary>
    /// <exception cref="EmptySourceException">A new object would have no files, and no change says so.</exception>
    /// <exception cref="StageConflictException">A logical path is invalid, or is a directory of another.</exception>
    /// <exception cref="StateChangeException">A change does not fit what it meets.</exception>
    /// <exception cref="InvalidUpdateException">The object moves to another algorithm, and not all of its content has been hashed in
    /// it.</exception>
    public Stage Build()
    {
        SortedDictionary<string, string> state = new(StringComparer.Ordinal);
        if (_mode != UpdateMode.Replace)
        {
            foreach ((string path, string digest) in @base?.HeadVersion.State.Paths ?? [])
            {
                state.Add(path, Translate(digest));
            }
        }

        if (_mode != UpdateMode.Select)
        {
            foreach (StagedFile file in _files.Values)
            {
                state[file.LogicalPath] = file.Digest;
            }
        }

        if (@base is null && state.Count == 0 && _changes.Count == 0 && !_allowEmpty)
        {
            throw new EmptySourceException("The new object would have no files.");
        }

        LogicalPath.Check(state.Keys);
        return Describe(_changes.Count == 0 ? state : Change(state));
    }

    private SortedDictionary<string, string> Change(SortedDictionary<string, string> state)
    {
        List<KeyValuePair<string, string>> changed = [];
        new StateChanges(@base, path => _files.GetValueOrDefault(path)?.Digest, Translate, _limits).Apply(
            StateTree.Of(state), _changes).CollectTo(changed);
        return new SortedDictionary<string, string>(changed.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    private string Translate(string digest)
    {
        if (@base!.DigestAlgorithm == digestAlgorithm)
        {
            return digest;
        }

        return _rehashed.TryGetValue(digest, out string? translated)
            ? translated
            : throw new InvalidUpdateException(
                $"The object '{@base.Id}' cannot move from {@base.DigestAlgorithm} to {digestAlgorithm}: its content {digest} has not "
                    + "been hashed again.");
    }

    private Stage Describe(SortedDictionary<string, string> state)
    {
        Dictionary<string, StagedContent> content = new(_files.Count, StringComparer.Ordinal);
        Dictionary<string, IReadOnlyDictionary<string, string>> fixity = new(StringComparer.Ordinal);
        foreach (StagedFile file in _files.Values)
        {
            Choose(content, file);
            AddFixity(fixity, file);
        }

        return new Stage
        {
            DigestAlgorithm = digestAlgorithm,
            State = Group(state),
            Content = content,
            Fixity = fixity,
            Rehashed = _rehashed,
        };
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
        one.InSource.CompareTo(other.InSource) is var byPlace and not 0 ? byPlace : string.CompareOrdinal(one.Path, other.Path);

    private static void AddFixity(Dictionary<string, IReadOnlyDictionary<string, string>> fixity, StagedFile file)
    {
        if (file.Fixity is null)
        {
            return;
        }

        foreach ((string algorithm, string digest) in file.Fixity)
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
        Dictionary<string, int> known = new(state.Count, StringComparer.OrdinalIgnoreCase);
        List<DigestEntry> entries = new(state.Count);
        foreach ((string path, string digest) in state)
        {
            if (known.TryAdd(digest, entries.Count))
            {
                entries.Add(new DigestEntry(digest, [path]));
                continue;
            }

            // Most content has one path, which needs no list that can grow.
            DigestEntry entry = entries[known[digest]];
            if (entry.Paths is List<string> same)
            {
                same.Add(path);
            }
            else
            {
                entries[known[digest]] = entry with { Paths = new List<string> { entry.Paths[0], path } };
            }
        }

        return new DigestMap(entries);
    }
}

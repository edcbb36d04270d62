using Ocfl.Inventories;

namespace Ocfl.Staging;

/// <summary>
/// Makes the state of a new version of the last one, files and changes: a pure function. With nothing added the state is the last
/// one's, for a version that only moves an object to another algorithm or specification.
/// </summary>
/// <remarks>There may be a million files: each is kept as the numbers of its path and its digest, which take some 300 bytes with all
/// that is known of its content.</remarks>
public sealed class StageBuilder
{
    private readonly string _digestAlgorithm;
    private readonly Inventory? _base;
    private readonly InventoryTexts _texts = new();
    private readonly StagedContents _content;

    // The digests of the files, by their paths.
    private readonly NumberedValues<int> _files = new();
    private readonly Dictionary<string, IReadOnlyDictionary<string, string>> _fixity = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _rehashed = new(StringComparer.OrdinalIgnoreCase);
    private UpdateMode _mode = UpdateMode.Merge;
    private IReadOnlyList<StateChange> _changes = [];
    private bool _hasFiles;
    private bool _allowEmpty;
    private StateChangeLimits _limits = StateChangeLimits.Default;

    /// <summary>A builder without files and changes.</summary>
    /// <param name="digestAlgorithm">The algorithm of the files' digests, and of the version.</param>
    /// <param name="base">The inventory whose head is the base; null for a new object.</param>
    public StageBuilder(string digestAlgorithm, Inventory? @base)
    {
        _digestAlgorithm = digestAlgorithm;
        _base = @base;
        _content = new StagedContents(_texts.Digests);
    }

    /// <summary>Adds a source's files.</summary>
    /// <param name="files">The files, in any order.</param>
    /// <param name="mode">How they become part of the version.</param>
    /// <param name="allowEmpty">Whether the source may be without files, and a new object too.</param>
    /// <exception cref="EmptySourceException">There are no files, and the mode takes all of the source.</exception>
    /// <exception cref="StageConflictException">A logical path occurs twice, or is not valid Unicode.</exception>
    public StageBuilder WithFiles(IEnumerable<StagedFile> files, UpdateMode mode = UpdateMode.Replace, bool allowEmpty = false)
    {
        ArgumentNullException.ThrowIfNull(files);
        foreach (StagedFile file in files)
        {
            Add(file);
        }

        return Take(mode, allowEmpty);
    }

    /// <summary>Adds a source's files while they are read.</summary>
    /// <param name="files">The files, in any order.</param>
    /// <param name="mode">How they become part of the version.</param>
    /// <param name="allowEmpty">Whether the source may be without files, and a new object too.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="EmptySourceException">There are no files, and the mode takes all of the source.</exception>
    /// <exception cref="StageConflictException">A logical path occurs twice, or is not valid Unicode.</exception>
    public async Task<StageBuilder> WithFilesAsync(
        IAsyncEnumerable<StagedFile> files,
        UpdateMode mode = UpdateMode.Replace,
        bool allowEmpty = false,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        await foreach (StagedFile file in files.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            Add(file);
        }

        return Take(mode, allowEmpty);
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
        PackedState state = new(_texts);
        if (_mode != UpdateMode.Replace)
        {
            foreach ((string path, string digest) in _base?.HeadVersion.State.Paths ?? [])
            {
                state.Set(_texts.Paths.Intern(path), _texts.Digests.Intern(Translate(digest)));
            }
        }

        if (_mode != UpdateMode.Select)
        {
            for (int path = 1; path < _texts.Paths.Count; path++)
            {
                if (_files[path] is int digest and not DigestTable.None)
                {
                    state.Set(path, digest);
                }
            }
        }

        int[] paths = state.SortPaths();
        if (_base is null && paths.Length == 0 && _changes.Count == 0 && !_allowEmpty)
        {
            throw new EmptySourceException("The new object would have no files.");
        }

        LogicalPath.Check(_texts.Paths, paths, state.Has);
        if (_changes.Count > 0)
        {
            state = Change(state, paths);
            paths = state.SortPaths();
        }

        return new Stage
        {
            DigestAlgorithm = _digestAlgorithm,
            State = state.Group(paths),
            Content = _content,
            Fixity = _fixity,
            Rehashed = _rehashed,
        };
    }

    private void Add(StagedFile file)
    {
        LogicalPath.RequireUnicode(file.LogicalPath);
        int path = _texts.Paths.Intern(file.LogicalPath);
        if (_files[path] != DigestTable.None)
        {
            throw new StageConflictException(file.LogicalPath, "it is given twice");
        }

        int digest = _texts.Digests.Intern(file.Digest);
        _files[path] = digest;
        _content.Add(digest, file.Content);
        AddFixity(file);
        _hasFiles = true;
    }

    private StageBuilder Take(UpdateMode mode, bool allowEmpty)
    {
        _mode = mode;
        _allowEmpty = allowEmpty;
        return _hasFiles || allowEmpty || mode == UpdateMode.Select
            ? this
            : throw new EmptySourceException("The source has no files.");
    }

    private PackedState Change(PackedState state, int[] paths)
    {
        List<KeyValuePair<string, string>> changed = [];
        StateTree before = StateTree.Of(paths.Select(state.FileAt));
        new StateChanges(_base, FindDigest, Translate, _limits).Apply(before, _changes).CollectTo(changed);
        PackedState after = new(_texts);
        foreach ((string path, string digest) in changed)
        {
            after.Set(_texts.Paths.Intern(path), _texts.Digests.Intern(digest));
        }

        return after;
    }

    private string? FindDigest(string path) =>
        _texts.Paths.Find(path) is int number and not PathTree.None && _files[number] is int digest and not DigestTable.None
            ? _texts.Digests[digest]
            : null;

    private string Translate(string digest)
    {
        if (_base!.DigestAlgorithm == _digestAlgorithm)
        {
            return digest;
        }

        return _rehashed.TryGetValue(digest, out string? translated)
            ? translated
            : throw new InvalidUpdateException(
                $"The object '{_base.Id}' cannot move from {_base.DigestAlgorithm} to {_digestAlgorithm}: its content {digest} has not "
                    + "been hashed again.");
    }

    private void AddFixity(StagedFile file)
    {
        if (file.Fixity is null)
        {
            return;
        }

        foreach ((string algorithm, string digest) in file.Fixity)
        {
            if (!_fixity.TryGetValue(algorithm, out IReadOnlyDictionary<string, string>? digests))
            {
                _fixity[algorithm] = digests = new Dictionary<string, string>(StringComparer.Ordinal);
            }

            ((Dictionary<string, string>)digests)[file.Digest] = digest;
        }
    }
}

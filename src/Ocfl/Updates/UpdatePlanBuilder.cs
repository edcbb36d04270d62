using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Staging;
using Ocfl.Storage;

namespace Ocfl.Updates;

/// <summary>
/// Makes the plan of an update from the object as it is and a stage: a pure function, the same inputs give the same plan, byte for
/// byte.
/// </summary>
/// <param name="target">The object as it is.</param>
/// <param name="stage">The version to be.</param>
public sealed class UpdatePlanBuilder(UpdateTarget target, Stage stage)
{
    private readonly Inventory? _base = target.Inventory;
    private DateTimeOffset? _timestamp;
    private VersionNumber? _versionNumber;
    private SpecificationVersion? _specification;
    private string? _contentDirectory;
    private ContentPathRules _contentPaths = ContentPathRules.Default;
    private IStorage? _storage;

    /// <summary>Sets the new version's time. Required: a plan does not read a clock.</summary>
    public UpdatePlanBuilder WithTimestamp(DateTimeOffset timestamp)
    {
        _timestamp = timestamp;
        return this;
    }

    /// <summary>
    /// Requires a version number, and for a new object sets its padding. Without it, the number after the base's is taken, <c>v1</c>
    /// for a new object.
    /// </summary>
    public UpdatePlanBuilder WithVersionNumber(VersionNumber versionNumber)
    {
        _versionNumber = versionNumber;
        return this;
    }

    /// <summary>
    /// Sets the specification that the object shall follow. Without it, a new object follows the newest, and an old one stays with
    /// its own. It can be newer than the object's, never older.
    /// </summary>
    public UpdatePlanBuilder WithSpecification(SpecificationVersion specification)
    {
        _specification = specification;
        return this;
    }

    /// <summary>
    /// Names the content directory of a new object; <c>content</c> without it. An object that exists keeps its own, since all its
    /// inventories must have the same (OCFL 1.1, section 3.5.1).
    /// </summary>
    public UpdatePlanBuilder WithContentDirectory(string contentDirectory)
    {
        _contentDirectory = contentDirectory;
        return this;
    }

    /// <summary>Sets how logical paths become content paths, and what those may be. Content that the object has keeps its paths.</summary>
    public UpdatePlanBuilder WithContentPaths(ContentPathRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        _contentPaths = rules;
        return this;
    }

    /// <summary>Names the storage that the object is in. Content paths that it cannot have are refused then.</summary>
    public UpdatePlanBuilder WithStorage(IStorage storage)
    {
        ArgumentNullException.ThrowIfNull(storage);
        _storage = storage;
        return this;
    }

    /// <summary>Makes the plan.</summary>
    /// <param name="message">Why the version is created; null for none.</param>
    /// <param name="user">Who creates it; null for none.</param>
    /// <returns>The plan; <see cref="UpdatePlan.ChangesNothing"/> if the object already is what was requested.</returns>
    /// <exception cref="InvalidOperationException">There is no timestamp.</exception>
    /// <exception cref="InvalidUpdateException">The inputs do not fit the object or each other.</exception>
    public UpdatePlan Build(string? message, VersionUser? user)
    {
        DateTimeOffset timestamp = _timestamp ?? throw new InvalidOperationException("A plan needs a timestamp: call WithTimestamp.");
        CheckAlgorithm();
        VersionNumber head = ChooseVersion();
        SpecificationVersion specification = ChooseSpecification();
        string? contentDirectory = ChooseContentDirectory();
        if (_base is not null && specification == _base.Specification && _base.DigestAlgorithm == stage.DigestAlgorithm && HasState(_base))
        {
            return NothingToChange(_base);
        }

        Inventory? before = TranslateBase();
        (DigestMap manifest, NewContents content) = PlanContent(before, $"{head}/{contentDirectory ?? Inventory.DefaultContentDirectory}");
        CheckNames(content.Paths);
        ObjectVersion version = new() { Created = InventoryTimestamp.From(timestamp), State = stage.State, Message = message, User = user };
        Inventory inventory = new()
        {
            Id = target.ObjectId,
            Specification = specification,
            DigestAlgorithm = stage.DigestAlgorithm,
            Head = head,
            ContentDirectory = contentDirectory,
            Manifest = manifest,
            Versions = [.. before?.Versions ?? [], version],
            Fixity = PlanFixity(content),
        };
        (string digest, long length, byte[]? bytes) = InventoryWriter.Measure(inventory);
        return new UpdatePlan
        {
            ObjectId = target.ObjectId,
            ObjectRoot = target.ObjectRoot,
            Head = head.ToString(),
            Specification = specification.Name,
            DigestAlgorithm = stage.DigestAlgorithm,
            InventoryDigest = digest,
            InventoryLength = length,
            NewInventory = inventory,
            FewInventoryBytes = bytes,
            Base = DescribeBase(),
            Files = FileChangeCounts.Between(before?.HeadVersion.State ?? DigestMap.Empty, stage.State),
            Activities = StepList.ForVersion(target, inventory, digest, length, content),
            ContentPaths = content.Paths,
        };
    }

    private void CheckNames(IEnumerable<string> contentPaths)
    {
        foreach (string path in contentPaths)
        {
            if (_storage?.FindNameFault(StoragePath.Combine(target.ObjectRoot, path)) is { } fault)
            {
                // What is wrong comes first, since the path may be long and the message be cut.
                throw new InvalidUpdateException(
                    $"A content path cannot be in {_storage.Location}: {fault} {ContentPaths.Advice} It would be '{path}'.");
            }
        }
    }

    private void CheckAlgorithm()
    {
        if (stage.DigestAlgorithm is not ("sha512" or "sha256"))
        {
            throw new InvalidUpdateException(
                $"'{stage.DigestAlgorithm}' cannot be an object's digest algorithm: sha512 and sha256 can (OCFL 1.1, section 3.5.1).");
        }
    }

    private VersionNumber ChooseVersion()
    {
        if (_base is null)
        {
            VersionNumber first = _versionNumber ?? new VersionNumber(1);
            return first.Number == 1 ? first : throw new InvalidUpdateException($"A new object begins with version 1, not with {first}.");
        }

        if (!_base.Head.HasNext)
        {
            throw new InvalidUpdateException(
                $"The object '{target.ObjectId}' has version {_base.Head}, and its padding has no room for another.");
        }

        VersionNumber next = _base.Head.Next();
        return _versionNumber is null || _versionNumber == next
            ? next
            : throw new InvalidUpdateException($"The next version of '{target.ObjectId}' is {next}, not {_versionNumber}.");
    }

    private SpecificationVersion ChooseSpecification()
    {
        SpecificationVersion specification = _specification ?? _base?.Specification ?? SpecificationVersion.V11;
        return _base is null || specification >= _base.Specification
            ? specification
            : throw new InvalidUpdateException(
                $"The object '{target.ObjectId}' follows OCFL {_base.Specification} and cannot go back to {specification}.");
    }

    private string? ChooseContentDirectory()
    {
        if (_contentDirectory is null || _contentDirectory == _base?.EffectiveContentDirectory)
        {
            return _base?.ContentDirectory;
        }

        if (_base is not null)
        {
            throw new InvalidUpdateException($"The object '{target.ObjectId}' has the content directory "
                + $"'{_base.EffectiveContentDirectory}' and cannot change it to '{_contentDirectory}' (OCFL 1.1, section 3.5.1).");
        }

        return !ContentPaths.IsDirectoryName(_contentDirectory)
            ? throw new InvalidUpdateException($"'{_contentDirectory}' cannot be a content directory: it must be one name without a "
                + "slash, not '.' or '..' (OCFL 1.1, section 3.5.1), and not that of the inventory.")
            : _contentDirectory == Inventory.DefaultContentDirectory ? null : _contentDirectory;
    }

    /// <summary>
    /// The base in the stage's algorithm: one inventory has one algorithm, for the content of all versions (OCFL 1.1, section 3.5.1).
    /// The inventories of the old versions stay as they are.
    /// </summary>
    private Inventory? TranslateBase() => _base is null || _base.DigestAlgorithm == stage.DigestAlgorithm
        ? _base
        : _base with
        {
            Manifest = Translate(_base.Manifest),
            Versions = [.. _base.Versions.Select(version => version with { State = Translate(version.State) })],
        };

    private DigestMap Translate(DigestMap map) => new(map.Select(entry => entry with
    {
        Digest = stage.Rehashed.TryGetValue(entry.Digest, out string? digest)
            ? digest
            : throw new InvalidUpdateException($"The object '{target.ObjectId}' cannot move from {_base!.DigestAlgorithm} to "
                + $"{stage.DigestAlgorithm}: its content '{entry.Paths[0]}' ({entry.Digest}) has not been hashed again."),
    }));

    private bool HasState(Inventory inventory)
    {
        DigestMap state = inventory.HeadVersion.State;
        return state.PathCount == stage.State.PathCount
            && stage.State.Paths.All(path => state.TryGetDigest(path.Key, out string? digest)
                && string.Equals(digest, path.Value, StringComparison.OrdinalIgnoreCase));
    }

    private UpdatePlan NothingToChange(Inventory inventory) => new()
    {
        ObjectId = target.ObjectId,
        ObjectRoot = target.ObjectRoot,
        Head = inventory.Head.ToString(),
        Specification = inventory.Specification.Name,
        DigestAlgorithm = inventory.DigestAlgorithm,
        InventoryDigest = target.InventoryDigest!,
        InventoryLength = 0,
        Base = DescribeBase(),
        Files = FileChangeCounts.None,
        Activities = StepList.ForLeftovers(target, inventory),
    };

    private UpdateBase? DescribeBase() =>
        _base is null
            ? null
            : new UpdateBase(_base.Head.ToString(), _base.Specification.Name, _base.DigestAlgorithm, target.InventoryDigest!);

    private (DigestMap Manifest, NewContents Content) PlanContent(Inventory? before, string contentDirectory)
    {
        DigestMap known = before?.Manifest ?? DigestMap.Empty;
        DigestMap state = stage.State;
        Func<string, string> map = ContentPaths.MapperOf(
            _contentPaths.Mapping, target.ObjectRoot, contentDirectory, FindAdded(known).Select(state.FirstPathAt));
        PackedMapBuilder added = new(FindOwnTexts());
        foreach (int index in FindAdded(known))
        {
            string path = state.FirstPathAt(index);
            if (!HasContent(index))
            {
                throw new InvalidUpdateException($"The content of '{path}' ({stage.DigestAlgorithm} {state.DigestAt(index)}) is neither in the "
                    + "object nor staged.");
            }

            added.Add(state, index, $"{contentDirectory}/{map(path)}");
        }

        DigestMap whole = known.With(added.Build());
        NewContents content = new(whole, known.Count, stage.Content);
        ContentPaths.Check(_contentPaths.Constraint, target.ObjectRoot, content.Paths);
        return (whole, content);
    }

    // The entries of the state whose content the object does not have.
    private IEnumerable<int> FindAdded(DigestMap known) =>
        Enumerable.Range(0, stage.State.Count).Where(index => known.Count == 0 || !known.ContainsDigest(stage.State.DigestAt(index)));

    // What a StageBuilder has made is the stage's own. Texts that others may use, too, must not grow.
    private InventoryTexts? FindOwnTexts() =>
        stage.State.Packed?.Texts is { } texts && (stage.Content as StagedContents)?.Digests == texts.Digests ? texts : null;

    private bool HasContent(int index) => stage.Content is StagedContents packed
        ? packed.Has(stage.State, index)
        : stage.Content.ContainsKey(stage.State.DigestAt(index));

    private List<KeyValuePair<string, DigestMap>> PlanFixity(NewContents content)
    {
        Dictionary<string, DigestMap> blocks = new(StringComparer.Ordinal);
        foreach ((string algorithm, DigestMap block) in _base?.Fixity ?? [])
        {
            blocks[algorithm] = block;
        }

        foreach ((string algorithm, IReadOnlyDictionary<string, string> digests) in stage.Fixity.OrderBy(
            block => block.Key, StringComparer.Ordinal))
        {
            blocks[algorithm] = AddTo(blocks.GetValueOrDefault(algorithm, DigestMap.Empty), digests, content);
        }

        return [.. blocks.OrderBy(block => block.Key, StringComparer.Ordinal)];
    }

    private static DigestMap AddTo(DigestMap block, IReadOnlyDictionary<string, string> digests, NewContents content)
    {
        Dictionary<string, List<string>> paths = new(StringComparer.OrdinalIgnoreCase);
        List<DigestEntry> entries = [];
        foreach (DigestEntry entry in block)
        {
            List<string> same = [.. entry.Paths];
            paths.Add(entry.Digest, same);
            entries.Add(entry with { Paths = same });
        }

        foreach (NewContent file in content)
        {
            if (!digests.TryGetValue(file.Digest, out string? digest))
            {
                continue;
            }

            if (!paths.TryGetValue(digest, out List<string>? same))
            {
                same = [];
                paths.Add(digest, same);
                entries.Add(new DigestEntry(digest, same));
            }

            same.Add(file.Path);
        }

        return new DigestMap(entries);
    }
}

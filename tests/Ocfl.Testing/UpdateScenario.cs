using System.Globalization;
using Ocfl.Digests;
using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Staging;
using Ocfl.Storage;
using Ocfl.Updates;

namespace Ocfl.Testing;

/// <summary>An update to try: what the object had before (null for none), and what it shall have.</summary>
public sealed record UpdateScenario
{
    public const string ObjectRoot = "a1b/2c3/object";

    private const string Sha512 = "sha512";

    public required string Name { get; init; }

    public IReadOnlyDictionary<string, string>? Before { get; init; }

    public SpecificationVersion SpecificationBefore { get; init; } = SpecificationVersion.V11;

    public required IReadOnlyDictionary<string, string> After { get; init; }

    public SpecificationVersion Specification { get; init; } = SpecificationVersion.V11;

    /// <summary>The digest algorithm of what was there before; the update moves it to sha512.</summary>
    public string DigestAlgorithmBefore { get; init; } = Sha512;

    /// <summary>
    /// The changes that make <see cref="After"/> of <see cref="Before"/> and <see cref="Source"/>; null where the files are given whole.
    /// </summary>
    public IReadOnlyList<StateChange>? Changes { get; init; }

    /// <summary>The files that the changes take their content from.</summary>
    public IReadOnlyDictionary<string, string> Source { get; init; } = Files();

    /// <summary>
    /// Those of the crash matrix: a new object, a new version, an upgrade of the specification, changes, another digest algorithm.
    /// </summary>
    public static IReadOnlyList<UpdateScenario> All { get; } =
    [
        new() { Name = "create v1", After = Files(
            ("readme.txt", "read me"), ("data/a.csv", "1,2"), ("data/b.csv", "3,4"), ("data/again.csv", "1,2"), ("empty", "")) },
        new()
        {
            Name = "make v2",
            Before = Files(("readme.txt", "read me"), ("data/a.csv", "1,2"), ("gone", "gone")),
            After = Files(("readme.txt", "read me again"), ("data/a.csv", "1,2"), ("moved", "gone"), ("data/new.csv", "5,6")),
        },
        new()
        {
            Name = "upgrade the specification",
            Before = Files(("readme.txt", "read me")),
            SpecificationBefore = SpecificationVersion.V10,
            After = Files(("readme.txt", "read me"), ("more", "more")),
        },
        new()
        {
            Name = "change the state",
            Before = Files(("readme.txt", "read me"), ("data/a.csv", "1,2"), ("data/b.csv", "3,4"), ("gone", "gone")),
            Changes =
            [
                new StateChange { Kind = StateChangeKind.Rename, From = "data", To = "tables/old" },
                new StateChange { Kind = StateChangeKind.Copy, From = "tables/old/a.csv", To = "tables/a.csv" },
                new StateChange { Kind = StateChangeKind.Remove, Path = "gone" },
                new StateChange { Kind = StateChangeKind.Replace, Path = "readme.txt", Content = "again.txt" },
                new StateChange { Kind = StateChangeKind.Add, Path = "new/file", Content = "new.txt" },
                new StateChange { Kind = StateChangeKind.Restore, Path = "data/b.csv", Version = "v1" },
            ],
            Source = Files(("again.txt", "read me again"), ("new.txt", "5,6")),
            After = Files(
                ("readme.txt", "read me again"),
                ("tables/a.csv", "1,2"),
                ("tables/old/a.csv", "1,2"),
                ("tables/old/b.csv", "3,4"),
                ("data/b.csv", "3,4"),
                ("new/file", "5,6")),
        },
        new()
        {
            Name = "change names alone",
            Before = Files(("readme.txt", "read me"), ("data/a.csv", "1,2")),
            Changes = [new StateChange { Kind = StateChangeKind.Rename, From = "data", To = "tables" }],
            After = Files(("readme.txt", "read me"), ("tables/a.csv", "1,2")),
        },
        new()
        {
            Name = "move to sha512",
            Before = Files(("readme.txt", "read me"), ("data/a.csv", "1,2"), ("gone", "gone")),
            DigestAlgorithmBefore = "sha256",
            After = Files(("readme.txt", "read me"), ("data/a.csv", "1,2"), ("moved", "gone"), ("data/new.csv", "5,6")),
        },
    ];

    public static UpdateScenario Get(string name) => All.Single(scenario => scenario.Name == name);

    public static Dictionary<string, string> Files(params (string Path, string Text)[] files) =>
        files.ToDictionary(file => file.Path, file => file.Text, StringComparer.Ordinal);

    /// <summary>Commits what was there before, with no faults.</summary>
    public async Task PrepareAsync(IStorage storage, IStorage stage, bool inSource = false)
    {
        if (Before is not null)
        {
            UpdatePlan plan = await PlanAsync(
                storage,
                stage,
                "before",
                new Version(Before, SpecificationBefore) with { DigestAlgorithm = DigestAlgorithmBefore },
                inSource);
            await RunAsync(plan, storage, stage, "before");
        }
    }

    /// <summary>The plan of the update, with its content staged, or left in its source, which is the stage's storage then.</summary>
    public Task<UpdatePlan> PlanAsync(IStorage storage, IStorage stage, string owner, bool inSource = false) => PlanAsync(
        storage, stage, owner, Changes is null ? new Version(After, Specification) : new Version(Source, Specification) with
        {
            Mode = UpdateMode.Select,
            Changes = Changes,
        }, inSource);

    /// <summary>What carries out the steps; content that was left in its source is taken from the stage's storage.</summary>
    public static ActivityExecutor CreateExecutor(
        IStorage storage, IStorage stage, string owner, ActivityExecutorOptions? options = null) =>
        new(storage, stage, owner, (options ?? new ActivityExecutorOptions()) with { Source = stage });

    /// <summary>Carries out all of a plan, one step after the other, and checks the result.</summary>
    public static async Task<IReadOnlyList<ActivityResult>> RunAsync(
        UpdatePlan plan, IStorage storage, IStorage stage, string owner, ActivityExecutorOptions? options = null)
    {
        ActivityExecutor executor = CreateExecutor(storage, stage, owner, options);
        List<ActivityResult> results = [];
        foreach (OcflActivity activity in plan.Activities)
        {
            results.Add(await executor.ExecuteAsync(plan, activity));
        }

        await executor.VerifyAsync(plan);
        return results;
    }

    /// <summary>The plan of an update to these files and no others.</summary>
    public static Task<UpdatePlan> PlanAsync(
        IStorage storage,
        IStorage stage,
        string owner,
        IReadOnlyDictionary<string, string> files,
        SpecificationVersion specification,
        string message = "test",
        bool inSource = false) =>
        PlanAsync(storage, stage, owner, new Version(files, specification) with { Message = message }, inSource);

    private static async Task<UpdatePlan> PlanAsync(IStorage storage, IStorage stage, string owner, Version version, bool inSource)
    {
        DigestAlgorithm algorithm = DigestAlgorithm.Get(version.DigestAlgorithm);
        MemoryStorage source = new();
        List<StagedFile> staged = [];
        foreach ((string path, string text) in version.Files)
        {
            string stagePath = string.Create(CultureInfo.InvariantCulture, $"{owner}/{staged.Count}");
            await (inSource ? stage.PutAsync(stagePath, text) : source.PutAsync(path, text));
            StagingResult result = inSource
                ? await ContentStager.DescribeSourceAsync(stage, stagePath, null, algorithm, [])
                : await ContentStager.StageAsync(source, path, null, stage, stagePath, algorithm, []);
            staged.Add(new StagedFile { LogicalPath = path, Digest = result.Digest, Content = result.Content });
        }

        UpdateTarget target = await TargetAsync(storage);
        Stage built = new StageBuilder(algorithm.Name, target.Inventory)
            .WithFiles(staged, version.Mode, allowEmpty: true)
            .WithChanges(version.Changes)
            .WithRehashed(await RehashAsync(storage, target, algorithm))
            .Build();
        return new UpdatePlanBuilder(target, built)
            .WithTimestamp(new DateTimeOffset(2026, 8, 1, 12, 0, 0, TimeSpan.Zero))
            .WithSpecification(version.Specification)
            .Build(version.Message, new VersionUser("Tester", "mailto:tester@example.org"));
    }

    private static async Task<IReadOnlyList<RehashedContent>> RehashAsync(IStorage storage, UpdateTarget target, DigestAlgorithm algorithm)
    {
        if (target.Inventory is not { } inventory || inventory.DigestAlgorithm == algorithm.Name)
        {
            return [];
        }

        List<RehashedContent> rehashed = [];
        foreach ((string path, string digest) in inventory.Manifest.Paths)
        {
            rehashed.Add(
                await ContentRehasher.HashAsync(
                    storage, target.ObjectRoot, path, DigestAlgorithm.Get(inventory.DigestAlgorithm), digest, algorithm));
        }

        return rehashed;
    }

    public static async Task<UpdateTarget> TargetAsync(IStorage storage)
    {
        OcflObject? found = await OcflObject.TryOpenAsync(storage, ObjectRoot);
        return found is null
            ? new UpdateTarget { ObjectId = "urn:example:object", ObjectRoot = ObjectRoot }
            : await UpdateTarget.FromAsync(found);
    }

    private sealed record Version(IReadOnlyDictionary<string, string> Files, SpecificationVersion Specification)
    {
        public UpdateMode Mode { get; init; } = UpdateMode.Replace;

        public IReadOnlyList<StateChange> Changes { get; init; } = [];

        public string DigestAlgorithm { get; init; } = Sha512;

        public string Message { get; init; } = "test";
    }
}

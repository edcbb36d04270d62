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

    public required string Name { get; init; }

    public IReadOnlyDictionary<string, string>? Before { get; init; }

    public SpecificationVersion SpecificationBefore { get; init; } = SpecificationVersion.V11;

    public required IReadOnlyDictionary<string, string> After { get; init; }

    public SpecificationVersion Specification { get; init; } = SpecificationVersion.V11;

    /// <summary>The three of the crash matrix: a new object, a new version, an upgrade of the specification.</summary>
    public static IReadOnlyList<UpdateScenario> All { get; } =
    [
        new() { Name = "create v1", After = Files(("readme.txt", "read me"), ("data/a.csv", "1,2"), ("data/b.csv", "3,4"), ("data/again.csv", "1,2"), ("empty", "")) },
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
    ];

    public static UpdateScenario Get(string name) => All.Single(scenario => scenario.Name == name);

    public static Dictionary<string, string> Files(params (string Path, string Text)[] files) =>
        files.ToDictionary(file => file.Path, file => file.Text, StringComparer.Ordinal);

    /// <summary>Commits what was there before, with no faults.</summary>
    public async Task PrepareAsync(IStorage storage, IStorage stage, bool inSource = false)
    {
        if (Before is not null)
        {
            UpdatePlan plan = await PlanAsync(storage, stage, "before", Before, SpecificationBefore, inSource: inSource);
            await RunAsync(plan, storage, stage, "before");
        }
    }

    /// <summary>The plan of the update, with its content staged, or left in its source, which is the stage's storage then.</summary>
    public Task<UpdatePlan> PlanAsync(IStorage storage, IStorage stage, string owner, bool inSource = false) => PlanAsync(storage, stage, owner, After, Specification, inSource: inSource);

    /// <summary>What carries out the steps; content that was left in its source is taken from the stage's storage.</summary>
    public static ActivityExecutor CreateExecutor(IStorage storage, IStorage stage, string owner, ActivityExecutorOptions? options = null) =>
        new(storage, stage, owner, (options ?? new ActivityExecutorOptions()) with { Source = stage });

    /// <summary>Carries out all of a plan, one step after the other, and checks the result.</summary>
    public static async Task<IReadOnlyList<ActivityResult>> RunAsync(UpdatePlan plan, IStorage storage, IStorage stage, string owner, ActivityExecutorOptions? options = null)
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

    public static async Task<UpdatePlan> PlanAsync(IStorage storage, IStorage stage, string owner, IReadOnlyDictionary<string, string> files, SpecificationVersion specification, string message = "test", bool inSource = false)
    {
        MemoryStorage source = new();
        List<StagedFile> staged = [];
        foreach ((string path, string text) in files)
        {
            string stagePath = string.Create(CultureInfo.InvariantCulture, $"{owner}/{staged.Count}");
            await (inSource ? stage.PutAsync(stagePath, text) : source.PutAsync(path, text));
            StagingResult result = inSource
                ? await ContentStager.DescribeSourceAsync(stage, stagePath, null, DigestAlgorithm.Sha512, [])
                : await ContentStager.StageAsync(source, path, null, stage, stagePath, DigestAlgorithm.Sha512, []);
            staged.Add(new StagedFile { LogicalPath = path, Digest = result.Digest, Content = result.Content });
        }

        return new UpdatePlanBuilder(await TargetAsync(storage), Stage.Replace("sha512", staged))
            .WithTimestamp(new DateTimeOffset(2026, 8, 1, 12, 0, 0, TimeSpan.Zero))
            .WithSpecification(specification)
            .Build(message, new VersionUser("Tester", "mailto:tester@example.org"));
    }

    public static async Task<UpdateTarget> TargetAsync(IStorage storage)
    {
        OcflObject? found = await OcflObject.TryOpenAsync(storage, ObjectRoot);
        return found is null
            ? new UpdateTarget { ObjectId = "urn:example:object", ObjectRoot = ObjectRoot }
            : await UpdateTarget.FromAsync(found);
    }
}

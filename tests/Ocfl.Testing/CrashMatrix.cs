using Ocfl.Findings;
using Ocfl.Objects;
using Ocfl.Storage;
using Ocfl.Updates;
using Ocfl.Validation;

namespace Ocfl.Testing;

/// <summary>
/// Updates that die before and after each mutating call, that are run twice and twice at once, that are taken back, and that meet
/// each other. Derived for each storage.
/// </summary>
public abstract class CrashMatrix
{
    private const string Update = "update-1";
    private const int Shares = 3;

    public static TheoryData<string> Scenarios => [.. UpdateScenario.All.Select(scenario => scenario.Name)];

    /// <summary>A storage with nothing in it, of this test's own.</summary>
    protected abstract IStorage CreateStorage();

    /// <summary>A storage for stages, with nothing in it.</summary>
    protected abstract IStorage CreateStage();

    /// <summary>
    /// Whether content is left in its source until it is copied: the source is what <see cref="CreateStage"/> makes, and no stage is used.
    /// </summary>
    protected virtual bool StaysInSource => false;

    /// <summary>
    /// Whether updates that are not stopped know what their object was when they were planned, and do not look again
    /// (<see cref="ActivityExecutorOptions.Target"/>).
    /// </summary>
    protected virtual bool KnowsTarget => false;

    /// <summary>
    /// The three checks of crashes share the moments to die at, so that each moment is tried once. False where each check tries all of
    /// them, which takes three times as long.
    /// </summary>
    protected virtual bool SharesMoments => false;

    /// <summary>
    /// Where <see cref="SharesMoments"/> is set, and classes share the moments and the rounds on one storage: which portion this one has,
    /// from zero, and of how many. A portion that no class has is tried where each check tries all moments.
    /// </summary>
    protected virtual (int Number, int Of) Portion => (0, 1);

    private (int Number, int Of) OwnPortion => SharesMoments ? Portion : (0, 1);

    /// <summary>The same storage to prepare a trial with, which may be quicker.</summary>
    protected virtual IStorage ToPrepare(IStorage storage) => storage;

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task After_a_crash_at_any_call_the_update_goes_on_to_the_same_object(string name)
    {
        (SortedDictionary<string, string> expected, int calls) = await RunThroughAsync(UpdateScenario.Get(name));

        await ForEachCrashAsync(name, calls, 0, async (trial, _) =>
        {
            await UpdateScenario.RunAsync(trial.Plan, trial.Storage, trial.Stage, Update);

            Assert.Equal(expected, await ObjectSnapshot.TakeAsync(trial.Storage));
            await AssertNothingPendingAsync(trial.Storage);
        });
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task After_a_crash_at_any_call_the_update_can_be_taken_back_unless_it_is_committed(string name)
    {
        (SortedDictionary<string, string> after, int calls) = await RunThroughAsync(UpdateScenario.Get(name));

        await ForEachCrashAsync(name, calls, 1, async (trial, before) =>
        {
            ActivityExecutor executor = UpdateScenario.CreateExecutor(trial.Storage, trial.Stage, Update);
            RevertOutcome outcome = await executor.RevertAsync(trial.Plan with { InventoryBytes = [], Activities = [] });
            Assert.Equal(outcome, await executor.RevertAsync(trial.Plan with { InventoryBytes = [], Activities = [] }));
            if (outcome == RevertOutcome.Committed)
            {
                await UpdateScenario.RunAsync(trial.Plan, trial.Storage, trial.Stage, Update);
            }

            Assert.Equal(outcome == RevertOutcome.Committed ? after : before, await ObjectSnapshot.TakeAsync(trial.Storage));
            await AssertNothingPendingAsync(trial.Storage);
        });
    }

    /// <summary>
    /// As a tool does that is simply started again: it does not know of the update before, and may find nothing to change.
    /// </summary>
    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task After_a_crash_at_any_call_another_update_to_the_same_leaves_a_valid_object(string name)
    {
        UpdateScenario scenario = UpdateScenario.Get(name);
        (_, int calls) = await RunThroughAsync(scenario);

        await ForEachCrashAsync(name, calls, 2, async (trial, _) =>
        {
            for (int next = 2; next <= 3; next++)
            {
                string owner = $"update-{next}";
                UpdatePlan plan = await UpdateScenario.PlanAsync(
                    trial.Storage, trial.Stage, owner, scenario.After, scenario.Specification, inSource: StaysInSource);
                await UpdateScenario.RunAsync(
                    plan, trial.Storage, trial.Stage, owner, new ActivityExecutorOptions { IsAbandoned = (_, _) => Task.FromResult(true) });

                await AssertValidAsync(trial.Storage);
                Assert.Equal(trial.Plan.Head, plan.Head);
                Assert.True(next == 2 || (plan.ChangesNothing && plan.Activities.Count == 0), "what was put right is put right again");
            }
        });
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task A_taking_back_that_dies_at_any_call_is_taken_up_again(string name)
    {
        UpdateScenario scenario = UpdateScenario.Get(name);
        Trial whole = await StartAsync(scenario);
        int steps = whole.Plan.Activities.TakeWhile(activity => activity.Kind != OcflActivityKind.WriteRootInventory).Count();
        (int number, int of) = OwnPortion;
        for (int dieAt = 1 + number; ; dieAt += of)
        {
            Trial trial = await StartAsync(scenario);
            SortedDictionary<string, string> before = await ObjectSnapshot.TakeAsync(trial.Storage);
            ActivityExecutor executor = UpdateScenario.CreateExecutor(trial.Storage, trial.Stage, Update);
            foreach (OcflActivity activity in trial.Plan.Activities.Take(steps))
            {
                await executor.ExecuteAsync(trial.Plan, activity);
            }

            Faults faults = new() { DieAt = dieAt, AfterTheCall = dieAt % 2 == 0 };
            bool died = await DiesAsync(
                () => UpdateScenario.CreateExecutor(new FaultyStorage(trial.Storage, faults), trial.Stage, Update).RevertAsync(trial.Plan));
            await executor.RevertAsync(trial.Plan);

            Assert.Equal(before, await ObjectSnapshot.TakeAsync(trial.Storage));
            if (!died)
            {
                return;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Each_step_may_run_twice(string name)
    {
        (SortedDictionary<string, string> expected, _) = await RunThroughAsync(UpdateScenario.Get(name));
        Trial trial = await StartAsync(UpdateScenario.Get(name));
        ActivityExecutor executor = UpdateScenario.CreateExecutor(trial.Storage, trial.Stage, Update, Knowing(trial.Target));

        foreach (OcflActivity activity in trial.Plan.Activities)
        {
            await executor.ExecuteAsync(trial.Plan, activity);
            ActivityResult again = await UpdateScenario.CreateExecutor(trial.Storage, trial.Stage, Update).ExecuteAsync(
                trial.Plan, activity);
            Assert.True(WroteNothing(again) || activity.Kind == OcflActivityKind.VersionDirectory, $"{activity.Name} was done twice");
        }

        await executor.VerifyAsync(trial.Plan);
        Assert.Equal(expected, await ObjectSnapshot.TakeAsync(trial.Storage));
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Each_step_may_run_twice_at_once(string name)
    {
        (SortedDictionary<string, string> expected, _) = await RunThroughAsync(UpdateScenario.Get(name));
        for (int round = OwnPortion.Number; round < 5; round += OwnPortion.Of)
        {
            Trial trial = await StartAsync(UpdateScenario.Get(name));
            foreach (OcflActivity activity in trial.Plan.Activities)
            {
                await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(
                    () => UpdateScenario.CreateExecutor(trial.Storage, trial.Stage, Update).ExecuteAsync(trial.Plan, activity))));
            }

            await UpdateScenario.CreateExecutor(trial.Storage, trial.Stage, Update).VerifyAsync(trial.Plan);
            Assert.Equal(expected, await ObjectSnapshot.TakeAsync(trial.Storage));
            await AssertNothingPendingAsync(trial.Storage);
        }
    }

    [Fact]
    public async Task What_a_crashed_update_left_is_cleared_by_the_next_and_never_committed()
    {
        UpdateScenario scenario = UpdateScenario.Get("make v2");
        (_, int calls) = await RunThroughAsync(scenario);
        await ForEachCrashAsync(scenario.Name, calls, null, async (trial, _) =>
        {
            UpdateTarget target = await UpdateScenario.TargetAsync(trial.Storage);
            if (target.InventoryDigest == trial.Plan.InventoryDigest)
            {
                return;
            }

            UpdatePlan next = await UpdateScenario.PlanAsync(
                trial.Storage,
                trial.Stage,
                "update-2",
                UpdateScenario.Files(("only", "this")),
                scenario.Specification,
                "another",
                inSource: StaysInSource);
            await UpdateScenario.RunAsync(
                next,
                trial.Storage,
                trial.Stage,
                "update-2",
                new ActivityExecutorOptions { IsAbandoned = (_, _) => Task.FromResult(true) });
            await AssertValidAsync(trial.Storage);
            SortedDictionary<string, string> committed = await ObjectSnapshot.TakeAsync(trial.Storage);

            await Assert.ThrowsAnyAsync<OcflException>(() => UpdateScenario.RunAsync(trial.Plan, trial.Storage, trial.Stage, Update));
            Assert.Equal(
                RevertOutcome.Reverted, await UpdateScenario.CreateExecutor(trial.Storage, trial.Stage, Update).RevertAsync(trial.Plan));
            Assert.Equal(committed, await ObjectSnapshot.TakeAsync(trial.Storage));
        });
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task What_another_version_has_been_built_on_is_never_taken_back(string name)
    {
        Trial trial = await StartAsync(UpdateScenario.Get(name));
        ActivityExecutor executor = UpdateScenario.CreateExecutor(trial.Storage, trial.Stage, Update);
        foreach (OcflActivity activity in trial.Plan.Activities)
        {
            // The update dies before it has seen the answer to its commit, and is found again when others have gone on.
            await executor.ExecuteAsync(trial.Plan, activity);
            if (activity.Kind == OcflActivityKind.WriteRootInventory)
            {
                break;
            }
        }

        foreach (string owner in new[] { "update-2", "update-3" })
        {
            UpdatePlan later = await UpdateScenario.PlanAsync(
                trial.Storage,
                trial.Stage,
                owner,
                UpdateScenario.Files(("by", owner)),
                UpdateScenario.Get(name).Specification,
                owner,
                inSource: StaysInSource);
            await UpdateScenario.RunAsync(later, trial.Storage, trial.Stage, owner);
        }

        SortedDictionary<string, string> now = await ObjectSnapshot.TakeAsync(trial.Storage);

        Assert.Equal(RevertOutcome.Committed, await executor.RevertAsync(trial.Plan));
        Assert.Equal(now, await ObjectSnapshot.TakeAsync(trial.Storage));
        IReadOnlyList<ActivityResult> again = await UpdateScenario.RunAsync(trial.Plan, trial.Storage, trial.Stage, Update);
        Assert.All(again, result => Assert.True(WroteNothing(result), result.ToString()));
        Assert.Equal(now, await ObjectSnapshot.TakeAsync(trial.Storage));
        await AssertValidAsync(trial.Storage);
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task What_was_committed_a_moment_before_it_was_taken_over_stays_its_update_s(string name)
    {
        UpdateScenario scenario = UpdateScenario.Get(name);
        Trial trial = await StartAsync(scenario);
        if (trial.Storage.PendingArea is not null)
        {
            return;
        }

        // Another update saw the base and the abandoned reservation, and takes that over when the commit has just happened.
        UpdatePlan late = await UpdateScenario.PlanAsync(
            trial.Storage,
            trial.Stage,
            "late",
            UpdateScenario.Files(("too", "late")),
            scenario.Specification,
            "late",
            inSource: StaysInSource);
        await UpdateScenario.RunAsync(trial.Plan, trial.Storage, trial.Stage, Update);
        string reservation = $"{UpdateScenario.ObjectRoot}/{trial.Plan.Head}/inventory.json";
        await trial.Storage.SetOwnerAsync(reservation, "late", (await trial.Storage.GetFileAsync(reservation))!.ETag);
        UpdatePlan later = await UpdateScenario.PlanAsync(
            trial.Storage,
            trial.Stage,
            "update-2",
            UpdateScenario.Files(("by", "another")),
            scenario.Specification,
            "another",
            inSource: StaysInSource);
        await UpdateScenario.RunAsync(later, trial.Storage, trial.Stage, "update-2");
        SortedDictionary<string, string> now = await ObjectSnapshot.TakeAsync(trial.Storage);

        await Assert.ThrowsAsync<ObjectConflictException>(() => UpdateScenario.RunAsync(late, trial.Storage, trial.Stage, "late"));
        Assert.Equal(RevertOutcome.Reverted, await UpdateScenario.CreateExecutor(trial.Storage, trial.Stage, "late").RevertAsync(late));
        Assert.Equal(
            RevertOutcome.Committed, await UpdateScenario.CreateExecutor(trial.Storage, trial.Stage, Update).RevertAsync(trial.Plan));

        Assert.Equal(now, await ObjectSnapshot.TakeAsync(trial.Storage));
    }

    [Theory]
    [InlineData("create v1")]
    [InlineData("make v2")]
    public async Task Of_updates_that_meet_one_commits_and_the_others_leave_nothing(string name)
    {
        UpdateScenario scenario = UpdateScenario.Get(name);
        for (int round = OwnPortion.Number; round < 10; round += OwnPortion.Of)
        {
            IStorage storage = CreateStorage();
            IStorage stage = CreateStage();
            await scenario.PrepareAsync(storage, stage, StaysInSource);
            UpdateTarget target = await UpdateScenario.TargetAsync(storage);
            string[] owners = ["update-a", "update-b", "update-c"];
            Dictionary<string, UpdatePlan> plans = [];
            foreach (string owner in owners)
            {
                Dictionary<string, string> files = UpdateScenario.Files(("shared", "same"), ("own", owner), ($"only/{owner}", owner));
                plans[owner] = await UpdateScenario.PlanAsync(
                    storage, stage, owner, files, scenario.Specification, owner, inSource: StaysInSource);
            }

            bool[] committed = await Task.WhenAll(
                owners.Select(owner => Task.Run(() => CompeteAsync(plans[owner], storage, stage, owner, Knowing(target)))));

            Assert.True(committed.Count(won => won) <= 1, "more than one update committed the same version");
            if (committed.Contains(true))
            {
                await AssertValidAsync(storage);
                UpdateTarget now = await UpdateScenario.TargetAsync(storage);
                Assert.Equal(plans[owners[Array.IndexOf(committed, true)]].InventoryDigest, now.InventoryDigest);
            }

            await AssertNothingPendingAsync(storage);
        }
    }

    private static async Task<bool> CompeteAsync(
        UpdatePlan plan, IStorage storage, IStorage stage, string owner, ActivityExecutorOptions? options)
    {
        try
        {
            await UpdateScenario.RunAsync(plan, storage, stage, owner, options);
            return true;
        }
        catch (ObjectConflictException)
        {
            Assert.Equal(RevertOutcome.Reverted, await UpdateScenario.CreateExecutor(storage, stage, owner).RevertAsync(plan));
            return false;
        }
    }

    private static bool WroteNothing(ActivityResult result) =>
        result.Outcome == ActivityOutcome.AlreadyDone || (result.Bytes == 0 && result.Note is not null);

    private static async Task AssertValidAsync(IStorage storage)
    {
        ValidationReport report = await new Validator(storage).ValidateObjectAsync(UpdateScenario.ObjectRoot);
        Assert.Empty(report.Findings.Where(finding => finding.Severity == FindingSeverity.Error));
        Assert.Equal("urn:example:object", report.ObjectId);
    }

    // A reader may come at any moment; what it gets is all of the old version or all of the new one.
    private static async Task AssertReadersSeeAsync(IStorage storage, UpdateScenario scenario)
    {
        OcflObject? seen = await OcflObject.TryOpenAsync(storage, UpdateScenario.ObjectRoot);
        IReadOnlyDictionary<string, string>? files = seen is null ? null : await ReadAllAsync(storage, seen);
        Assert.True(
            Same(files, scenario.Before) || Same(files, scenario.After),
            $"a reader sees neither the old version nor the new one, but {string.Join(", ", files?.Keys ?? [])}");
    }

    private static bool Same(IReadOnlyDictionary<string, string>? seen, IReadOnlyDictionary<string, string>? expected) =>
        seen is null
            ? expected is null
            : expected is not null && seen.Count == expected.Count && seen.All(file => expected.GetValueOrDefault(file.Key) == file.Value);

    private static async Task<Dictionary<string, string>> ReadAllAsync(IStorage storage, OcflObject seen)
    {
        Dictionary<string, string> files = [];
        foreach ((string path, string digest) in seen.Inventory.HeadVersion.State.Paths)
        {
            Assert.True(seen.Inventory.Manifest.TryGetPaths(digest, out IReadOnlyList<string>? content));
            files.Add(path, await storage.GetAsync($"{seen.Root}/{content[0]}"));
        }

        return files;
    }

    private static async Task AssertNothingPendingAsync(IStorage storage)
    {
        if (storage.PendingArea is { } pending)
        {
            Assert.Empty(await pending.Storage.ListAllAsync("", recursive: true));
        }
    }

    private static async Task<bool> DiesAsync(Func<Task> action)
    {
        try
        {
            await action();
            return false;
        }
        catch (CrashException)
        {
            return true;
        }
    }

    private ActivityExecutorOptions? Knowing(UpdateTarget target) => KnowsTarget ? new ActivityExecutorOptions { Target = target } : null;

    private async Task<Trial> StartAsync(UpdateScenario scenario)
    {
        IStorage storage = CreateStorage();
        IStorage stage = CreateStage();
        (IStorage quickStorage, IStorage quickStage) = (ToPrepare(storage), ToPrepare(stage));
        await scenario.PrepareAsync(quickStorage, quickStage, StaysInSource);
        return new Trial(
            storage,
            stage,
            await UpdateScenario.TargetAsync(storage),
            await scenario.PlanAsync(quickStorage, quickStage, Update, StaysInSource));
    }

    private async Task<(SortedDictionary<string, string> Files, int Calls)> RunThroughAsync(UpdateScenario scenario)
    {
        Trial trial = await StartAsync(scenario);
        Faults counting = Faults.None;
        await UpdateScenario.RunAsync(
            trial.Plan,
            new FaultyStorage(trial.Storage, counting),
            new FaultyStorage(trial.Stage, counting),
            Update,
            Knowing(trial.Target));
        await AssertValidAsync(trial.Storage);
        return (await ObjectSnapshot.TakeAsync(trial.Storage), counting.Calls);
    }

    // Moments are before the first call, after it, before the second, and so on; a share is every third of them, of one class or more.
    private async Task ForEachCrashAsync(string name, int calls, int? share, Func<Trial, SortedDictionary<string, string>, Task> check)
    {
        Assert.InRange(calls, 4, 100);
        (int portion, int of) = OwnPortion;
        (int first, int step) = SharesMoments && share is { } number ? (number + (Shares * portion), Shares * of) : (portion, of);
        for (int moment = first; moment < calls * 2; moment += step)
        {
            Trial trial = await StartAsync(UpdateScenario.Get(name));
            SortedDictionary<string, string> before = await ObjectSnapshot.TakeAsync(trial.Storage);
            Faults faults = Faults.At(moment);
            Assert.True(await DiesAsync(() => UpdateScenario.RunAsync(
                trial.Plan,
                new FaultyStorage(trial.Storage, faults),
                new FaultyStorage(trial.Stage, faults),
                Update,
                Knowing(trial.Target))), $"nothing died at call {faults.DieAt}");
            await AssertReadersSeeAsync(trial.Storage, UpdateScenario.Get(name));
            await check(trial, before);
        }
    }

    private sealed record Trial(IStorage Storage, IStorage Stage, UpdateTarget Target, UpdatePlan Plan);
}

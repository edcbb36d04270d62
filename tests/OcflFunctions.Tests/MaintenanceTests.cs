using Microsoft.DurableTask.Client;
using Ocfl.Objects;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Validation;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Hosting;
using OcflFunctions.Imports;
using OcflFunctions.Maintenance;
using OcflFunctions.Notify;
using OcflFunctions.Purges;
using OcflFunctions.Updates;
using OcflFunctions.Validations;

namespace OcflFunctions.Tests;

/// <summary>What maintenance removes, and what it leaves alone.</summary>
public sealed class MaintenanceTests
{
    private const string ObjectId = "urn:x";
    private static readonly TimeSpan KeepRuns = TimeSpan.FromHours(1);
    private static readonly UpdateRequest Request = new()
    {
        ObjectId = ObjectId,
        Source = new UpdateSource { Directory = "source" },
        Message = "m",
        User = new UpdateUser("Ada", "mailto:a@b.c"),
    };

    private static readonly UpdateInput Input = new(Request, new UpdateSettings());

    public static TheoryData<string> Places => ["Memory", "InPlace", "Local"];

    public static TheoryData<string, OrchestrationRuntimeStatus> Unfinished
    {
        get
        {
            TheoryData<string, OrchestrationRuntimeStatus> cases = [];
            foreach (string place in (string[])["InPlace", "Local"])
            {
                cases.Add(place, OrchestrationRuntimeStatus.Running);
                cases.Add(place, OrchestrationRuntimeStatus.Suspended);
                cases.Add(place, OrchestrationRuntimeStatus.Pending);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Finished_updates_are_removed_when_their_time_is_over_and_not_before(string place)
    {
        await using UpdatePipeline pipeline = await PipelineAsync(place);
        for (int update = 0; update < 5; update++)
        {
            await FinishAsync(pipeline, $"update-{update}", $"urn:{update}");
        }

        SortedDictionary<string, string> objects = await ObjectSnapshot.TakeAsync(pipeline.Root);
        pipeline.Time.Advance(KeepRuns - TimeSpan.FromMinutes(1));
        Assert.Empty((await pipeline.MaintainAsync()).Removed);
        pipeline.Time.Advance(TimeSpan.FromMinutes(2));
        SortedDictionary<string, string> work = await ObjectSnapshot.TakeAsync(pipeline.Work);

        MaintenanceState counted = await pipeline.MaintainAsync(pipeline.MaintenanceInput(dryRun: true));
        Assert.Equal(work, await ObjectSnapshot.TakeAsync(pipeline.Work));
        MaintenanceState done = await pipeline.MaintainAsync();

        Assert.Equal(counted.Removed, done.Removed);
        Assert.Equal([(RemovedKind.Updates, 5L), (RemovedKind.Claims, 5L)], done.Removed.Select(items => (items.Kind, items.Count)));
        Assert.All(done.Removed, items => Assert.True(items.Bytes > 0));
        Assert.Empty(done.Errors);
        Assert.Empty(pipeline.Client.Instances);
        Assert.Empty(await ObjectSnapshot.TakeAsync(pipeline.Work));
        Assert.Equal(objects, await ObjectSnapshot.TakeAsync(pipeline.Root));
        Assert.Empty((await pipeline.MaintainAsync()).Removed);
    }

    [Fact]
    public async Task The_history_of_each_kind_of_run_is_removed_when_its_time_is_over_and_not_before()
    {
        await using UpdatePipeline pipeline = await PipelineAsync("Memory");
        (string Name, RemovedKind Kind)[] kinds =
        [
            (nameof(ValidateObjects), RemovedKind.Validations),
            (nameof(PurgeObject), RemovedKind.Purges),
            (nameof(ImportObjects), RemovedKind.Imports), (nameof(ImportObject), RemovedKind.ImportedObjects),
            (nameof(NotifyReceiver), RemovedKind.Notifications),
            (nameof(Maintain), RemovedKind.MaintenanceRuns),
        ];
        foreach ((string name, _) in kinds)
        {
            Add(pipeline, $"{name}-completed", name, OrchestrationRuntimeStatus.Completed);
            Add(pipeline, $"{name}-terminated", name, OrchestrationRuntimeStatus.Terminated);
            Add(pipeline, $"{name}-running", name, OrchestrationRuntimeStatus.Running);
        }

        pipeline.Time.Advance(KeepRuns - TimeSpan.FromMinutes(1));
        Assert.Empty((await pipeline.MaintainAsync()).Removed);
        pipeline.Time.Advance(KeepRuns + TimeSpan.FromMinutes(2));
        MaintenanceState done = await pipeline.MaintainAsync();

        Assert.Equal(kinds.Select(kind => (kind.Kind, 2L)), done.Removed.Select(items => (items.Kind, items.Count)));
        Assert.Equal(kinds.Select(kind => $"{kind.Name}-running"), pipeline.Client.Instances.Select(instance => instance.InstanceId));
    }

    [Theory]
    [MemberData(nameof(Unfinished))]
    public async Task Nothing_is_removed_of_an_update_that_runs_waits_or_is_suspended(string place, OrchestrationRuntimeStatus status)
    {
        foreach (string last in (string[])["ClaimObject", "ListSource", "BuildStage", "CreatePlan", "write v1/inventory.json"])
        {
            await using UpdatePipeline pipeline = await PipelineAsync(place);
            await StopAsync(pipeline, after: last);
            pipeline.SetStatus("update", status, Input);
            SortedDictionary<string, string> before = await AllAsync(pipeline);
            pipeline.Time.Advance(TimeSpan.FromDays(1000));

            MaintenanceState done = await pipeline.MaintainAsync();

            Assert.Empty(done.Removed);
            Assert.Empty(done.Errors);
            Assert.Equal(before, await AllAsync(pipeline));
        }
    }

    /// <summary>The engine does not have the update when its folder is listed, and runs it afterwards.</summary>
    [Theory]
    [MemberData(nameof(Places))]
    public async Task What_starts_while_maintenance_looks_is_left_alone(string place)
    {
        await using UpdatePipeline pipeline = await PipelineAsync(place);
        await StopAsync(pipeline, after: "write v1/inventory.json");
        SortedDictionary<string, string> before = await AllAsync(pipeline);
        pipeline.Time.Advance(TimeSpan.FromDays(30));
        foreach (int lookUp in (int[])[1, 2, 3])
        {
            pipeline.Client.Instances.Clear();
            int lookUps = 0;
            pipeline.Client.OnLookUp = id =>
            {
                if (id == "update" && ++lookUps == lookUp)
                {
                    pipeline.SetStatus("update", OrchestrationRuntimeStatus.Running, Input);
                }
            };
            if (lookUp < 3)
            {
                await pipeline.MaintainAsync();
                Assert.Equal(before, await AllAsync(pipeline));
            }
        }
    }

    /// <summary>The engine has lost the update, and its work folder is gone, too: the object itself shows what it left.</summary>
    [Theory]
    [InlineData("Local")]
    [InlineData("InPlace")]
    public async Task A_version_that_nobody_knows_of_is_removed_from_the_root(string place)
    {
        await using UpdatePipeline pipeline = await PipelineAsync(place);
        await pipeline.RunAsync(Request, (_, runAsync) => runAsync(), "first");
        pipeline.SetStatus("first", OrchestrationRuntimeStatus.Completed, Input);
        SortedDictionary<string, string> before = await ObjectSnapshot.TakeAsync(pipeline.Root);
        await pipeline.Place.WriteSourceAsync(new Dictionary<string, string> { ["new"] = "new" });
        await StopAsync(pipeline, after: "write v2/inventory.json");
        await pipeline.Work.DeleteDirectoryAsync("updates/update");
        pipeline.Client.Instances.RemoveAll(instance => instance.InstanceId == "update");
        SortedDictionary<string, string> left = await ObjectSnapshot.TakeAsync(pipeline.Root);
        pipeline.Time.Advance(TimeSpan.FromHours(23));
        await pipeline.MaintainAsync();
        Assert.Equal(left, await ObjectSnapshot.TakeAsync(pipeline.Root));

        pipeline.Time.Advance(TimeSpan.FromHours(2));
        await pipeline.MaintainAsync();
        MaintenanceState done = await pipeline.MaintainAsync();

        Assert.Empty(done.Errors);
        Assert.Equal(before, await ObjectSnapshot.TakeAsync(pipeline.Root));
        if (pipeline.Root.PendingArea is { } pending)
        {
            Assert.Empty(await ObjectSnapshot.TakeAsync(pending.Storage));
        }
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task A_report_and_its_run_are_removed_each_at_its_time(string place)
    {
        await using UpdatePipeline pipeline = await PipelineAsync(place);
        await FinishAsync(pipeline, "update", ObjectId);
        await pipeline.ValidateAsync(new ValidationInput(new ValidationRequest(), new ValidationSettings()));
        Add(pipeline, "validation", nameof(ValidateObjects), OrchestrationRuntimeStatus.Completed);
        pipeline.Time.Advance(TimeSpan.FromMinutes(90));

        Assert.DoesNotContain(
            (await pipeline.MaintainAsync()).Removed, items => items.Kind is RemovedKind.Reports or RemovedKind.Validations);
        MaintenanceInput shorter = pipeline.MaintenanceInput() with
        {
            Settings = pipeline.MaintenanceInput().Settings with { KeepRuns = TimeSpan.FromHours(2), KeepReports = KeepRuns },
        };
        MaintenanceState first = await pipeline.MaintainAsync(shorter);
        Assert.Equal([(RemovedKind.Reports, 1L)], first.Removed.Select(items => (items.Kind, items.Count)));
        Assert.Single(pipeline.Client.Instances);
        pipeline.Time.Advance(KeepRuns);

        Assert.Equal([(RemovedKind.Validations, 1L)], (await pipeline.MaintainAsync()).Removed.Select(items => (items.Kind, items.Count)));
    }

    /// <summary>Maintenance dies before or after each of its calls that change something; the next run does the rest.</summary>
    [Theory]
    [InlineData("InPlace")]
    [InlineData("Local")]
    [Trait("Category", "Slow")]
    public async Task After_a_crash_at_any_call_the_next_run_removes_the_rest_and_nothing_else(string kind)
    {
        int calls = 1000;
        for (int moment = 0; moment < calls * 2; moment++)
        {
            await using PipelinePlace place = PipelinePlace.Create(kind);
            await using UpdatePipeline pipeline = new(place, Faults.None, singleSteps: 300);
            await pipeline.Place.WriteSourceAsync(new Dictionary<string, string> { ["file"] = "content" });
            await FinishAsync(pipeline, "finished", ObjectId);
            await StopAsync(pipeline, after: "write v1/inventory.json", "urn:terminated", "terminated");
            pipeline.SetStatus("terminated", OrchestrationRuntimeStatus.Terminated, InputOf("urn:terminated"));
            await StopAsync(pipeline, after: "write v1/inventory.json", "urn:running", "running");
            Faults faults = Faults.At(moment);
            await using (UpdatePipeline dying = new(place, faults, singleSteps: 300))
            {
                dying.Client.Instances.AddRange(pipeline.Client.Instances);
                dying.Time.Advance(TimeSpan.FromDays(30));
                try
                {
                    await dying.MaintainAsync();
                    calls = faults.Calls;
                    break;
                }
                catch (CrashException)
                {
                    pipeline.Client.Instances.Clear();
                    pipeline.Client.Instances.AddRange(dying.Client.Instances);
                }
            }

            pipeline.Time.Advance(TimeSpan.FromDays(30));
            await pipeline.MaintainAsync();
            MaintenanceState done = await pipeline.MaintainAsync();

            Assert.Empty(done.Errors);
            Assert.Equal("running", Assert.Single(pipeline.Client.Instances).InstanceId);
            List<StorageEntry> folders = await pipeline.Work.ListAsync("updates", recursive: false).ToListAsync();
            Assert.Equal(["running"], folders.Select(entry => entry.Name));
            Assert.Equal("running", Assert.Single(await pipeline.QueueAsync("urn:running")));
            UpdateResult result = await pipeline.RunAsync(
                Request with { ObjectId = "urn:running" }, (_, runAsync) => runAsync(), "running");
            Assert.Equal((UpdateOutcome.Completed, "v1"), (result.Outcome, result.Version));
            StorageRoot root = await StorageRoot.OpenAsync(pipeline.Root);
            Assert.NotNull(await root.OpenObjectAsync(ObjectId));
            Assert.Null(await root.OpenObjectAsync("urn:terminated"));
            Assert.True((await new Validator(pipeline.Root).ValidateObjectAsync(result.ObjectRoot!)).IsValid);
        }

        Assert.InRange(calls, 5, 999);
    }

    /// <summary>A queue that is removed and used at the same moment loses no place.</summary>
    [Theory]
    [MemberData(nameof(Places))]
    public async Task A_place_is_never_lost_when_its_queue_is_removed_at_the_same_moment(string place)
    {
        await using UpdatePipeline pipeline = await PipelineAsync(place);
        pipeline.Time.Advance(TimeSpan.FromDays(1));
        ClaimStore claims = new(new OcflFunctions.Storage.WorkArea(pipeline.Work), pipeline.Time);
        using CancellationTokenSource enough = new();
        Task removals = Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                Assert.Empty((await pipeline.MaintainAsync()).Errors);
            }
        });
        await Task.WhenAll(Enumerable.Range(0, 4).Select(caller => Task.Run(async () =>
        {
            for (int turn = 0; turn < 25; turn++)
            {
                string id = $"update-{caller}-{turn}";
                Assert.True(await claims.TryReserveAsync(ObjectId, id, most: 100, default));
                Assert.Contains(id, await claims.GetAsync(ObjectId, default));
                await claims.ReleaseAsync(ObjectId, id, pipeline.Client.GetLifeAsync, default);
                Assert.DoesNotContain(id, await claims.GetAsync(ObjectId, default));
            }
        })));

        await enough.CancelAsync();
        await removals;
    }

    [Fact]
    public async Task A_step_that_fails_does_not_keep_the_others_from_being_done()
    {
        FakeOrchestration context = new((_, input) => Task.FromResult<object?>(((MaintenancePageInput)input!).Step == "two"
            ? throw new StorageException("The disk is full.")
            : new MaintenancePage([new RemovedItems(RemovedKind.Updates, 1, 10)], Next: null)));

        MaintenanceState? done = await context.RunAsync(orchestration => Maintain.RunAsync(
            orchestration, new MaintenanceInput(DryRun: false, Settings, ["one", "two", "three"])));

        Assert.Equal([new RemovedItems(RemovedKind.Updates, 2, 20)], done!.Removed);
        Assert.Equal(("two", "The disk is full."), (Assert.Single(done.Errors).Step, done.Errors[0].Error.Message));
    }

    [Fact]
    public async Task A_run_of_many_pages_continues_as_new_where_it_was()
    {
        FakeOrchestration context = new((_, _) => Task.FromResult<object?>(
            new MaintenancePage([new RemovedItems(RemovedKind.Stages, 1, 0)], Next: "more")));

        Assert.Null(await context.RunAsync(orchestration => Maintain.RunAsync(
            orchestration, new MaintenanceInput(DryRun: false, Settings, ["one"]))));

        MaintenanceInput next = Assert.IsType<MaintenanceInput>(context.ContinuedWith);
        Assert.Equal(
            ("more", 0, (long)Maintain.PagesOfRun), (next.State!.After, next.State.Step, next.State.Removed[0].Count));
    }

    [Fact]
    public async Task An_input_that_no_run_can_use_is_refused_with_what_is_wrong()
    {
        FakeOrchestration context = new((_, _) => Task.FromResult<object?>(null));
        Exception refusal = await Assert.ThrowsAnyAsync<Exception>(() => context.RunAsync(
            orchestration => Maintain.RunAsync(orchestration, new MaintenanceInput(DryRun: false, new MaintenanceSettings(), []))));
        Assert.Contains("'settings.keepRuns'", refusal.Message, StringComparison.Ordinal);
    }

    private static MaintenanceSettings Settings => new() { KeepRuns = KeepRuns, KeepReports = KeepRuns };

    private static UpdateInput InputOf(string objectId) => Input with { Request = Request with { ObjectId = objectId } };

    private static async Task FinishAsync(UpdatePipeline pipeline, string id, string objectId)
    {
        await pipeline.RunAsync(Request with { ObjectId = objectId }, (_, runAsync) => runAsync(), id);
        Add(pipeline, id, nameof(UpdateObject), OrchestrationRuntimeStatus.Completed);
    }

    private static void Add(UpdatePipeline pipeline, string id, string name, OrchestrationRuntimeStatus status)
    {
        pipeline.Client.Instances.RemoveAll(instance => instance.InstanceId == id);
        pipeline.Client.Instances.Add(new OrchestrationMetadata(name, id)
        {
            RuntimeStatus = status,
            DataConverter = EngineJson.Converter,
            CreatedAt = pipeline.Time.GetUtcNow(),
            LastUpdatedAt = pipeline.Time.GetUtcNow(),
        });
    }

    private static async Task StopAsync(UpdatePipeline pipeline, string after, string objectId = ObjectId, string id = "update") =>
        await Assert.ThrowsAsync<CrashException>(() => pipeline.RunAsync(
            Request with { ObjectId = objectId },
            async (name, input, runAsync) =>
            {
                object? answer = await runAsync();
                return name == after || (input as ExecuteInput)?.Name == after ? throw new CrashException() : answer;
            },
            id));

    private static async Task<SortedDictionary<string, string>> AllAsync(UpdatePipeline pipeline)
    {
        SortedDictionary<string, string> all = new(StringComparer.Ordinal);
        foreach ((string path, string content) in await ObjectSnapshot.TakeAsync(pipeline.Root))
        {
            all["root/" + path] = content;
        }

        foreach ((string path, string content) in await ObjectSnapshot.TakeAsync(pipeline.Work))
        {
            all["work/" + path] = content;
        }

        if (pipeline.Root.PendingArea is { } pending)
        {
            foreach ((string path, string content) in await ObjectSnapshot.TakeAsync(pending.Storage))
            {
                all["pending/" + path] = content;
            }
        }

        return all;
    }

    private static async Task<UpdatePipeline> PipelineAsync(string place)
    {
        UpdatePipeline pipeline = new(place, singleSteps: 300);
        await pipeline.Place.WriteSourceAsync(
            Enumerable.Range(0, 3).ToDictionary(number => $"file-{number}", number => $"content {number}"));
        return pipeline;
    }
}

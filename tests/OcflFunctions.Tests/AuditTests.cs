using Microsoft.Azure.Functions.Worker;
using Ocfl.Objects;
using Ocfl.Storage;
using Ocfl.Testing;
using OcflFunctions.Audits;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Hosting;
using OcflFunctions.Notify;
using OcflFunctions.Updates;
using OcflFunctions.Validations;

namespace OcflFunctions.Tests;

/// <summary>Audits: the orchestrator with the real activities.</summary>
public sealed class AuditTests
{
    private const string Content = "v1/content/a";
    private static readonly TimeSpan Month = TimeSpan.FromDays(31);

    public static TheoryData<string> Places => ["Memory", "InPlace", "Local"];

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Each_object_is_checked_once_within_the_interval_and_the_longest_unchecked_first(string place)
    {
        await using UpdatePipeline pipeline = await PipelineAsync(place, 7);
        List<string> order = [];

        AuditResult first = await pipeline.AuditAsync();
        Assert.Equal(
            (AuditOutcome.Complete, 7, 7, 7, 7), (first.Outcome, I(first.Counts.Listed), I(first.Counts.Due), I(first.Counts.Checked), I(
                first.Counts.Valid)));
        Assert.Equal((7, 42), (I(first.Counts.Files), I(first.Counts.Bytes)));
        AuditResult second = await pipeline.AuditAsync(instanceId: "second");
        Assert.Equal((AuditOutcome.Complete, 0, 0), (second.Outcome, I(second.Counts.Due), I(second.Counts.Checked)));

        SortedDictionary<string, LedgerEntry> before = await pipeline.LedgerAsync();
        Assert.All(before.Values, entry => Assert.Equal((LedgerResult.Valid, "v1"), (entry.Result, entry.Head)));
        Assert.Equal(
            await InventoryDigestAsync(pipeline, "urn:x:3"), before[await RootAsync(pipeline, "urn:x:3")].Digest);
        pipeline.Time.Advance(Month);
        await UpdateAsync(pipeline, "urn:x:new", "new");
        AuditResult third = await pipeline.AuditAsync(UpdatePipeline.SmallAudit with { SliceObjects = 1 }, instanceId: "third");
        Assert.Equal((8, 8), (I(third.Counts.Due), I(third.Counts.Checked)));
        order.AddRange((await pipeline.LedgerAsync()).Values.OrderBy(entry => entry.CheckedAt).Select(entry => entry.Root));
        Assert.Equal(
            [await RootAsync(pipeline, "urn:x:new"), .. before.Values.OrderBy(entry => entry.CheckedAt).ThenBy(
                entry => entry.Root, StringComparer.Ordinal).Select(entry => entry.Root)],
            order);

        AuditCoverage coverage = (await pipeline.CoverageAsync())!;
        Assert.Equal((8, 8, 0, 0, 0), (
            I(coverage.Objects), I(coverage.WithinInterval), I(coverage.NeverChecked), I(coverage.Overdue), I(coverage.WithFindings)));
        Assert.Equal(8, (await pipeline.AuditAsync(all: true, instanceId: "all")).Counts.Checked);

        // What a run kept for itself is gone, but for its records.
        Assert.All(
            await pipeline.Work.ListAllAsync("audits/runs", recursive: true),
            entry => Assert.Contains("/batches/", entry.Path, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task A_bad_object_is_reported_once_and_stays_open_until_a_validation_finds_it_good(string place)
    {
        await using UpdatePipeline pipeline = await PipelineAsync(place, 5, notify: true);
        string root = await RootAsync(pipeline, "urn:x:2");
        string good = await pipeline.Root.GetAsync($"{root}/{Content}");
        await pipeline.Root.PutAsync($"{root}/{Content}", "rotten");
        using MeterRecorder meters = new(pipeline.Meters);

        AuditResult found = await pipeline.AuditAsync();
        Assert.Equal((5, 4, 1, 1, 0), Numbers(found));
        OpenFinding open = Assert.Single(await pipeline.OpenFindingsAsync());
        Assert.Equal(
            ("urn:x:2", root, "E092", "audit", 1L), (open.ObjectId, open.ObjectRoot, Assert.Single(open.Codes), open.AuditId, open.Errors));
        Assert.Equal((Content, "E092"), (Assert.Single(open.Findings).Path, open.Findings[0].Code));
        Notification sent = Assert.Single(Sent(pipeline));
        Assert.Equal(
            (NotificationKind.AuditFinding, "urn:x:2", "Invalid", "audit", 1L),
            (sent.Type, sent.Data.ObjectId, sent.Data.Status, sent.Data.Id, sent.Data.Errors));

        // Every run looks at it, and none reports it again.
        AuditResult again = await pipeline.AuditAsync(instanceId: "again");
        Assert.Equal((1, 0, 1, 0, 0), Numbers(again));
        Assert.True(Assert.Single(await pipeline.OpenFindingsAsync()) is { AuditId: "audit" } seen && seen.LastSeenAt > open.LastSeenAt);
        Assert.Single(Sent(pipeline));
        Assert.Equal(1, (await pipeline.CoverageAsync())!.WithFindings);

        // A validation of the structure alone has not read what is wrong.
        await pipeline.ValidateAsync(Validation("urn:x:2", content: false), instanceId: "structure");
        Assert.Single(await pipeline.OpenFindingsAsync());
        await pipeline.Root.PutAsync($"{root}/{Content}", good);
        if (place == "Memory")
        {
            pipeline.Time.Advance(TimeSpan.FromSeconds(1));
            await pipeline.ValidateAsync(Validation("urn:x:2", content: true), instanceId: "ordinary");
        }
        else
        {
            Assert.Equal((1, 1, 0, 0, 1), Numbers(await pipeline.AuditAsync(instanceId: "ordinary")));
        }

        Assert.Empty(await pipeline.OpenFindingsAsync());
        Notification closed = Sent(pipeline)[^1];
        Assert.Equal(
            (2, NotificationKind.AuditClosed, "urn:x:2", "Valid", "ordinary"),
            (Sent(pipeline).Count, closed.Type, closed.Data.ObjectId, closed.Data.Status, closed.Data.Id));
        Assert.Equal(
            (1, 1), (I((long)meters.Sums["ocfl.audit.opened"]), I((long)meters.Sums["ocfl.audit.closed"])));
        await pipeline.AuditAsync(instanceId: "last");
        Assert.Equal(0, (await pipeline.CoverageAsync())!.WithFindings);

        // It is bad again: that is another finding.
        await pipeline.Root.PutAsync($"{root}/{Content}", "rotten");
        pipeline.Time.Advance(Month);
        Assert.Equal(1, (await pipeline.AuditAsync(instanceId: "much later")).Counts.Opened);
        Assert.Equal(3, Sent(pipeline).Count);
    }

    [Fact]
    public async Task What_is_wrong_at_the_first_look_only_is_no_finding()
    {
        string? failing = null;
        int reads = 0;
        await using UpdatePipeline pipeline = await PipelineAsync("InPlace", 3, wrap: storage => new WatchedStorage(storage, path =>
            path == failing && reads++ == 0 ? throw new StorageException("The line is down.") : Task.CompletedTask));
        failing = $"{await RootAsync(pipeline, "urn:x:1")}/{Content}";

        Assert.Equal((3, 3, 0, 0, 0), Numbers(await pipeline.AuditAsync()));
        Assert.Equal(2, reads);
    }

    [Fact]
    public async Task An_object_that_cannot_be_read_is_no_finding_and_stays_due()
    {
        string? failing = null;
        await using UpdatePipeline pipeline = await PipelineAsync("InPlace", 3, wrap: storage => new WatchedStorage(storage, path =>
            path == failing ? throw new StorageException("The line is down.") : Task.CompletedTask));
        failing = $"{await RootAsync(pipeline, "urn:x:1")}/{Content}";

        AuditResult result = await pipeline.AuditAsync();
        Assert.Equal((3, 2, 0, 0, 0), Numbers(result));
        Assert.Equal((1, 1), (I(result.Counts.Unverified), I((await pipeline.CoverageAsync())!.NeverChecked)));
        Assert.Empty(await pipeline.OpenFindingsAsync());
        failing = null;
        Assert.Equal((1, 1, 0, 0, 0), Numbers(await pipeline.AuditAsync(instanceId: "later")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_object_that_is_being_updated_is_no_finding(bool isNew)
    {
        await using UpdatePipeline pipeline = await PipelineAsync("InPlace", isNew ? 1 : 2);
        await pipeline.Place.Files.PutAsync("a", "second");
        int steps = 0;
        await Assert.ThrowsAsync<CrashException>(() => UpdateAsync(pipeline, "urn:x:1", "busy", (name, input, runAsync) =>
            name == "ExecuteOcflActivity" && ((ExecuteInput)input!).Name == "write inventory.json" && steps++ == 0
                ? throw new CrashException()
                : runAsync()));

        AuditResult busy = await pipeline.AuditAsync();
        Assert.Equal((1, 0), (I(busy.Counts.Unverified), I(busy.Counts.Invalid)));
        Assert.Empty(await pipeline.OpenFindingsAsync());

        // The same, when the update does not run any more: it is what it has left.
        pipeline.Client.Instances.Clear();
        Assert.Equal((1, 0, 1, 1, 0), Numbers(await pipeline.AuditAsync(instanceId: "left")));
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task A_purged_object_leaves_the_ledger_and_a_lost_one_is_reported(string place)
    {
        await using UpdatePipeline pipeline = await PipelineAsync(place, 4, notify: true);
        pipeline.Options.Objects.AllowPurge = true;
        await pipeline.AuditAsync();
        string lost = await RootAsync(pipeline, "urn:x:3");
        await pipeline.PurgeAsync(new PurgeRequest { Confirm = "urn:x:1", Reason = "r", User = new UpdateUser("Ada") }, [], startsAt: pipeline.Time.GetUtcNow());
        Dictionary<string, string> copy = [];
        foreach (StorageEntry entry in await pipeline.Root.ListAllAsync(lost, recursive: true))
        {
            copy[entry.Path] = await pipeline.Root.GetAsync(entry.Path);
        }

        await pipeline.Root.DeleteDirectoryAsync(lost);

        AuditResult result = await pipeline.AuditAsync(instanceId: "second");
        Assert.Equal((1, 0, 1, 1, 0), Numbers(result));
        Assert.Equal(1, result.Counts.Removed);
        OpenFinding finding = Assert.Single(await pipeline.OpenFindingsAsync());
        Assert.Equal(("urn:x:3", lost, "S002"), (finding.ObjectId, finding.ObjectRoot, Assert.Single(finding.Codes)));
        Assert.Equal("Missing", Assert.Single(Sent(pipeline)).Data.Status);
        Assert.Equal(3, (await pipeline.LedgerAsync()).Count);
        Assert.Equal(3, (await pipeline.CoverageAsync())!.Objects);

        if (place == "Memory")
        {
            // It was restored.
            await ObjectSnapshot.WriteAsync(copy, pipeline.Root);

            Assert.Equal((1, 1, 0, 0, 1), Numbers(await pipeline.AuditAsync(instanceId: "third")));
            Assert.Equal("Valid", Sent(pipeline)[^1].Data.Status);
        }
        else
        {
            // It was reported for long enough.
            pipeline.Time.Advance(Month);
            Assert.Equal(1, (await pipeline.AuditAsync(instanceId: "third")).Counts.Removed);
            Assert.Equal("Removed", Sent(pipeline)[^1].Data.Status);
            Assert.Equal(2, (await pipeline.LedgerAsync()).Count);
        }

        Assert.Empty(await pipeline.OpenFindingsAsync());
    }

    [Fact]
    public async Task A_root_whose_declaration_is_gone_has_not_lost_its_objects()
    {
        await using UpdatePipeline pipeline = await PipelineAsync("InPlace", 2);
        await pipeline.AuditAsync();
        foreach (StorageEntry entry in await pipeline.Root.ListAllAsync("", recursive: true))
        {
            await pipeline.Root.DeleteAsync(entry.Path);
        }

        await Assert.ThrowsAsync<Microsoft.DurableTask.TaskFailedException>(() => pipeline.AuditAsync(instanceId: "second"));

        Assert.Empty(await pipeline.OpenFindingsAsync());
        Assert.Equal(2, (await pipeline.LedgerAsync()).Count);
    }

    [Fact]
    public async Task A_run_stops_when_it_opened_too_many_findings_or_its_time_is_over_and_keeps_what_it_checked()
    {
        await using UpdatePipeline pipeline = await PipelineAsync("InPlace", 6);
        for (int number = 0; number < 6; number++)
        {
            await pipeline.Root.PutAsync($"{await RootAsync(pipeline, $"urn:x:{number}")}/{Content}", "rotten");
        }

        AuditSettings one = UpdatePipeline.SmallAudit with { SliceObjects = 1, MaxFindings = 3 };
        AuditResult many = await pipeline.AuditAsync(one);
        Assert.Equal((AuditOutcome.TooManyFindings, 3, 3), (many.Outcome, I(many.Counts.Opened), I(many.Counts.Checked)));
        Assert.Equal(3, (await pipeline.LedgerAsync()).Values.Count(entry => entry.Result == LedgerResult.Invalid));

        AuditResult late = await pipeline.AuditAsync(
            one with { MaxFindings = 100, MaxDuration = TimeSpan.FromSeconds(2), RecheckDelay = TimeSpan.FromSeconds(1) },
            instanceId: "late");
        Assert.Equal(AuditOutcome.TimeOver, late.Outcome);
        Assert.InRange(late.Counts.Checked, 1, 5);
        Assert.True((await pipeline.LedgerAsync()).Values.Count(entry => entry.CheckedAt is not null) > 3);
    }

    [Fact]
    public async Task A_cancelled_run_keeps_what_it_checked()
    {
        FakeOrchestration? running = null;
        int checks = 0;
        running = new FakeOrchestration((name, _) => Task.FromResult<object?>(name switch
        {
            nameof(ListForAudit) => new ListedForAudit(10, IsWhole: true, Next: null),
            nameof(SelectObjects) => new SelectedObjects(10, 10),
            _ => Check(),
        }));

        AuditResult? result = await running.RunAsync(context => RunAudit.RunAsync(
            context, new AuditInput(new AuditRequest(), UpdatePipeline.SmallAudit with { CallsPerRun = 100 })));

        Assert.Equal((AuditOutcome.Cancelled, 2, 2), (result!.Outcome, checks, I(result.Counts.Checked)));
        Assert.Equal(
            [nameof(ListForAudit), nameof(SelectObjects), nameof(CheckObjects), nameof(CheckObjects), nameof(SelectObjects)],
            running.Calls);

        CheckedObjects Check()
        {
            if (++checks == 2)
            {
                running!.Raise(CancelRequest.Event, new CancelRequest("Enough."));
            }

            return new CheckedObjects { Counts = new AuditCounts { Checked = 1 } };
        }
    }

    [Theory]
    [InlineData("twice")]
    [InlineData("at once")]
    public async Task However_often_activities_run_the_result_is_the_same(string delivery)
    {
        await using UpdatePipeline pipeline = await PipelineAsync("InPlace", 5, notify: true);
        await pipeline.Root.PutAsync($"{await RootAsync(pipeline, "urn:x:2")}/{Content}", "rotten");

        AuditResult result = await pipeline.AuditAsync(deliverAsync: async (_, _, runAsync) => delivery == "twice"
            ? (await runAsync(), await runAsync()).Item2
            : (await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(runAsync))))[1]);

        Assert.Equal((5, 4, 1, 1, 0), Numbers(result));
        Assert.Single(await pipeline.OpenFindingsAsync());
        Assert.Single(Sent(pipeline).Select(notification => notification.Data.ObjectRoot).Distinct());
        Assert.Single(pipeline.Client.Started.OfType<NotifyInput>().Select(notification => notification.Id).Distinct());
        Assert.Equal(5, (await pipeline.CoverageAsync())!.WithinInterval);
    }

    /// <summary>
    /// The process dies before or after each call that changes something, and the engine runs the rest: one finding, one notification by
    /// its id, each object checked; then the object is repaired, and the process dies in the same way.
    /// </summary>
    [Fact]
    public async Task After_a_crash_at_any_call_nothing_is_lost_and_nothing_is_reported_twice()
    {
        int calls = 1000;
        int moments = 0;
        for (int moment = 0; moment < calls * 2; moment++, moments++)
        {
            await using PipelinePlace place = PipelinePlace.Create("InPlace");
            await using UpdatePipeline pipeline = await PipelineAsync(new UpdatePipeline(place, Faults.None, singleSteps: 300), 3);
            string content = $"{await RootAsync(pipeline, "urn:x:1")}/{Content}";
            string good = await pipeline.Root.GetAsync(content);
            await pipeline.Root.PutAsync(content, "rotten");
            bool isBad = true;
            Faults faults = Faults.At(moment);
            HashSet<string> notified = new(StringComparer.Ordinal);
            UpdatePipeline current = new(place, faults, singleSteps: 300);
            try
            {
                Notify(current);
                Dictionary<string, object?> journal = [];
                AuditResult result = await RunAsync("audit", journal);
                Assert.Equal((3, 2, 1, 1, 0), Numbers(result));
                Assert.Single(await current.OpenFindingsAsync());
                Assert.Single(notified);

                await current.Root.PutAsync(content, good);
                isBad = false;
                AuditResult closed = await RunAsync("second", []);
                Assert.Equal((1, 1, 0), (I(closed.Counts.Checked), I(closed.Counts.Valid), I(closed.Counts.Opened)));
                Assert.Empty(await current.OpenFindingsAsync());
                Assert.Equal(2, notified.Count);
                Assert.All((await current.LedgerAsync()).Values, entry => Assert.Equal(LedgerResult.Valid, entry.Result));
                if (faults.Calls < faults.DieAt)
                {
                    calls = Math.Min(calls, faults.Calls);
                }
            }
            finally
            {
                await current.DisposeAsync();
            }

            // As an engine does: after the crash another process runs what has no answer yet.
            async Task<AuditResult> RunAsync(string id, Dictionary<string, object?> journal)
            {
                DateTimeOffset startsAt = current.Time.GetUtcNow();
                while (true)
                {
                    UpdatePipeline running = current;
                    try
                    {
                        AuditResult result = await running.AuditAsync(
                            UpdatePipeline.SmallAudit with { CallsPerRun = 100 },
                            deliverAsync: async (name, input, runAsync) =>
                            {
                                string call = name + EngineJson.Converter.Serialize(input);
                                return journal.TryGetValue(call, out object? answer) ? answer : journal[call] = await runAsync();
                            },
                            instanceId: id,
                            startsAt: startsAt);
                        Collect(running);
                        return result;
                    }
                    catch (CrashException)
                    {
                        Collect(running);
                        await running.DisposeAsync();
                        current = new UpdatePipeline(place, faults = Faults.None, singleSteps: 300);
                        Notify(current);
                        current.Time.Advance(TimeSpan.FromSeconds(isBad ? 10 : 20));
                    }
                }
            }

            void Collect(UpdatePipeline running) =>
                notified.UnionWith(running.Client.Started.OfType<NotifyInput>().Select(input => input.Id));
        }

        Assert.InRange(moments, 20, 400);
    }

    [Fact]
    public async Task It_starts_by_its_schedule_once_an_occurrence_and_makes_up_for_one_that_was_missed()
    {
        await using UpdatePipeline pipeline = await PipelineAsync("Memory", 0);
        AuditObjects timer = pipeline.Service<AuditObjects>();
        pipeline.Time.SetUtcNow(new DateTimeOffset(2030, 1, 1, 1, 55, 0, TimeSpan.Zero));
        Assert.Equal(0, await FireAsync());
        pipeline.Options.Audits.Schedule = "0 0 2 * * *";

        Assert.Equal(0, await FireAsync());
        pipeline.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(1, await FireAsync());
        Assert.Equal(1, await FireAsync());
        pipeline.Time.Advance(TimeSpan.FromHours(23));
        Assert.Equal(1, await FireAsync());

        // The service was off at two o'clock.
        pipeline.Time.Advance(TimeSpan.FromHours(6));
        Assert.Equal(2, await FireAsync());
        pipeline.Options.Audits.Schedule = "01:00:00";
        pipeline.Time.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(2, await FireAsync());
        pipeline.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(3, await FireAsync());

        async Task<int> FireAsync()
        {
            await timer.RunAsync(new TimerInfo(), pipeline.Client, default);
            return pipeline.Client.Started.OfType<AuditInput>().Count();
        }
    }

    [Fact]
    public async Task Health_says_whether_audits_run_and_how_late_they_are()
    {
        await using UpdatePipeline pipeline = await PipelineAsync("Memory", 2);
        AuditRegister register = pipeline.Service<AuditRegister>();

        Assert.Equal("off", await register.DescribeAsync(pipeline.Client, default));
        pipeline.Options.Audits.Schedule = "0 0 2 * * *";
        Assert.Equal("ok", await register.DescribeAsync(pipeline.Client, default));
        await pipeline.AuditAsync();
        await pipeline.AuditAsync(instanceId: "second");
        Assert.Equal("ok", await register.DescribeAsync(pipeline.Client, default));
        pipeline.Time.Advance(pipeline.Options.Audits.Interval + TimeSpan.FromDays(3));
        Assert.Contains("3 days later", await register.DescribeAsync(pipeline.Client, default), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null", "must have 'request' and 'settings'")]
    [InlineData("""{"request":{},"settings":{"window":0}}""", "'settings.window' is 0; it must be from 1 to 64")]
    [InlineData("""{"request":{},"settings":{"bytesPerSecond":3}}""", "'settings.bytesPerSecond' is 3")]
    public async Task An_input_that_it_cannot_go_by_is_refused(string json, string message)
    {
        FakeOrchestration context = new((_, _) => throw new InvalidOperationException("Nothing is called."));

        InvalidValidationException refusal = await Assert.ThrowsAsync<InvalidValidationException>(() => context.RunAsync(
            orchestration => RunAudit.RunAsync(orchestration, EngineJson.Converter.Deserialize<AuditInput>(json)!)));

        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }

    private static int I(long number) => (int)number;

    private static (int Checked, int Valid, int Invalid, int Opened, int Closed) Numbers(AuditResult result) => (
        I(result.Counts.Checked), I(result.Counts.Valid), I(result.Counts.Invalid), I(result.Counts.Opened), I(result.Counts.Closed));

    private static ValidationInput Validation(string objectId, bool content) =>
        new(new ValidationRequest { ObjectId = objectId, Content = content }, new ValidationSettings());

    private static IReadOnlyList<Notification> Sent(UpdatePipeline pipeline) =>
    [
        .. pipeline.Client.Started.OfType<NotifyInput>().Select(
            input => System.Text.Json.JsonSerializer.Deserialize(input.Body, ContractsJson.Relaxed.Notification)!),
    ];

    private static void Notify(UpdatePipeline pipeline)
    {
        pipeline.Options.Notify.Urls.Add("https://example.org/hook");
        pipeline.Options.Notify.Secret = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
    }

    private static Task<UpdatePipeline> PipelineAsync(
        string place, int objects, bool notify = false, Func<IStorage, IStorage>? wrap = null) =>
        PipelineAsync(new UpdatePipeline(place, singleSteps: 300, wrap), objects, notify);

    private static async Task<UpdatePipeline> PipelineAsync(UpdatePipeline pipeline, int objects, bool notify = false)
    {
        await pipeline.InitializeAsync();
        await pipeline.Place.Files.PutAsync("a", "5-byte");
        for (int number = 0; number < objects; number++)
        {
            await UpdateAsync(pipeline, $"urn:x:{number}", $"make-{number}");
        }

        if (notify)
        {
            Notify(pipeline);
        }

        pipeline.Time.Advance(TimeSpan.FromMinutes(1));
        return pipeline;
    }

    private static async Task UpdateAsync(
        UpdatePipeline pipeline,
        string objectId,
        string instanceId,
        Func<string, object?, Func<Task<object?>>, Task<object?>>? deliverAsync = null)
    {
        UpdateRequest request = new()
        {
            ObjectId = objectId,
            Source = pipeline.Place.Source,
            Message = "m",
            User = new UpdateUser("Ada", "mailto:ada@example.org"),
        };
        await pipeline.RunAsync(request, deliverAsync ?? ((_, _, runAsync) => runAsync()), instanceId);
        pipeline.Client.Instances.RemoveAll(instance => instance.InstanceId == instanceId);
    }

    private static async Task<string> RootAsync(UpdatePipeline pipeline, string objectId) =>
        (await StorageRoot.OpenAsync(pipeline.Root)).GetObjectRoot(objectId);

    private static async Task<string> InventoryDigestAsync(UpdatePipeline pipeline, string objectId) =>
        (await (await StorageRoot.OpenAsync(pipeline.Root)).OpenObjectAsync(objectId))!.InventoryDigest;
}

using System.Diagnostics.Metrics;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Ocfl.Storage;
using Ocfl.Testing;
using OcflFunctions.Contracts;
using OcflFunctions.Storage;
using OcflFunctions.Updates;

namespace OcflFunctions.Tests;

/// <summary>What is counted: once for each update, however often its activities are delivered.</summary>
public sealed class TelemetryTests
{
    private static readonly DateTimeOffset Now = new(2026, 8, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly UpdateRequest Request = new() { ObjectId = "urn:x", Source = new UpdateSource { Directory = "source" } };

    [Theory]
    [InlineData("once", 300)]
    [InlineData("once", 0)]
    [InlineData("twice", 300)]
    [InlineData("twice", 0)]
    public async Task An_update_is_counted_once(string delivery, int singleSteps)
    {
        await using UpdatePipeline pipeline = new("InPlace", singleSteps);
        await pipeline.Place.Files.PutAsync("a", "12345");
        await pipeline.Place.Files.PutAsync("b", "1234567");
        using MeterRecorder meters = new(pipeline.Meters);

        UpdateResult result = await pipeline.RunAsync(Request, async (_, runAsync) =>
        {
            object? first = await runAsync();
            return delivery == "twice" ? await runAsync() : first;
        });

        SortedDictionary<string, double> sums = meters.Sums;
        Assert.Equal((1, 1), (sums["ocfl.updates.started"], sums["ocfl.updates.ended outcome=Completed"]));
        Assert.Equal((1, 1), (meters.Counts["ocfl.update.duration outcome=Completed"], meters.Counts["ocfl.update.wait"]));
        Assert.Equal(12, sums["ocfl.bytes.staged"]);
        Assert.Equal(
            result.Steps * (delivery == "twice"
                ? 2
                : 1), sums.Where(sum => sum.Key.StartsWith("ocfl.steps.executed", StringComparison.Ordinal)).Sum(sum => sum.Value));
        Assert.Equal(2, sums["ocfl.steps.executed kind=CopyContent outcome=Done"]);
        Assert.Equal(1, sums["ocfl.steps.executed kind=WriteRootInventory outcome=Done"]);
        Assert.Equal(delivery == "twice", sums.ContainsKey("ocfl.steps.executed kind=CopyContent outcome=AlreadyDone"));
        Assert.InRange(sums["ocfl.bytes.written"], 13, 100_000);
    }

    [Fact]
    public async Task Deliveries_at_once_count_one_update_too()
    {
        await using UpdatePipeline pipeline = new("InPlace", 300);
        await pipeline.Place.Files.PutAsync("a", "12345");
        using MeterRecorder meters = new(pipeline.Meters);

        await pipeline.RunAsync(
            Request, async (_, runAsync) => (await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(runAsync))))[2]);

        Assert.Equal((1, 1), (meters.Sums["ocfl.updates.started"], meters.Sums["ocfl.updates.ended outcome=Completed"]));
        Assert.Equal((1, 1), (meters.Counts["ocfl.update.duration outcome=Completed"], meters.Counts["ocfl.update.wait"]));
    }

    [Fact]
    public async Task A_failure_is_counted_as_one_and_so_is_the_step_that_failed()
    {
        await using UpdatePipeline pipeline = new("InPlace", 300);
        await pipeline.Place.Files.PutAsync("a", "12345");
        using MeterRecorder meters = new(pipeline.Meters);

        await Assert.ThrowsAnyAsync<Exception>(() => pipeline.RunAsync(Request, async (call, runAsync) =>
            call == 5 ? throw new StorageException("The storage is gone.") : await runAsync()));

        Assert.Equal(1, meters.Sums["ocfl.updates.ended outcome=Failed"]);
        Assert.DoesNotContain("ocfl.updates.ended outcome=Completed", meters.Sums.Keys);
    }

    [Fact]
    public void The_oldest_age_grows_between_looks_and_is_told_only_while_somebody_looks()
    {
        using ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        IMeterFactory factory = services.GetRequiredService<IMeterFactory>();
        FakeTimeProvider time = new(Now);
        UpdateTelemetry telemetry = new(factory, time, NullLogger<UpdateTelemetry>.Instance);
        using MeterRecorder meters = new(factory);

        Assert.Null(OldestAge(meters));
        telemetry.Observed(Now - TimeSpan.FromMinutes(7));
        Assert.Equal(420, OldestAge(meters));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(480, OldestAge(meters));
        time.Advance(TimeSpan.FromMinutes(20));
        Assert.Null(OldestAge(meters));
        telemetry.Observed(null);
        Assert.Equal(0, OldestAge(meters));
    }

    [Fact]
    public async Task The_oldest_is_found_among_updates_only_in_any_order()
    {
        using ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        IMeterFactory factory = services.GetRequiredService<IMeterFactory>();
        UpdateTelemetry telemetry = new(factory, new FakeTimeProvider(Now), NullLogger<UpdateTelemetry>.Instance);
        using MeterRecorder meters = new(factory);
        FakeClient client = new();
        client.Instances.AddRange(
        [
            new OrchestrationMetadata("UpdateObject", "young") { CreatedAt = Now - TimeSpan.FromSeconds(5) },
            new OrchestrationMetadata("UpdateObject", "old") { CreatedAt = Now - TimeSpan.FromSeconds(90) },
            new OrchestrationMetadata("Another", "older") { CreatedAt = Now - TimeSpan.FromSeconds(900) },
            new OrchestrationMetadata("UpdateObject", "middle") { CreatedAt = Now - TimeSpan.FromSeconds(60) },
        ]);

        await new ObserveUpdates(telemetry).RunAsync(new Microsoft.Azure.Functions.Worker.TimerInfo(), client, default);

        Assert.Equal(90, OldestAge(meters));
        OrchestrationQuery query = Assert.Single(client.Queries)!;
        Assert.Equal(
            [OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended], query.Statuses);
        Assert.False(query.FetchInputsAndOutputs);
    }

    [Fact]
    public async Task A_hold_is_counted_once_however_often_it_is_delivered()
    {
        MemoryStorage work = new();
        HoldInput first = new("id", "urn:x", Now, 1);

        Assert.Equal(1, await CountHoldsAsync(work, first, first));
        Assert.Equal(0, await CountHoldsAsync(work, first));
        Assert.Equal(
            3,
            await CountHoldsAsync(work, first with { Number = 2 }, first with { Id = "other" }, first with { Created = Now.AddDays(1) }));
    }

    [Fact]
    public async Task A_hold_is_counted_once_when_it_is_delivered_to_several_at_once()
    {
        MemoryStorage work = new();
        HoldInput hold = new("id", "urn:x", Now, 1);

        double[] counts = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => CountHoldsAsync(work, hold))));

        Assert.Equal(1, counts.Sum());
    }

    [Fact]
    public async Task A_hold_is_counted_where_its_storage_cannot_be_used_or_does_not_answer()
    {
        using TemporaryFolder folder = new();
        string file = folder["in the way"];
        await File.WriteAllTextAsync(file, "");

        Assert.Equal(
            1, await CountHoldsAsync(new LocalStorage(new LocalStorageOptions { Path = file }), new HoldInput("id", "urn:x", Now, 1)));
        Assert.Equal(1, await CountHoldsAsync(new SteppedStorage(new MemoryStorage()), new HoldInput("id", "urn:x", Now, 1)));
    }

    // A host of its own, which counts by itself.
    private static async Task<double> CountHoldsAsync(IStorage work, params HoldInput[] deliveries)
    {
        using ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        IMeterFactory factory = services.GetRequiredService<IMeterFactory>();
        UpdateTelemetry telemetry = new(factory, TimeProvider.System, NullLogger<UpdateTelemetry>.Instance);
        using MeterRecorder meters = new(factory);
        NoteHold activity = new(
            new HoldStore(new WorkArea(work)),
            NoNotifier.Create(),
            telemetry,
            work is SteppedStorage ? new ImpatientTime() : TimeProvider.System);
        await using FakeClient client = new();
        foreach (HoldInput delivery in deliveries)
        {
            await activity.RunAsync(delivery, client, default);
        }

        return meters.Sums.GetValueOrDefault("ocfl.updates.held");
    }

    [Fact]
    public void How_far_a_long_file_is_hashed_is_told_once_a_minute()
    {
        using ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        FakeTimeProvider time = new(Now);
        Lines lines = new();
        UpdateTelemetry telemetry = new(services.GetRequiredService<IMeterFactory>(), time, lines);
        IProgress<long> hashing = telemetry.Hashing(
            new UpdateIdentity("id", "urn:x", Now), new SourceFile(0, "v1/content/huge", 1000, "etag"));

        foreach (long bytes in (long[])[100, 200, 300, 400, 500, 600])
        {
            hashing.Report(bytes);
            time.Advance(TimeSpan.FromSeconds(25));
        }

        Assert.Equal(["1403 Update id of urn:x hashes 'v1/content/huge': 400 of 1000 bytes."], lines.Texts);
    }

    private static double? OldestAge(MeterRecorder meters)
    {
        meters.Observe();
        return meters.Sums.TryGetValue("ocfl.updates.oldest_age", out double age) ? age : null;
    }

    private sealed class ImpatientTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, TimeSpan.Zero, period);
    }

    private sealed class Lines : ILogger<UpdateTelemetry>
    {
        public List<string> Texts { get; } = [];

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Texts.Add($"{eventId.Id} {formatter(state, exception)}");

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;
    }
}

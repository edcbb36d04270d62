using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Time.Testing;

namespace DurableTask.Sqlite.Tests;

public sealed class QueryTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Pages_are_stable_while_instances_are_added(bool newestFirst)
    {
        var time = new FakeTimeProvider();
        await using EngineHarness harness = await StartAsync(time, newestFirst);
        for (int n = 0; n < 25; n++)
        {
            await harness.ScheduleAsync("Wait", n, $"i{n:D2}");
            time.Advance(TimeSpan.FromSeconds(n % 3 == 0 ? 1 : 0));
        }

        var ids = new List<string>();
        string? token = null;
        do
        {
            var query = new OrchestrationQuery(PageSize: 7, ContinuationToken: token, InstanceIdPrefix: "i");
            Page<OrchestrationMetadata> page = await FirstPageAsync(harness, query);
            Assert.True(page.Values.Count <= 7);
            ids.AddRange(page.Values.Select(metadata => metadata.InstanceId));
            token = page.ContinuationToken;
            time.Advance(TimeSpan.FromSeconds(1));
            await harness.ScheduleAsync("Wait", 0, $"later{ids.Count}");
        }
        while (token is not null);

        IEnumerable<string> expected = Enumerable.Range(0, 25).Select(n => $"i{n:D2}");
        Assert.Equal(newestFirst ? expected.Reverse() : expected, ids);
    }

    [Fact]
    public async Task Filters_narrow_by_status_time_and_prefix()
    {
        var time = new FakeTimeProvider();
        DateTimeOffset start = time.GetUtcNow();
        await using EngineHarness harness = await StartAsync(time, newestFirst: false);
        foreach (string id in new[] { "a1", "a2", "b1", "b2" })
        {
            await harness.RunAsync("Echo", id, id);
            time.Advance(TimeSpan.FromHours(1));
        }

        await harness.ScheduleAsync("Wait", "w", "a3");
        await harness.Client.WaitForInstanceStartAsync("a3", Deadline.Token());

        Assert.Equal(["a1", "a2", "a3"], await IdsAsync(harness, new OrchestrationQuery(InstanceIdPrefix: "a")));
        Assert.Equal(["a3"], await IdsAsync(harness, new OrchestrationQuery(Statuses: [OrchestrationRuntimeStatus.Running])));
        Assert.Equal(
            ["a1", "a2", "b1", "b2", "a3"],
            await IdsAsync(
                harness,
                new OrchestrationQuery(Statuses: [OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Completed], PageSize: 2)));
        Assert.Equal(["a1", "a2", "b1", "b2", "a3"], await IdsAsync(harness, new OrchestrationQuery(Statuses: [])));
        Assert.Equal(["a2", "b1"], await IdsAsync(harness, new OrchestrationQuery(start.AddHours(1), start.AddHours(2))));
        await Assert.ThrowsAsync<ArgumentException>(() => IdsAsync(harness, new OrchestrationQuery(ContinuationToken: "forged")));
    }

    [Fact]
    public async Task Payloads_come_only_when_asked_for()
    {
        await using EngineHarness harness = await StartAsync(TimeProvider.System, newestFirst: false);
        await harness.RunAsync("Echo", "in", "e");

        OrchestrationMetadata without = (await FirstPageAsync(harness, new OrchestrationQuery())).Values[0];
        OrchestrationMetadata with = (await FirstPageAsync(harness, new OrchestrationQuery(FetchInputsAndOutputs: true))).Values[0];

        Assert.Null(without.SerializedInput);
        Assert.Throws<InvalidOperationException>(() => without.ReadOutputAs<string>());
        Assert.Equal("in", with.ReadInputAs<string>());
        Assert.Equal("in", with.ReadOutputAs<string>());
    }

    [Fact]
    public async Task Purge_takes_finished_instances_with_all_that_is_theirs()
    {
        var time = new FakeTimeProvider();
        await using EngineHarness harness = await StartAsync(time, newestFirst: false);
        for (int n = 0; n < 450; n++)
        {
            await harness.ScheduleAsync("Echo", n, $"e{n:D3}");
        }

        await Deadline.UntilAsync(
            async () => (await IdsAsync(
                harness,
                new OrchestrationQuery(Statuses: [OrchestrationRuntimeStatus.Completed], PageSize: 1000))).Count == 450, "all done");
        await harness.ScheduleAsync("Wait", id: "w");
        await harness.Client.WaitForInstanceStartAsync("w", Deadline.Token());

        await Assert.ThrowsAsync<InvalidOperationException>(() => harness.Client.PurgeInstanceAsync("w"));
        Assert.Equal(0, (await harness.Client.PurgeInstanceAsync("unknown")).PurgedInstanceCount);
        Assert.Equal(1, (await harness.Client.PurgeInstanceAsync("e000")).PurgedInstanceCount);
        PurgeResult failed = await harness.Client.PurgeInstancesAsync(
            null, null, [OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Running]);
        Assert.Equal(0, failed.PurgedInstanceCount);
        PurgeResult some = await harness.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter { Timeout = TimeSpan.Zero });
        Assert.False(some.IsComplete);
        PurgeResult rest = await harness.Client.PurgeInstancesAsync(null, time.GetUtcNow());
        Assert.True(rest.IsComplete);
        Assert.Equal(449, some.PurgedInstanceCount + rest.PurgedInstanceCount);
        Assert.Equal(["w"], await IdsAsync(harness, new OrchestrationQuery()));
        Assert.Equal(1, await harness.Engine.Database.Readers.ReadAsync(
            sql => sql.Number("SELECT (SELECT COUNT(*) FROM history) + (SELECT COUNT(*) FROM payloads) + (SELECT COUNT(*) FROM inbox)")));
    }

    [Theory]
    [InlineData(true, 3)]
    [InlineData(false, 1)]
    public async Task Purge_takes_children_along_where_asked(bool recursive, int expected)
    {
        await using EngineHarness harness = await StartAsync(TimeProvider.System, newestFirst: false);
        await harness.RunAsync("Parent", 2, "p");

        Assert.Equal(expected, (await harness.Client.PurgeInstanceAsync("p", new PurgeInstanceOptions(recursive))).PurgedInstanceCount);
    }

    private static Task<EngineHarness> StartAsync(
        TimeProvider time, bool newestFirst) => new EngineHarness(time, options => options.NewestFirst = newestFirst)
        .Orchestrator("Wait", async context => await context.WaitForExternalEvent<string>("e"))
        .Orchestrator("Echo", context => Task.FromResult(context.GetInput<object>()))
        .Orchestrator("Parent", async context =>
        {
            if (context.GetInput<int>() > 0)
            {
                await context.CallSubOrchestratorAsync("Parent", context.GetInput<int>() - 1);
            }

            return null;
        })
        .StartAsync();

    private static async Task<Page<OrchestrationMetadata>> FirstPageAsync(EngineHarness harness, OrchestrationQuery query)
    {
        await foreach (Page<OrchestrationMetadata> page in harness.Client.GetAllInstancesAsync(query).AsPages())
        {
            return page;
        }

        throw new InvalidOperationException("No page.");
    }

    private static async Task<List<string>> IdsAsync(EngineHarness harness, OrchestrationQuery query)
    {
        var ids = new List<string>();
        await foreach (OrchestrationMetadata metadata in harness.Client.GetAllInstancesAsync(query))
        {
            ids.Add(metadata.InstanceId);
        }

        return ids;
    }
}

using DurableTask.Sqlite.Client;
using DurableTask.Sqlite.Store;
using Microsoft.Data.Sqlite;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Time.Testing;

namespace DurableTask.Sqlite.Tests;

public sealed class InstanceSearchTests
{
    private const string In = "$.request.of";
    private const string Out = "$.outcome";

    /// <summary>Every search finds what a search of all instances in memory finds, by the index of a text and without it.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_search_finds_what_is_there(int seed)
    {
        Random random = new(seed);
        var time = new FakeTimeProvider();
        DateTimeOffset start = time.GetUtcNow();
        await using EngineHarness harness = await StartAsync(time);
        var all = new List<(string Id, string Name, DateTimeOffset Created, string? Of, string Outcome)>();
        for (int n = 0; n < 40; n++)
        {
            string name = random.Next(3) == 0 ? "other" : "Search";
            string? of = random.Next(4) == 0 ? null : "o" + random.Next(3);
            string outcome = random.Next(2) == 0 ? "done" : "it's \"off\"";
            string id = $"i{random.Next(1000):D3}-{n}";
            all.Add((id, name, time.GetUtcNow(), of, outcome));
            await harness.Client.ScheduleNewOrchestrationInstanceAsync(
                name, new { request = new { of }, outcome }, new Microsoft.DurableTask.StartOrchestrationOptions(id), Deadline.Token());
            time.Advance(TimeSpan.FromSeconds(random.Next(2)));
        }

        await Task.WhenAll(all.Select(each => harness.Client.WaitForInstanceCompletionAsync(each.Id, Deadline.Token())));
        for (int round = 0; round < 60; round++)
        {
            InstanceSearch search = new()
            {
                Name = "search",
                Statuses = random.Next(3) switch
                {
                    0 => [],
                    1 => [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed],
                    _ => [OrchestrationRuntimeStatus.Failed],
                },
                CreatedFrom = random.Next(2) == 0 ? null : start.AddSeconds(random.Next(20)),
                CreatedBefore = random.Next(2) == 0 ? null : start.AddSeconds(random.Next(40)),
                After = random.Next(2) == 0 ? null : Place(all[random.Next(all.Count)]),
                Input = random.Next(2) == 0 ? null : new JsonText(In, "o" + random.Next(4)),
                Output = random.Next(2) == 0 ? null : new JsonText(Out, random.Next(2) == 0 ? "done" : "it's \"off\""),
            };
            int limit = random.Next(1, 20);
            string[] expected =
            [
                .. all
                    .Where(each => each.Name != "other"
                        && (search.Statuses.Count == 0 || search.Statuses.Contains(OrchestrationRuntimeStatus.Completed))
                        && !(each.Created < search.CreatedFrom)
                        && !(each.Created >= search.CreatedBefore)
                        && (search.Input is null || search.Input.Value == each.Of)
                        && (search.Output is null || search.Output.Value == each.Outcome)
                        && (search.After is not { } after || Compare(Place(each), after) > 0))
                    .OrderByDescending(each => each.Created)
                    .ThenByDescending(each => each.Id, StringComparer.Ordinal)
                    .Take(limit)
                    .Select(each => each.Id),
            ];

            Assert.Equal(expected, (await harness.Client.ListAsync(search, limit)).Select(found => found.InstanceId));
            using SqlSession sql = SqlSession.Open(harness.Path, SqliteOpenMode.ReadOnly);
            Assert.Equal(expected, InstanceSearcher.Read(sql, search, limit, mostSorted: -1).Select(found => found.Id));
        }
    }

    [Fact]
    public async Task Indexes_are_added_to_a_database_that_lacks_them_and_inputs_need_not_be_JSON()
    {
        await using EngineHarness harness = await StartAsync(new FakeTimeProvider());
        await harness.RunAsync("Search", "text", "a");
        await harness.StopAsync();
        await using (SqliteConnection connection = new($"Data Source={harness.Path};Pooling=False"))
        {
            await connection.OpenAsync();
            await using SqliteCommand drop = connection.CreateCommand();
            drop.CommandText = "DROP INDEX instances_listed; UPDATE payloads SET data = 'not JSON' WHERE id & 3 = 0;";
            await drop.ExecuteNonQueryAsync();
        }

        await harness.StartAsync();

        InstanceSearch search = new() { Name = "Search" };
        Assert.Equal("a", Assert.Single(await harness.Client.ListAsync(search, 10)).InstanceId);
        Assert.Empty(await harness.Client.ListAsync(search with { Input = new JsonText(In, "x") }, 10));
        await Assert.ThrowsAsync<ArgumentException>(
            () => harness.Client.ListAsync(search with { Input = new JsonText("$.other", "x") }, 10));
    }

    private static InstancePlace Place((string Id, string Name, DateTimeOffset Created, string? Of, string Outcome) each) =>
        new(each.Created, each.Id);

    private static int Compare(InstancePlace left, InstancePlace right) => left.CreatedAt != right.CreatedAt
        ? right.CreatedAt.CompareTo(left.CreatedAt)
        : string.CompareOrdinal(right.InstanceId, left.InstanceId);

    private static Task<EngineHarness> StartAsync(TimeProvider time)
    {
        EngineHarness harness = new(time, options =>
        {
            options.IndexedInputs.Add(In);
            options.IndexedOutputs.Add(Out);
        });
        foreach (string name in new[] { "Search", "other" })
        {
            harness.Orchestrator(name, context => Task.FromResult(context.GetInput<object?>()));
        }

        return harness.StartAsync();
    }
}

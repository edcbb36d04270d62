using System.Globalization;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTask.Sqlite.Tests;

/// <summary>Large payloads are in memory one at a time, or within the limits of the caches.</summary>
public sealed class MemoryTests
{
    private const int Million = 1_000_000;

    /// <summary>
    /// The process has a heap that cannot hold the payloads (192 MiB for 240 MB): it ends with an OutOfMemoryException, or is late, if
    /// starts, lists, caches, replays or queues keep them.
    /// </summary>
    [Fact]
    [Trait("Category", "Slow")]
    public async Task Instances_with_large_inputs_fit_into_a_heap_that_is_smaller_than_their_inputs()
    {
        const int Count = 240;
        DirectoryInfo folder = Directory.CreateTempSubdirectory("durable-memory-");
        try
        {
            using HostProcess process = HostProcess.Start(
                ["memory", Path.Combine(folder.FullName, "engine.db"), $"{Count}", $"{Million / 2}"],
                variables: new Dictionary<string, string> { ["DOTNET_GCHeapHardLimit"] = "0xC000000", ["DOTNET_gcServer"] = "0" });

            List<string> answers = await process.RemainingAnswersAsync();

            string[] listed = Assert.Single(answers, answer => answer.StartsWith($"listed {Count} ", StringComparison.Ordinal)).Split(' ');
            Assert.InRange(long.Parse(listed[2], CultureInfo.InvariantCulture), 1, Million);
            Assert.Contains($"listed with inputs {Count}", answers);
            Assert.True(answers.Contains($"completed {Count}"), process.Errors);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_list_with_large_payloads_has_shorter_pages_and_all_instances(bool newestFirst)
    {
        await using EngineHarness harness = await new EngineHarness(configure: options => options.NewestFirst = newestFirst)
            .Orchestrator("Listen", async context => await context.WaitForExternalEvent<string>("e")).StartAsync();
        for (int n = 0; n < 12; n++)
        {
            await harness.ScheduleAsync("Listen", new string((char)('a' + n), Million), $"i{n:D2}");
        }

        foreach ((bool payloads, int most) in new[] { (true, 5), (false, 10) })
        {
            List<string> ids = [];
            OrchestrationQuery query = new(PageSize: 10, FetchInputsAndOutputs: payloads);
            await foreach (Page<OrchestrationMetadata> page in harness.Client.GetAllInstancesAsync(query).AsPages())
            {
                Assert.InRange(page.Values.Count, 1, most);
                foreach (OrchestrationMetadata instance in page.Values)
                {
                    ids.Add(instance.InstanceId);
                    Assert.Equal(payloads ? Million + 2 : null, instance.SerializedInput?.Length);
                }
            }

            IEnumerable<string> expected = Enumerable.Range(0, 12).Select(n => $"i{n:D2}");
            Assert.Equal(newestFirst ? expected.Reverse() : expected, ids);
        }
    }

    [Fact]
    public async Task Large_inputs_count_towards_the_cache()
    {
        await using EngineHarness harness = await new EngineHarness(configure: options => options.MaxCachedCharacters = 5 * Million)
            .Orchestrator("Listen", async context => await context.WaitForExternalEvent<string>("e")).StartAsync();

        for (int n = 0; n < 6; n++)
        {
            string id = await harness.ScheduleAsync("Listen", new string('x', Million));
            await harness.UntilAsync(id, instance => instance.IsRunning, "it runs");
        }

        await Deadline.UntilAsync(
            () => harness.Engine.GetStatistics() is { ActiveOrchestrations: 0, CachedOrchestrations: 2 }, "two are left");
    }

    [Fact]
    public async Task Many_large_events_and_results_are_replayed_in_parts()
    {
        const int Events = 12;
        await using EngineHarness harness = await new EngineHarness(configure: options => options.MaxCachedOrchestrations = 0)
            .Activity("Echo", input => input.Read<string>())
            .Orchestrator("Sum", async context =>
            {
                int sum = 0;
                for (int n = 0; n < Events; n++)
                {
                    sum += (await context.CallActivityAsync<string>("Echo", await context.WaitForExternalEvent<string>("e"))).Length;
                }

                return sum;
            })
            .StartAsync();
        string id = await harness.ScheduleAsync("Sum");
        await Task.WhenAll(Enumerable.Range(0, Events).Select(_ => harness.Client.RaiseEventAsync(id, "e", new string('x', Million))));

        Assert.Equal(Events * Million, (await harness.CompletionAsync(id)).ReadOutputAs<int>());
    }
}

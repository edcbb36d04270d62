using System.Globalization;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTask.Sqlite.TestHost;

/// <summary>Many instances with large inputs: how much memory starting, listing, replaying and finishing them takes.</summary>
internal static class MemoryWork
{
    private const int AtOnce = 2;

    public static async Task RunAsync(string database, int count, int characters)
    {
        var registry = new SqliteDurableTaskRegistry();
        registry.AddOrchestrator("Hold", async context =>
        {
            string large = await context.WaitForExternalEvent<string>("end");
            return context.GetInput<string>() == large;
        });
        var options = new SqliteDurableTaskOptions
        {
            DatabasePath = database,
            MaxConcurrentOrchestrations = 2,
            MaxCachedCharacters = 4 * (long)characters,
        };
        string large = new('x', characters);
        await using (var engine = new SqliteDurableTaskEngine(options, registry))
        {
            await engine.StartAsync(CancellationToken.None);
            await ForEachAsync(count, id => engine.Client.ScheduleNewOrchestrationInstanceAsync(
                "Hold", large, new StartOrchestrationOptions(id)));
            await UntilIdleAsync(engine);
            long before = GC.GetTotalAllocatedBytes(precise: true);
            int listed = await CountAsync(engine.Client, payloads: false);
            await AnswerAsync($"listed {listed} {GC.GetTotalAllocatedBytes(precise: true) - before}");
            await AnswerAsync($"listed with inputs {await CountAsync(engine.Client, payloads: true)}");
        }

        await using (var engine = new SqliteDurableTaskEngine(options, registry))
        {
            await engine.StartAsync(CancellationToken.None);
            await ForEachAsync(count, id => engine.Client.RaiseEventAsync(id, "end", large));
            int completed = 0;
            await ForEachAsync(count, async id =>
            {
                OrchestrationMetadata end = await engine.Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true);
                Interlocked.Add(ref completed, end.ReadOutputAs<bool>() ? 1 : 0);
            });
            await AnswerAsync($"completed {completed}");
        }

        await AnswerAsync($"peak {Peak()}");
    }

    private static async Task UntilIdleAsync(SqliteDurableTaskEngine engine)
    {
        while (engine.GetStatistics() is not { ActiveOrchestrations: 0, QueuedOrchestrations: 0 })
        {
            await Task.Delay(10);
        }
    }

    private static async Task<int> CountAsync(DurableTaskClient client, bool payloads)
    {
        int count = 0;
        var query = new OrchestrationQuery(FetchInputsAndOutputs: payloads);
        await foreach (OrchestrationMetadata instance in client.GetAllInstancesAsync(query))
        {
            count += payloads == instance.SerializedInput is not null ? 1 : 0;
        }

        return count;
    }

    private static Task ForEachAsync(int count, Func<string, Task> work) => Parallel.ForEachAsync(
        Enumerable.Range(0, count),
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
        async (number, _) => await work($"large-{number.ToString(CultureInfo.InvariantCulture)}"));

    /// <summary>The peak of the resident memory in bytes; 0 if the system does not say it.</summary>
    private static long Peak()
    {
        string? line = File.Exists("/proc/self/status")
            ? File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
            : null;
        return line is null
            ? 0
            : 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    private static async Task AnswerAsync(string answer)
    {
        await Console.Out.WriteLineAsync(answer);
        await Console.Out.FlushAsync();
    }
}

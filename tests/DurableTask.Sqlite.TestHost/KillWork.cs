using System.Diagnostics;
using System.Globalization;
using Microsoft.DurableTask;

namespace DurableTask.Sqlite.TestHost;

/// <summary>Steps, a timer, a child and events: an orchestration whose output shows whether each of them happened exactly once.</summary>
internal static class KillWork
{
    public const string Name = "Work";
    public const string Poison = "Poison";
    public const int Events = 4;

    public static void Register(SqliteDurableTaskRegistry registry, string ledger)
    {
        Lock gate = new();
        registry.AddActivity("Step", (context, input, _) =>
        {
            string step = input.Read<string>()!;
            lock (gate)
            {
                File.AppendAllText(ledger, $"{context.InstanceId} {step}\n");
            }

            return Task.FromResult<object?>(step);
        });
        registry.AddOrchestrator("Child", async context => await context.CallActivityAsync<string>("Step", context.GetInput<string>()));
        registry.AddOrchestrator(Name, RunAsync);
        registry.AddActivity(Poison, (context, _, _) =>
        {
            File.AppendAllText(ledger, $"{context.InstanceId} poison\n");
            using Process self = Process.GetCurrentProcess();
            self.Kill();
            Thread.Sleep(Timeout.Infinite);
            return Task.FromResult<object?>(null);
        });
        registry.AddOrchestrator(Poison, async context => await context.CallActivityAsync<string>(Poison));
    }

    /// <summary>The steps in order, then the numbers of the events in the order of their coming.</summary>
    private static async Task<object?> RunAsync(TaskOrchestrationContext context)
    {
        int steps = int.Parse(context.GetInput<string>()!, CultureInfo.InvariantCulture);
        var output = new List<string>();
        for (int step = 0; step < steps; step++)
        {
            string[] both = await Task.WhenAll(
                context.CallActivityAsync<string>("Step", $"{step}a"),
                step % 3 == 0 ? context.CallSubOrchestratorAsync<string>("Child", $"{step}b") : context.CallActivityAsync<string>(
                    "Step", $"{step}b"));
            output.AddRange(both);
            if (step % 4 == 0)
            {
                await context.CreateTimer(TimeSpan.FromMilliseconds(5), CancellationToken.None);
            }
        }

        var numbers = new List<string>();
        while (numbers.Distinct().Count() < Events)
        {
            numbers.Add(await context.WaitForExternalEvent<string>("number"));
        }

        return $"{string.Join(',', output)}|{string.Join(',', numbers)}";
    }
}

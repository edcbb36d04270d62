using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTask.Conformance;

/// <summary>Orchestrations that start over.</summary>
internal static class ContinueAsNewCases
{
    public static void Register(Work work)
    {
        work.Orchestrator("CountDown", context =>
        {
            int left = int.Parse(context.GetInput<string>()!, System.Globalization.CultureInfo.InvariantCulture);
            if (left > 0)
            {
                context.ContinueAsNew($"{left - 1}");
            }

            return Task.FromResult<object?>($"{left} left");
        });
        work.Orchestrator("StartOverWith", async context =>
        {
            string input = context.GetInput<string>()!;
            if (input.StartsWith("again", StringComparison.Ordinal))
            {
                return input + await context.WaitForExternalEvent<string>("e") + await context.WaitForExternalEvent<string>("e");
            }

            await context.WaitForExternalEvent<string>("go");
            context.ContinueAsNew("again ", preserveUnprocessedEvents: input == "keep");
            return null;
        });
        work.Orchestrator("StartOverWithStatus", async context =>
        {
            if (context.GetInput<string>() == "again")
            {
                await context.WaitForExternalEvent<string>("end");
                return "ended";
            }

            context.SetCustomStatus("first");
            await context.WaitForExternalEvent<string>("go");
            context.ContinueAsNew("again");
            return null;
        });
        work.Orchestrator("StartOverThenThrow", context =>
        {
            context.ContinueAsNew("again");
            throw new InvalidOperationException("after it");
        });
        work.Orchestrator("StartOverTwice", context =>
        {
            if (context.GetInput<string>() is "second" or "third")
            {
                return Task.FromResult<object?>(context.GetInput<string>());
            }

            context.ContinueAsNew("second");
            context.ContinueAsNew("third");
            return Task.FromResult<object?>("first");
        });
        work.Orchestrator("StartOverInVersion", context =>
        {
            if (context.Version is { Length: > 0 } version)
            {
                return Task.FromResult<object?>(version);
            }

            context.ContinueAsNew(new ContinueAsNewOptions { NewInput = "again", NewVersion = "2.5" });
            return Task.FromResult<object?>(null);
        });
        work.Orchestrator("CallCountDown", async context => await context.CallSubOrchestratorAsync<string>("CountDown", "3"));
        work.Orchestrator("StartOverThenCall", async context =>
        {
            if (context.GetInput<string>() == "again")
            {
                return await context.CallActivityAsync<string>("Say", "second");
            }

            context.ContinueAsNew("again");
            return await context.CallActivityAsync<string>("Say", "first");
        });
    }

    public static IEnumerable<ConformanceCase> All()
    {
        yield return new("start over/three times", probe => probe.RunAsync("CountDown", "3"));
        yield return new("start over/input that is shown", async probe =>
        {
            await probe.RunAsync("CountDown", "2");
            return (await probe.GetAsync())!.SerializedInput ?? "null";
        });
        foreach (string way in (string[])["keep", "drop"])
        {
            ConformanceCase events = new($"start over/events/{way}", async probe =>
            {
                await probe.StartAsync("StartOverWith", way);
                await probe.SendEventAsync("e", "a");
                await probe.SendEventAsync("e", "b");
                await probe.SendEventAsync("go", "now");
                await probe.UntilAsync(instance => instance.SerializedInput == "\"again \"" || instance.IsCompleted);
                if (way == "drop")
                {
                    await probe.SendEventAsync("e", "c");
                    await probe.SendEventAsync("e", "d");
                }

                return await probe.EndAsync();
            });

            // The SDK keeps events by sending them to the instance itself. The test host (0.2.3-preview.1) discards the messages of a turn
            // that starts over, and these with them.
            yield return way == "keep" ? events.DiffersFromTestHost("Completed: \"again ab\"", Difference.NoAnswer) : events;
        }

        yield return new("start over/custom status", async probe =>
        {
            await probe.StartAsync("StartOverWithStatus");
            await probe.UntilCustomStatusAsync("\"first\"");
            await probe.SendEventAsync("go", "now");
            OrchestrationMetadata again = await probe.UntilAsync(
                instance => instance is { SerializedInput: "\"again\"", RuntimeStatus: OrchestrationRuntimeStatus.Running });
            return again.SerializedCustomStatus ?? "null";
        });
        yield return new("start over/time of creation", async probe =>
        {
            await probe.StartAsync("StartOverWithStatus");
            OrchestrationMetadata first = await probe.UntilCustomStatusAsync("\"first\"");
            await Task.Delay(1100);
            await probe.SendEventAsync("go", "now");
            OrchestrationMetadata again = await probe.UntilAsync(instance => instance.SerializedInput == "\"again\"");
            return $"moved: {again.CreatedAt > first.CreatedAt}";
        });
        yield return new("start over/then throw", probe => probe.RunAsync("StartOverThenThrow"));
        yield return new("start over/twice", probe => probe.RunAsync("StartOverTwice"));
        yield return new("start over/in another version", probe => probe.RunAsync("StartOverInVersion"));
        yield return new("start over/a child", probe => probe.RunAsync("CallCountDown"));
        yield return new("start over/then call", probe => probe.RunAsync("StartOverThenCall"));
    }
}

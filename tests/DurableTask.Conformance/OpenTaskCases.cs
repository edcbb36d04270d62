using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTask.Conformance;

/// <summary>Orchestrators that return while something that they scheduled is open.</summary>
internal static class OpenTaskCases
{
    private static readonly string[] Opens = ["activity", "timer", "child", "failing activity", "retried activity"];

    private static readonly string[] Ends = ["return", "throw", "start over"];

    public static void Register(Work work)
    {
        work.Orchestrator("LeaveOpen", LeaveOpenAsync);
        work.Orchestrator("SlowChild", async context =>
        {
            await context.CreateTimer(TimeSpan.FromMilliseconds(600), CancellationToken.None);
            return "slow";
        });
        work.Orchestrator("LeaveEventOpen", context =>
        {
            _ = context.WaitForExternalEvent<string>("never");
            return Task.FromResult<object?>("returned");
        });
        work.Orchestrator("LeaveBranchOpen", context =>
        {
            _ = BranchAsync();
            return Task.FromResult<object?>("returned");

            async Task BranchAsync()
            {
                await context.CallActivityAsync<string>("Say", "first");
                await context.CallActivityAsync<string>("Sleep", "100");
                context.SetCustomStatus("the branch has ended");
            }
        });
    }

    public static IEnumerable<ConformanceCase> All()
    {
        foreach (string open in Opens)
        {
            foreach (string end in Ends)
            {
                yield return new($"open/{open}/{end}", async probe =>
                {
                    await probe.StartAsync("LeaveOpen", $"{open}|{end}");
                    OrchestrationMetadata left = await probe.UntilAsync(instance => instance.SerializedCustomStatus == "\"leaving\"");
                    string during = left.RuntimeStatus.ToString();
                    string after = await probe.EndAsync();
                    return $"{during}, then {after}";
                });
            }
        }

        yield return new("open/wait for an event", probe => probe.RunAsync("LeaveEventOpen"));
        yield return new("open/a branch that goes on", async probe =>
        {
            string end = await probe.RunAsync("LeaveBranchOpen");
            return $"{end} {(await probe.GetAsync())!.SerializedCustomStatus}";
        });
        yield return new("open/terminated meanwhile", async probe =>
        {
            await probe.StartAsync("LeaveOpen", "timer|return");
            await probe.UntilCustomStatusAsync("\"leaving\"");
            await probe.Client.TerminateInstanceAsync(probe.Id("main"), (object?)"enough");
            return await probe.EndAsync();
        });
        yield return new("open/event meanwhile", async probe =>
        {
            await probe.StartAsync("LeaveOpen", "timer|start over and listen");
            await probe.UntilCustomStatusAsync("\"leaving\"");
            await probe.SendEventAsync("kept", "text");
            return await probe.EndAsync();
        });
    }

    private static async Task<object?> LeaveOpenAsync(TaskOrchestrationContext context)
    {
        string input = context.GetInput<string>()!;
        switch (input)
        {
            case "second":
                return "second run";
            case "second, listening":
                return await context.WaitForExternalEvent<string>("kept");
        }

        string[] parts = input.Split('|');
        await context.CallActivityAsync<string>("Say", "first");
        _ = Open(context, parts[0]);
        context.SetCustomStatus("leaving");
        switch (parts[1])
        {
            case "throw":
                throw new InvalidOperationException("left");
            case "start over":
                context.ContinueAsNew("second");
                break;
            case "start over and listen":
                context.ContinueAsNew("second, listening");
                break;
        }

        return "returned";
    }

    private static Task Open(TaskOrchestrationContext context, string what) => what switch
    {
        "activity" => context.CallActivityAsync<string>("Sleep", "600"),
        "timer" => context.CreateTimer(TimeSpan.FromMilliseconds(600), CancellationToken.None),
        "child" => context.CallSubOrchestratorAsync<string>("SlowChild"),
        "failing activity" => Task.WhenAll(
            context.CallActivityAsync<string>("Fail", "Timeout"), context.CallActivityAsync<string>("Sleep", "600")),
        _ => context.CallActivityAsync<string>(
            "Fail", "Timeout", TaskOptions.FromRetryPolicy(new RetryPolicy(2, TimeSpan.FromMilliseconds(600)))),
    };
}

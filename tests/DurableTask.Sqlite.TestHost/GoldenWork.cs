using System.Diagnostics;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTask.Sqlite.TestHost;

/// <summary>
/// Orchestrators whose instances are kept in a database that an earlier build has written. What they decide must not change: the database
/// stands for those of the users.
/// </summary>
internal static class GoldenWork
{
    public static void Register(SqliteDurableTaskRegistry registry)
    {
        registry.AddActivity("Golden.Echo", (_, input, _) => Task.FromResult(input.Read<object>()));
        registry.AddActivity("Golden.Fail", (_, _, _) => throw new TimeoutException("always"));
        registry.AddOrchestrator("Golden.Child", async context => await context.WaitForExternalEvent<string>("child"));
        registry.AddOrchestrator("Golden.Everything", EverythingAsync);
        registry.AddOrchestrator("Golden.Loop", LoopAsync);
    }

    /// <summary>Brings the instances to where they are in the golden database.</summary>
    public static async Task PrepareAsync(DurableTaskClient client)
    {
        using Activity caller = new Activity("golden").SetParentId("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01").Start();
        await client.ScheduleNewOrchestrationInstanceAsync("Golden.Everything", "input", new StartOrchestrationOptions("everything")
        {
            Version = "1.0",
            Tags = new Dictionary<string, string> { ["kind"] = "golden" },
        });
        await client.ScheduleNewOrchestrationInstanceAsync("Golden.Loop", 0, new StartOrchestrationOptions("loop"));
        await client.ScheduleNewOrchestrationInstanceAsync(
            "Golden.Child", null, new StartOrchestrationOptions("later", DateTimeOffset.UnixEpoch.AddYears(200)));
        await client.ScheduleNewOrchestrationInstanceAsync("Golden.Child", null, new StartOrchestrationOptions("suspended"));
        await client.SuspendInstanceAsync("suspended", "for later");
        await client.RaiseEventAsync("suspended", "child", "held");
        await client.RaiseEventAsync("loop", "kept", "k");
        await UntilAsync(client, "everything", "\"waiting\"");
        await UntilAsync(client, "loop", "2");
        await UntilAsync(client, "the-child", null);
    }

    private static async Task<object?> EverythingAsync(TaskOrchestrationContext context)
    {
        Guid guid = context.NewGuid();
        string echo = await context.CallActivityAsync<string>("Golden.Echo", context.GetInput<string>());
        string failure = string.Empty;
        try
        {
            await context.CallActivityAsync(
                "Golden.Fail", options: TaskOptions.FromRetryPolicy(new RetryPolicy(2, TimeSpan.FromMilliseconds(1))));
        }
        catch (TaskFailedException exception)
        {
            failure = exception.FailureDetails.ErrorType;
        }

        int[] squares = await Task.WhenAll(Enumerable.Range(1, 3).Select(n => context.CallActivityAsync<int>("Golden.Echo", n * n)));
        context.SendEvent("nobody", "lost", 1);
        using var cancellation = new CancellationTokenSource();
        Task timer = context.CreateTimer(DateTime.UnixEpoch.AddYears(200), cancellation.Token);
        Task<string> child = context.CallSubOrchestratorAsync<string>(
            "Golden.Child", options: new SubOrchestrationOptions(instanceId: "the-child"));
        Task<string> go = context.WaitForExternalEvent<string>("go");
        context.SetCustomStatus("waiting");
        await Task.WhenAny(timer, go);
        cancellation.Cancel();
        return $"{context.Version} {echo} {failure} {squares.Sum()} {await go} {await child} {timer.IsCanceled} {guid}";
    }

    private static async Task<object?> LoopAsync(TaskOrchestrationContext context)
    {
        int n = context.GetInput<int>();
        context.SetCustomStatus(n);
        if (n < 2)
        {
            context.ContinueAsNew(n + 1);
            return null;
        }

        await context.WaitForExternalEvent<bool>("end");
        return await context.WaitForExternalEvent<string>("KEPT");
    }

    private static async Task UntilAsync(DurableTaskClient client, string id, string? customStatus)
    {
        while (await client.GetInstanceAsync(id, true) is not { IsRunning: true } metadata
            || metadata.SerializedCustomStatus != customStatus)
        {
            await Task.Delay(10);
        }
    }
}

using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace OcflFunctions.Local.Tests.Functions;

public static class DurableFunctions
{
    [Function("Cities")]
    public static async Task<string[]> CitiesAsync([OrchestrationTrigger] TaskOrchestrationContext context, Trip trip)
    {
        context.SetCustomStatus(new { visited = trip.Cities.Count });
        return await Task.WhenAll(trip.Cities.Select(city => context.CallActivityAsync<string>("Greet", city)));
    }

    [Function("Greet")]
    public static string Greet([ActivityTrigger] string city) => $"Hello {city}";

    [Function("Approval")]
    public static async Task<string?> ApprovalAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        context.SetCustomStatus("waiting");
        return await context.WaitForExternalEvent<string>("Approved");
    }

    [Function("Faulty")]
    public static async Task FaultyAsync([OrchestrationTrigger] TaskOrchestrationContext context) =>
        await context.CallActivityAsync("Fail", "of a reason");

    [Function("Fail")]
    public static Task FailAsync([ActivityTrigger] string why) => Task.FromException(new NotSupportedException($"failed because {why}"));

    [Function("Fixed")]
    public static async Task<string> MendedAsync([OrchestrationTrigger] TaskOrchestrationContext context) =>
        await context.CallActivityAsync<string>("FailOnce");

    [Function("Identify")]
    public static async Task<string> IdentifyAsync([OrchestrationTrigger] TaskOrchestrationContext context) =>
        await context.CallActivityAsync<string>("WhoAmI", 7);

    [Function("WhoAmI")]
    public static async Task<string> WhoAmIAsync(
        [ActivityTrigger] int number, string instanceId, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
    {
        OrchestrationMetadata? instance = await client.GetInstanceAsync(instanceId, cancellation);
        return $"{instance?.Name} {instanceId} {number}";
    }

    /// <summary>Tells whether its code stays where the engine put it, across awaits.</summary>
    [Function("Scheduled")]
    public static async ValueTask<string> ScheduledAsync([OrchestrationTrigger] TaskOrchestrationContext context, int? pause)
    {
        SynchronizationContext? before = SynchronizationContext.Current;
        await context.CreateTimer(TimeSpan.FromMilliseconds(pause ?? 1), CancellationToken.None);
        await context.CallActivityAsync<string>("Greet", "anybody");
        return before is null ? "nowhere" : before == SynchronizationContext.Current ? "stayed" : "left";
    }

    [Function("Outer")]
    public static async Task<string[]> OuterAsync([OrchestrationTrigger] TaskOrchestrationContext context) =>
        await context.CallSubOrchestratorAsync<string[]>("Cities", new Trip(["Lisbon"]));

    [Function("Endless")]
    public static async Task EndlessAsync([OrchestrationTrigger] TaskOrchestrationContext context) =>
        await context.CallActivityAsync("UntilCancelled", context.InstanceId);
}

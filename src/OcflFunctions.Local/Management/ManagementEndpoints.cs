using OcflFunctions.Local.Http;

namespace OcflFunctions.Local.Management;

/// <summary>The management API that the Functions host brings with Durable Functions: the same routes, codes and JSON.</summary>
internal static class ManagementEndpoints
{
    /// <summary>What every route of the API starts with.</summary>
    public const string BasePath = "/runtime/webhooks/durabletask";

    /// <summary>Adds the API. Every call of it needs the key, where one is configured.</summary>
    public static void MapManagement(this IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder group = endpoints.MapGroup(BasePath).WithMetadata(KeyRequirement.Instance);

        group.MapGet("/instances", (HttpContext context, InstanceQueries queries) => queries.ListAsync(context));
        group.MapGet("/instances/{instanceId}", (string instanceId, HttpContext context, InstanceQueries queries) =>
            queries.GetAsync(context, instanceId));

        group.MapPost("/orchestrators/{functionName}/{instanceId?}", (string functionName, string? instanceId, HttpRequest request, InstanceStarts starts) =>
            starts.StartAsync(request, functionName, instanceId));
        group.MapPost("/instances/{instanceId}/restart", (string instanceId, HttpRequest request, InstanceStarts starts) =>
            starts.RestartAsync(request, instanceId));

        group.MapPost("/instances/{instanceId}/terminate", (string instanceId, HttpRequest request, InstanceCommands commands) =>
            commands.TerminateAsync(request, instanceId));
        group.MapPost("/instances/{instanceId}/suspend", (string instanceId, HttpRequest request, InstanceCommands commands) =>
            commands.SuspendAsync(request, instanceId));
        group.MapPost("/instances/{instanceId}/resume", (string instanceId, HttpRequest request, InstanceCommands commands) =>
            commands.ResumeAsync(request, instanceId));
        group.MapPost("/instances/{instanceId}/rewind", (string instanceId, HttpRequest request, InstanceCommands commands) =>
            commands.RewindAsync(request, instanceId));
        group.MapPost("/instances/{instanceId}/raiseEvent/{eventName}", (string instanceId, string eventName, HttpRequest request, InstanceCommands commands) =>
            commands.RaiseEventAsync(request, instanceId, eventName));

        group.MapDelete("/instances", (HttpRequest request, InstancePurges purges) => purges.PurgeManyAsync(request));
        group.MapDelete("/instances/{instanceId}", (string instanceId, HttpRequest request, InstancePurges purges) =>
            purges.PurgeAsync(request, instanceId));
    }
}

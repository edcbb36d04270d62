using OcflFunctions.Http;
using OcflFunctions.Local.Http;

namespace OcflFunctions.Local.Management;

/// <summary>The management API that the Functions host brings with Durable Functions: the same routes, codes and JSON.</summary>
internal static class ManagementEndpoints
{
    /// <summary>What every route of the API starts with.</summary>
    public const string BasePath = "/runtime/webhooks/durabletask";

    /// <summary>Adds the API. Every call needs the key, if one is configured.</summary>
    public static void MapManagement(this IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder group = endpoints.MapGroup(BasePath).WithMetadata(KeyRequirement.OfEngine("the engine's API"));

        group.MapGet("/instances", (HttpContext context, InstanceQueries queries) => queries.ListAsync(context))
            .WithQuery("createdTimeFrom", "createdTimeTo", "runtimeStatus", "instanceIdPrefix", "showInput", "top");
        group.MapGet("/instances/{instanceId}", (string instanceId, HttpContext context, InstanceQueries queries) =>
            queries.GetAsync(context, instanceId)).WithQuery(
                "showInput", "showHistory", "showHistoryOutput", "returnInternalServerErrorOnFailure");

        group.MapPost(
            "/orchestrators/{functionName}/{instanceId?}",
            (string functionName, string? instanceId, HttpRequest request, InstanceStarts starts) =>
                starts.StartAsync(request, functionName, instanceId)).WithQuery();
        group.MapPost("/instances/{instanceId}/restart", (string instanceId, HttpRequest request, InstanceStarts starts) =>
            starts.RestartAsync(request, instanceId)).WithQuery("restartWithNewInstanceId");

        group.MapPost("/instances/{instanceId}/terminate", (string instanceId, HttpRequest request, InstanceCommands commands) =>
            commands.TerminateAsync(request, instanceId)).WithQuery("reason");
        group.MapPost("/instances/{instanceId}/suspend", (string instanceId, HttpRequest request, InstanceCommands commands) =>
            commands.SuspendAsync(request, instanceId)).WithQuery("reason");
        group.MapPost("/instances/{instanceId}/resume", (string instanceId, HttpRequest request, InstanceCommands commands) =>
            commands.ResumeAsync(request, instanceId)).WithQuery("reason");
        group.MapPost("/instances/{instanceId}/rewind", (string instanceId, HttpRequest request, InstanceCommands commands) =>
            commands.RewindAsync(request, instanceId)).WithQuery("reason");
        group.MapPost(
            "/instances/{instanceId}/raiseEvent/{eventName}",
            (string instanceId, string eventName, HttpRequest request, InstanceCommands commands) =>
                commands.RaiseEventAsync(request, instanceId, eventName)).WithQuery();

        group.MapDelete("/instances", (HttpRequest request, InstancePurges purges) => purges.PurgeManyAsync(request))
            .WithQuery("createdTimeFrom", "createdTimeTo", "runtimeStatus");
        group.MapDelete("/instances/{instanceId}", (string instanceId, HttpRequest request, InstancePurges purges) =>
            purges.PurgeAsync(request, instanceId)).WithQuery();
    }

    /// <summary>Refuses query parameters other than these and those that the extension puts into every URL.</summary>
    private static void WithQuery(
        this RouteHandlerBuilder endpoint, params string[] parameters) => endpoint.AddEndpointFilter((context, next) =>
    {
        QueryParameters.Require(context.HttpContext.Request, [.. parameters, "taskHub", "connection"], "runtimeStatus");
        return next(context);
    });
}

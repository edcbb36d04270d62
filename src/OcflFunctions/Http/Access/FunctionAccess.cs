using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OcflFunctions.Hosting;
using OcflFunctions.Http.OpenApi;
using OcflFunctions.Keys;

namespace OcflFunctions.Http.Access;

/// <summary>Sets up who may call, in the Functions host.</summary>
internal static class FunctionAccess
{
    /// <summary>Adds the middleware, and lets requests without a function key reach it if tokens count instead.</summary>
    /// <param name="builder">The worker.</param>
    public static void UseAccess(this FunctionsApplicationBuilder builder)
    {
        builder.UseMiddleware<FunctionAccessMiddleware>();
        if (builder.Configuration.GetValue<bool>($"{BearerOptions.Section}:{nameof(BearerOptions.InsteadOfKeys)}")
            && BearerOptions.IsConfigured(builder.Configuration))
        {
            ServiceDescriptor own = builder.Services.Last(service => service.ServiceType == typeof(IFunctionMetadataProvider));
            builder.Services.AddSingleton<IFunctionMetadataProvider>(provider => new KeylessFunctions(
                (IFunctionMetadataProvider)(own.ImplementationInstance
                    ?? own.ImplementationFactory?.Invoke(provider)
                    ?? ActivatorUtilities.CreateInstance(provider, own.ImplementationType!))));
        }
    }
}

/// <summary>
/// Checks the role of a caller in the Functions host. Without tokens the host has checked the key, which may do everything, as before.
/// With tokens a request needs one, whatever the host has checked.
/// </summary>
internal sealed class FunctionAccessMiddleware(CallTable calls, CallGate gate, BearerTokens tokens) : IFunctionsWorkerMiddleware
{
    private static readonly Caller KeyHolder = new("function-key", CallerKind.FunctionKey, CallerRole.Operator);

    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is not { } http)
        {
            await (IsHttp(context.FunctionDefinition)
                ? throw new InvalidOperationException(
                    $"The request of '{context.FunctionDefinition.Name}' has not reached the worker, so its caller cannot be checked.")
                : next(context));
            return;
        }

        CallRole call = calls.RoleOf(context.FunctionDefinition.Name, http.Request.Method);
        string? remote = RemoteOf(http);
        if (await gate.RefuseAsync(http, call, tokens.IsConfigured ? null : KeyHolder, remote) is { } refusal)
        {
            await refusal.ExecuteAsync(http);
            return;
        }

        await next(context);
        gate.Note(http, call, AuditDetails.Of(http).Status ?? http.Response.StatusCode, remote);
    }

    private static bool IsHttp(FunctionDefinition function) =>
        function.InputBindings.Values.Any(binding => binding.Type.Equals("httpTrigger", StringComparison.OrdinalIgnoreCase));

    // The worker's own connection is the host's. Azure's front end adds the caller's address as the last one.
    private static string? RemoteOf(HttpContext http) =>
        http.Request.Headers["X-Forwarded-For"].ToString().Split(',')[^1].Trim() is { Length: > 0 } last
            ? last
            : http.Connection.RemoteIpAddress?.ToString();
}

/// <summary>Reports HTTP functions to the host as anonymous, since the middleware checks their tokens.</summary>
/// <param name="functions">The functions as they are declared.</param>
internal sealed class KeylessFunctions(IFunctionMetadataProvider functions) : IFunctionMetadataProvider
{
    public async Task<ImmutableArray<IFunctionMetadata>> GetFunctionMetadataAsync(string directory) =>
        [.. (await functions.GetFunctionMetadataAsync(directory)).Select(Open)];

    private static IFunctionMetadata Open(IFunctionMetadata function) => new DefaultFunctionMetadata
    {
        IsProxy = function.IsProxy,
        Language = function.Language,
        ManagedDependencyEnabled = function.ManagedDependencyEnabled,
        Name = function.Name,
        EntryPoint = function.EntryPoint,
        RawBindings = [.. (function.RawBindings ?? []).Select(Open)],
        ScriptFile = function.ScriptFile,
        Retry = function.Retry,
    };

    private static string Open(string binding)
    {
        JsonObject json = JsonNode.Parse(binding)!.AsObject();
        if (json["type"]?.ToString().Equals("httpTrigger", StringComparison.OrdinalIgnoreCase) != true)
        {
            return binding;
        }

        json["authLevel"] = nameof(AuthorizationLevel.Anonymous);
        return json.ToJsonString();
    }
}

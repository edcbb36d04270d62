using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Ocfl;
using OcflFunctions.Keys;

namespace OcflFunctions.Http.Access;

/// <summary>Lets a call in if its caller has the role for it, and writes the audit log.</summary>
/// <param name="tokens">The tokens that are accepted.</param>
/// <param name="logger">The log.</param>
public sealed partial class CallGate(BearerTokens tokens, ILogger<CallGate> logger)
{
    private const string Unknown = "-";

    /// <summary>Checks a call. A token that is sent decides, also where a key is sent too.</summary>
    /// <param name="context">The request. It gets its caller.</param>
    /// <param name="call">What the call needs.</param>
    /// <param name="byKey">The caller by a key or by the machine; null if neither counts.</param>
    /// <param name="remote">Where the request comes from.</param>
    /// <returns>Null if it may go on; otherwise the refusal.</returns>
    internal async Task<IResult?> RefuseAsync(HttpContext context, CallRole call, Caller? byKey, string? remote)
    {
        if (call.Least is not { } least)
        {
            return null;
        }

        try
        {
            Caller caller = (tokens.IsConfigured && BearerTokens.IsSent(context.Request) ? await tokens.ReadAsync(context) : byKey)
                ?? throw new ProblemException(ProblemKind.Unauthorized, Missing());
            if (caller.Role < least)
            {
                LogRefused(logger, Show(caller.Name), caller.Role, Show(remote), call.Call, least);
                throw new ProblemException(
                    ProblemKind.RoleMissing, $"'{caller.Name}' has the role {caller.Role}; this call needs {least}.");
            }

            Enter(context, caller);
            return null;
        }
        catch (ProblemException refusal)
        {
            if (refusal.Kind == ProblemKind.Unauthorized && tokens.IsConfigured)
            {
                context.Response.Headers.WWWAuthenticate = BearerTokens.IsSent(context.Request) ? "Bearer error=\"invalid_token\"" : "Bearer";
            }

            return ApiResults.Problem(refusal.Problem);
        }
    }

    /// <summary>Writes a line about a change that was accepted.</summary>
    /// <param name="context">The request.</param>
    /// <param name="call">The call.</param>
    /// <param name="status">The status of its answer.</param>
    /// <param name="remote">Where the request comes from.</param>
    internal void Note(HttpContext context, CallRole call, int status, string? remote)
    {
        if (call.IsChange
            && status < StatusCodes.Status400BadRequest
            && logger.IsEnabled(LogLevel.Information)
            && Caller.Of(context) is { } caller)
        {
            AuditDetails details = AuditDetails.Of(context);
            LogChange(
                logger,
                Show(caller.Name),
                caller.Kind,
                caller.Role,
                Show(remote),
                call.Call,
                Show(details.ObjectId),
                Show(details.Id ?? RouteValue(context)),
                status);
        }
    }

    // Who is known by name is also the user of ASP.NET Core; a shared key and this machine are no one in particular.
    private static void Enter(HttpContext context, Caller caller)
    {
        context.Features.Set(caller);
        if (caller.Kind is CallerKind.NamedKey or CallerKind.Token)
        {
            context.User = new ClaimsPrincipal(new ClaimsIdentity(
                [new Claim(ClaimTypes.Name, caller.Name), new Claim(ClaimTypes.Role, caller.Role.ToString())], caller.Kind.ToString()));
        }
    }

    private string Missing() => tokens.IsConfigured
        ? "A valid token of the authority in the header 'Authorization' is missing, or a key in 'x-functions-key' or 'code'."
        : "The key is missing or wrong. Send it in the header 'x-functions-key' or in the query as 'code'.";

    private static string? RouteValue(HttpContext context) =>
        (context.GetRouteValue("id") ?? context.GetRouteValue("instanceId"))?.ToString();

    private static string Show(string? text) => text is { Length: > 0 } ? VisibleText.Show(text) : Unknown;

    [LoggerMessage(
        1104,
        LogLevel.Information,
        "Audit: {Caller} ({Kind}, {Role}) at {RemoteAddress} called {Call} for the object {ObjectId}, id {Id}: {Status}.")]
    private static partial void LogChange(
        ILogger logger,
        string caller,
        CallerKind kind,
        CallerRole role,
        string remoteAddress,
        string call,
        string objectId,
        string id,
        int status);

    [LoggerMessage(
        1105, LogLevel.Warning, "Audit: {Caller} ({Role}) at {RemoteAddress} was refused {Call}, which needs {Least}.")]
    private static partial void LogRefused(
        ILogger logger, string caller, CallerRole role, string remoteAddress, string call, CallerRole least);
}

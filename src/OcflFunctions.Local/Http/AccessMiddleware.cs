using System.Net;
using OcflFunctions.Http;
using OcflFunctions.Http.Access;
using OcflFunctions.Keys;

namespace OcflFunctions.Local.Http;

/// <summary>
/// Decides which requests are let in. With keys or tokens configured: those that have one with the role for the call, or whose endpoint
/// needs none. Without: only those of programs on this machine, and not of a web page in a browser on this machine (by another site's
/// script, or by a name that was made to point here).
/// </summary>
internal sealed class AccessMiddleware(RequestDelegate next, LocalKeys keys, BearerTokens tokens, CallGate gate)
{
    private static readonly Caller ThisMachine = new("this-machine", CallerKind.ThisMachine, CallerRole.Operator);

    public async Task InvokeAsync(HttpContext context)
    {
        bool isOpen = !keys.AreRequired && !tokens.IsConfigured;
        if (isOpen && !IsFromThisMachine(context))
        {
            await Problems.Result(
                ProblemKind.Forbidden,
                $"Without {LocalHttpOptions.Section}:{nameof(LocalHttpOptions.ApiKey)} or a named key only this machine is answered, by a "
                    + "loopback address or as localhost, and no web page of another address or port.").ExecuteAsync(context);
            return;
        }

        if (context.GetEndpoint()?.Metadata.GetMetadata<KeyRequirement>()?.RoleOf(context.Request) is not { } call)
        {
            await next(context);
            return;
        }

        string? remote = context.Connection.RemoteIpAddress?.ToString();
        if (await gate.RefuseAsync(context, call, isOpen ? ThisMachine : keys.Find(context.Request), remote) is { } refusal)
        {
            await refusal.ExecuteAsync(context);
            return;
        }

        await next(context);
        gate.Note(context, call, context.Response.StatusCode, remote);
    }

    private static bool IsFromThisMachine(HttpContext context) =>
        IsLoopback(context.Connection.LocalIpAddress)
        && IsLoopback(context.Request.Host.Host)
        && context.Request.Headers.Origin.All(origin => IsOwnOrigin(origin, context.Connection.LocalPort));

    // A page of another port belongs to another program.
    private static bool IsOwnOrigin(string? origin, int port) =>
        Uri.TryCreate(origin, UriKind.Absolute, out Uri? site)
        && (site.Scheme == Uri.UriSchemeHttp || site.Scheme == Uri.UriSchemeHttps)
        && IsLoopback(site.Host)
        && site.Port == port;

    // A connection without an address is a Unix socket or a named pipe.
    private static bool IsLoopback(IPAddress? address) => address is null || IPAddress.IsLoopback(address);

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));
}

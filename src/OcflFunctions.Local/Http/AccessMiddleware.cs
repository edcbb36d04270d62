using System.Net;
using Microsoft.Extensions.Options;
using OcflFunctions.Http;

namespace OcflFunctions.Local.Http;

/// <summary>
/// Decides which requests are let in. With a key configured: those that have it, or whose endpoint needs none. Without one: only those of
/// programs on this machine, and not of a web page in a browser on this machine (by another site's script, or by a name that was made to
/// point here).
/// </summary>
internal sealed class AccessMiddleware(RequestDelegate next, IOptions<LocalHttpOptions> options)
{
    private readonly ApiKey? _key = options.Value.ApiKey is { } key ? new ApiKey(key) : null;

    public Task InvokeAsync(HttpContext context)
    {
        if (_key is null)
        {
            return IsFromThisMachine(context)
                ? next(context)
                : Problems.Result(
                    ProblemKind.Forbidden,
                    $"Without {LocalHttpOptions.Section}:{nameof(LocalHttpOptions.ApiKey)} only this machine is answered, by a loopback "
                        + "address or as localhost, and no web page of another address or port.").ExecuteAsync(context);
        }

        if (context.GetEndpoint()?.Metadata.GetMetadata<KeyRequirement>() is null || _key.IsShownBy(context.Request))
        {
            return next(context);
        }

        return Problems.Result(
            ProblemKind.Unauthorized,
            $"The key is missing or wrong. Send it in the header '{ApiKey.Header}' or in the query as "
                + $"'{ApiKey.QueryParameter}'.").ExecuteAsync(context);
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

using System.Net;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Options;
using OcflFunctions.Contracts;
using OcflFunctions.Http.Access;
using OcflFunctions.Local.Http;

namespace OcflFunctions.Local.Management;

/// <summary>Creates the URLs of the management API, in place of the extension's <c>CreateHttpManagementPayload</c>.</summary>
/// <param name="options">The key, and the address that callers get.</param>
public sealed class LocalManagementLinks(IOptions<LocalHttpOptions> options)
{
    /// <summary>The URLs for an instance.</summary>
    /// <param name="request">
    /// The request that is being answered. The URLs start with the configured address, or else with the address at which its connection
    /// ends. What the caller names as the host is not used: the URLs carry the key, and must not lead to a place of the caller's choice.
    /// </param>
    /// <param name="instanceId">The instance.</param>
    /// <returns>Eight URLs.</returns>
    public ManagementLinks For(HttpRequest request, string instanceId)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentException.ThrowIfNullOrEmpty(instanceId);

        string instance = $"{AddressOf(request.HttpContext, ManagementEndpoints.BasePath)}/instances/{Uri.EscapeDataString(instanceId)}";
        string? key = KeyFor(request.HttpContext);
        string Url(string path, string? query = null) => UrlOf(path, query, key);
        return new ManagementLinks
        {
            StatusQueryGetUri = Url(instance),
            SendEventPostUri = Url($"{instance}/raiseEvent/{{eventName}}"),
            TerminatePostUri = Url($"{instance}/terminate", "reason={text}"),
            RewindPostUri = Url($"{instance}/rewind", "reason={text}"),
            PurgeHistoryDeleteUri = Url(instance),
            RestartPostUri = Url($"{instance}/restart"),
            SuspendPostUri = Url($"{instance}/suspend", "reason={text}"),
            ResumePostUri = Url($"{instance}/resume", "reason={text}"),
        };
    }

    /// <summary>The URL of the route that is being answered, without its query.</summary>
    internal string AddressOf(HttpContext context) => AddressOf(context, context.Request.Path);

    private string AddressOf(HttpContext context, PathString path)
    {
        HttpRequest request = context.Request;
        return options.Value.PublicAddress is { } address
            ? address.AbsoluteUri.TrimEnd('/') + path.ToUriComponent()
            : UriHelper.BuildAbsolute(request.Scheme, EndOf(context.Connection), request.PathBase, path);
    }

    // A Unix socket and a named pipe have no address.
    private static HostString EndOf(ConnectionInfo connection) => connection.LocalIpAddress is not { } address
        ? new HostString("localhost")
        : new HostString(new IPEndPoint(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, connection.LocalPort).ToString());

    // Operators with a key of their own do not get the one of the settings.
    private string? KeyFor(HttpContext context) =>
        Caller.Of(context)?.Kind is null or CallerKind.ApiKey ? options.Value.ApiKey : null;

    private static string UrlOf(string path, string? query, string? key)
    {
        string? code = key is null ? null : $"{ApiKey.QueryParameter}={Uri.EscapeDataString(key)}";
        string[] parts = [.. new[] { query, code }.OfType<string>()];
        return parts.Length == 0 ? path : $"{path}?{string.Join('&', parts)}";
    }
}

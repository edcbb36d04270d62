using System.Net;
using Microsoft.AspNetCore.Http;

namespace OcflFunctions.Stages;

/// <summary>Who a request is from, for the limit on stages.</summary>
internal static class StageClient
{
    /// <summary>The caller's name if it is known; otherwise its address.</summary>
    public static string Of(HttpRequest request)
    {
        if (request.HttpContext.User.Identity is { IsAuthenticated: true, Name: { Length: > 0 } name })
        {
            return name;
        }

        // Behind the Functions host or a proxy, the last address is the one that this side added.
        IPAddress? address = request.HttpContext.Connection.RemoteIpAddress;
        string forwarded = request.Headers["X-Forwarded-For"].ToString().Split(',')[^1].Trim();
        return (address is null || IPAddress.IsLoopback(address)) && IPEndPoint.TryParse(forwarded, out IPEndPoint? client)
            ? client.Address.ToString()
            : address?.ToString() ?? "";
    }
}

using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Options;
using OcflFunctions.Local.Http;

namespace OcflFunctions.Local.Management;

/// <summary>Makes the URLs of the management API, in the place of the extension's <c>CreateHttpManagementPayload</c>.</summary>
/// <param name="options">Whether there is a key.</param>
public sealed class LocalManagementLinks(IOptions<LocalHttpOptions> options)
{
    /// <summary>The URLs for an instance.</summary>
    /// <param name="request">The request that is being answered: the URLs start with the address that its caller used.</param>
    /// <param name="instanceId">The instance.</param>
    /// <returns>Nine values: the id and eight URLs.</returns>
    public ManagementLinks For(HttpRequest request, string instanceId)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentException.ThrowIfNullOrEmpty(instanceId);

        string root = UriHelper.BuildAbsolute(request.Scheme, request.Host, request.PathBase, ManagementEndpoints.BasePath);
        string instance = $"{root}/instances/{Uri.EscapeDataString(instanceId)}";
        return new ManagementLinks
        {
            Id = instanceId,
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

    private string Url(string path, string? query = null)
    {
        string? code = options.Value.ApiKey is { } key ? $"{ApiKey.QueryParameter}={Uri.EscapeDataString(key)}" : null;
        string[] parts = [.. new[] { query, code }.OfType<string>()];
        return parts.Length == 0 ? path : $"{path}?{string.Join('&', parts)}";
    }
}

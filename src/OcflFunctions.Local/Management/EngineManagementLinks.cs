using Microsoft.DurableTask.Client;
using OcflFunctions.Contracts;
using OcflFunctions.Http;
using OcflFunctions.Http.Access;
using OcflFunctions.Keys;

namespace OcflFunctions.Local.Management;

/// <summary>Gives the app the URLs of this host's management API.</summary>
internal sealed class EngineManagementLinks(LocalManagementLinks links) : IManagementLinks
{
    public ManagementLinks? Create(DurableTaskClient client, string updateId, HttpRequest request) =>
        Caller.Of(request.HttpContext)?.Role == CallerRole.Operator ? links.For(request, updateId) : null;
}

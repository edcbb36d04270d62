using Microsoft.DurableTask.Client;
using OcflFunctions.Contracts;
using OcflFunctions.Http;

namespace OcflFunctions.Local.Management;

/// <summary>Gives the app the URLs of this host's management API.</summary>
internal sealed class EngineManagementLinks(LocalManagementLinks links) : IManagementLinks
{
    public ManagementLinks? Create(DurableTaskClient client, string updateId, HttpRequest request) => links.For(request, updateId);
}

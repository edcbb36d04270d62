using Microsoft.DurableTask.Client;
using OcflFunctions.Http;

namespace OcflFunctions.Local.Management;

/// <summary>Tells the app the URLs of this host's management API.</summary>
internal sealed class EngineManagementLinks(LocalManagementLinks links) : IManagementLinks
{
    public OcflFunctions.Http.ManagementLinks? Create(DurableTaskClient client, string updateId, HttpRequest request)
    {
        ManagementLinks local = links.For(request, updateId);
        return new OcflFunctions.Http.ManagementLinks
        {
            StatusQueryGetUri = local.StatusQueryGetUri,
            SendEventPostUri = local.SendEventPostUri,
            TerminatePostUri = local.TerminatePostUri,
            RewindPostUri = local.RewindPostUri,
            PurgeHistoryDeleteUri = local.PurgeHistoryDeleteUri,
            RestartPostUri = local.RestartPostUri,
            SuspendPostUri = local.SuspendPostUri,
            ResumePostUri = local.ResumePostUri,
        };
    }
}

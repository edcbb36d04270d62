using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using OcflFunctions.Contracts;

namespace OcflFunctions.Http;

/// <summary>Tells the durable engine's management URLs, which each host has its own way of knowing.</summary>
public interface IManagementLinks
{
    /// <summary>The URLs of an update.</summary>
    /// <param name="client">The client that the binding gave.</param>
    /// <param name="updateId">The update.</param>
    /// <param name="request">The request that asks.</param>
    /// <returns>Null where there are none.</returns>
    ManagementLinks? Create(DurableTaskClient client, string updateId, HttpRequest request);
}

/// <summary>The URLs that the Functions host gives the client's binding.</summary>
internal sealed class BindingManagementLinks : IManagementLinks
{
    public ManagementLinks? Create(DurableTaskClient client, string updateId, HttpRequest request)
    {
        HttpManagementPayload payload = client.CreateHttpManagementPayload(updateId);
        return new ManagementLinks
        {
            StatusQueryGetUri = payload.StatusQueryGetUri,
            SendEventPostUri = payload.SendEventPostUri,
            TerminatePostUri = Template(payload.TerminatePostUri),
            RewindPostUri = payload.RewindPostUri,
            PurgeHistoryDeleteUri = payload.PurgeHistoryDeleteUri,
            RestartPostUri = payload.RestartPostUri,
            SuspendPostUri = Template(payload.SuspendPostUri),
            ResumePostUri = Template(payload.ResumePostUri),
        };
    }

    // The real package writes reason={{text}}, which is no URI template.
    private static string? Template(string? uri) => uri?.Replace("{{text}}", "{text}", StringComparison.Ordinal);
}

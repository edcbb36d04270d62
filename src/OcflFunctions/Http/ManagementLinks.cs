using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using OcflFunctions.Contracts;
using OcflFunctions.Http.Access;
using OcflFunctions.Keys;

namespace OcflFunctions.Http;

/// <summary>Creates the durable engine's management URLs, each host in its own way.</summary>
public interface IManagementLinks
{
    /// <summary>The URLs of an update.</summary>
    /// <param name="client">The client that the binding gave.</param>
    /// <param name="updateId">The update.</param>
    /// <param name="request">The HTTP request.</param>
    /// <returns>Null if there are none for this caller: they have the key of an operator.</returns>
    ManagementLinks? Create(DurableTaskClient client, string updateId, HttpRequest request);
}

/// <summary>The URLs that the Functions host passes to the client's binding.</summary>
internal sealed class BindingManagementLinks : IManagementLinks
{
    public ManagementLinks? Create(DurableTaskClient client, string updateId, HttpRequest request)
    {
        if (Caller.Of(request.HttpContext)?.Role != CallerRole.Operator)
        {
            return null;
        }

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

    // The package writes reason={{text}}, which is not a URI template.
    private static string? Template(string? uri) => uri?.Replace("{{text}}", "{text}", StringComparison.Ordinal);
}

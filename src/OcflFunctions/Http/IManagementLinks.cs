using Microsoft.AspNetCore.Http;
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

using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask.Client;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>What the Functions extension adds to the client of a task hub.</summary>
public static class DurableTaskClientExtensions
{
    /// <summary>The URLs of the built-in management API for an instance.</summary>
    /// <param name="client">The client that the <see cref="DurableClientAttribute"/> binding made.</param>
    /// <param name="instanceId">The instance.</param>
    /// <param name="request">The request whose address the URLs start with; null for the one that the binding knows.</param>
    /// <returns>Never, outside the Functions host.</returns>
    /// <exception cref="InvalidOperationException">The client is not the binding's, and so knows no URLs. Without the Functions host none is.</exception>
    public static HttpManagementPayload CreateHttpManagementPayload(
        this DurableTaskClient client,
        string instanceId,
        HttpRequestData? request = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        throw new InvalidOperationException(
            $"The client '{client.GetType().Name}' was not made by the DurableClient binding of the Functions host, and so knows no management URLs.");
    }
}

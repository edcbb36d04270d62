using System.Text.Json;
using Microsoft.DurableTask.Client;
using OcflFunctions.Durable;
using OcflFunctions.Updates;

namespace OcflFunctions.Local.Management;

/// <summary>Updates that the management API starts take their place in the queue of their object before the answer is sent.</summary>
internal sealed class UpdateStartOrder(UpdateStarter starter, DurableTaskClient client) : IStartOrder
{
    public async Task<string> StartAsync(
        string orchestrator,
        string instanceId,
        JsonElement? input,
        Func<Task<string>> scheduleAsync,
        CancellationToken cancellationToken)
    {
        bool isUpdate = orchestrator.Equals(nameof(UpdateObject), StringComparison.OrdinalIgnoreCase);
        if (!isUpdate || input?.Deserialize<UpdateInput>(EngineJson.Options)?.Request is not { } request)
        {
            return await scheduleAsync();
        }

        // An id in use is refused by the engine. It must not get a place in the queue of another object.
        return await client.GetInstanceAsync(instanceId, cancellationToken) is { IsCompleted: false }
            ? await scheduleAsync()
            : await starter.StartReservedAsync(client, request, instanceId, scheduleAsync, cancellationToken);
    }
}

using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using OcflFunctions.Durable;

namespace OcflFunctions.Tests;

/// <summary>
/// A client as the Functions host has it, where that is stricter than others: commands to an instance in a state that they do not fit
/// are refused, with an exception of no promised type, and an event for an instance that is not there is dropped without a word.
/// </summary>
internal sealed class StrictClient() : DurableTaskClient("strict")
{
    /// <summary>The instances.</summary>
    public Dictionary<string, OrchestrationMetadata> Instances { get; } = [];

    /// <summary>What happens before each command, as when another caller was a moment faster.</summary>
    public Action Before { get; set; } = static () => { };

    /// <summary>The events that arrived: instance and name.</summary>
    public List<string> Events { get; } = [];

    public StrictClient Set(string id, OrchestrationRuntimeStatus status)
    {
        Instances[id] = new OrchestrationMetadata("UpdateObject", id) { RuntimeStatus = status, DataConverter = EngineJson.Converter };
        return this;
    }

    public override Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        Task.FromResult(Instances.GetValueOrDefault(instanceId));

    public override Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        Before();
        if (Instances.TryGetValue(instanceId, out OrchestrationMetadata? instance))
        {
            Require(instance.IsRunning || instance.RuntimeStatus == OrchestrationRuntimeStatus.Suspended, instance, "raise event for");
            Events.Add($"{instanceId} {eventName}");
        }

        return Task.CompletedTask;
    }

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default)
    {
        Before();
        Require(Instances[instanceId].RuntimeStatus is OrchestrationRuntimeStatus.Running
            or OrchestrationRuntimeStatus.Pending, Instances[instanceId], "suspend");
        Set(instanceId, OrchestrationRuntimeStatus.Suspended);
        return Task.CompletedTask;
    }

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default)
    {
        Before();
        Require(Instances[instanceId].RuntimeStatus == OrchestrationRuntimeStatus.Suspended, Instances[instanceId], "resume");
        Set(instanceId, OrchestrationRuntimeStatus.Running);
        return Task.CompletedTask;
    }

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) =>
        throw new NotSupportedException();

    public override Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName,
        object? input = null,
        StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // As the host's gRPC service: whatever went wrong there is an RPC failure of unknown status here.
    private static void Require(bool isAllowed, OrchestrationMetadata instance, string what)
    {
        if (!isAllowed)
        {
            throw new IOException(
                $"Status(StatusCode=\"Unknown\", Detail=\"Cannot {what} instance {instance.InstanceId} because it is in the "
                    + $"{instance.RuntimeStatus} state.\")");
        }
    }
}

using Microsoft.DurableTask.Client;

namespace OcflFunctions.Durable;

/// <summary>Which updates still run, by the durable engine.</summary>
public static class RunningUpdates
{
    /// <summary>Whether an update runs or will run. An update that the engine does not know does not.</summary>
    public static async Task<bool> IsRunningAsync(this DurableTaskClient client, string updateId, CancellationToken cancellationToken) =>
        await client.GetLifeAsync(updateId, cancellationToken) == UpdateLife.Running;

    /// <summary>What the engine knows about an update.</summary>
    public static async Task<UpdateLife> GetLifeAsync(
        this DurableTaskClient client, string updateId, CancellationToken cancellationToken) =>
        await client.GetInstanceAsync(updateId, getInputsAndOutputs: false, cancellationToken) is not { } instance ? UpdateLife.Unknown
        : instance.RuntimeStatus.IsFinished() ? UpdateLife.Ended
        : UpdateLife.Running;

    /// <summary>Whether the status is final.</summary>
    public static bool IsFinished(this OrchestrationRuntimeStatus status) => status
        is not OrchestrationRuntimeStatus.Pending
        and not OrchestrationRuntimeStatus.Running
        and not OrchestrationRuntimeStatus.Suspended
        and not ContinuedAsNew;

    // Obsolete in the package, and still found in old task hubs.
    private const OrchestrationRuntimeStatus ContinuedAsNew = (OrchestrationRuntimeStatus)2;
}

/// <summary>What the durable engine knows about an update.</summary>
public enum UpdateLife
{
    /// <summary>Nothing: it was not scheduled, or its instance was purged.</summary>
    Unknown,

    /// <summary>It runs or will run.</summary>
    Running,

    /// <summary>It has finished, with whatever result.</summary>
    Ended,
}

using Microsoft.DurableTask.Client;

namespace OcflFunctions.Durable;

/// <summary>Which updates still run, as the durable engine knows it.</summary>
public static class RunningUpdates
{
    /// <summary>Whether an update runs or will; one that the engine does not know does not.</summary>
    public static async Task<bool> IsRunningAsync(this DurableTaskClient client, string updateId, CancellationToken cancellationToken) =>
        await client.GetLifeAsync(updateId, cancellationToken) == UpdateLife.Running;

    /// <summary>What the engine knows of an update.</summary>
    public static async Task<UpdateLife> GetLifeAsync(
        this DurableTaskClient client, string updateId, CancellationToken cancellationToken) =>
        await client.GetInstanceAsync(updateId, getInputsAndOutputs: false, cancellationToken) is not { } instance ? UpdateLife.Unknown
        : instance.RuntimeStatus.IsFinished() ? UpdateLife.Ended
        : UpdateLife.Running;

    /// <summary>Whether nothing more will happen.</summary>
    public static bool IsFinished(this OrchestrationRuntimeStatus status) => status
        is not OrchestrationRuntimeStatus.Pending
        and not OrchestrationRuntimeStatus.Running
        and not OrchestrationRuntimeStatus.Suspended
        and not ContinuedAsNew;

    // Obsolete by name in the real package, and still seen in the instances of old task hubs.
    private const OrchestrationRuntimeStatus ContinuedAsNew = (OrchestrationRuntimeStatus)2;
}

/// <summary>What the durable engine knows of an update.</summary>
public enum UpdateLife
{
    /// <summary>Nothing: it was not scheduled yet, or never, or its instance was purged.</summary>
    Unknown,

    /// <summary>It runs or will.</summary>
    Running,

    /// <summary>It has ended, however it ended.</summary>
    Ended,
}

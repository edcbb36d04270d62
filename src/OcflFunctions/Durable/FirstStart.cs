using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace OcflFunctions.Durable;

/// <summary>Starts of which only the first counts.</summary>
internal static class FirstStart
{
    // The first orchestration of an id, in whatever status, is never replaced by a second.
    private static readonly StartOrchestrationOptions NeverAgain = new StartOrchestrationOptions().WithDedupeStatuses(
        OrchestrationRuntimeStatus.Pending,
        OrchestrationRuntimeStatus.Running,
        OrchestrationRuntimeStatus.Suspended,
        OrchestrationRuntimeStatus.Completed,
        OrchestrationRuntimeStatus.Failed,
        OrchestrationRuntimeStatus.Terminated);

    /// <summary>The options of such a start.</summary>
    public static StartOrchestrationOptions Of(string id) => NeverAgain with { InstanceId = id };
}

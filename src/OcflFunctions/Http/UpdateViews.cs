using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using OcflFunctions.Contracts;
using OcflFunctions.Orchestrations;
using OcflFunctions.Work;

namespace OcflFunctions.Http;

/// <summary>Shapes what the engine knows of an update for callers.</summary>
internal static class UpdateViews
{
    /// <summary>The status of an update.</summary>
    public static UpdateStatus StatusOf(OrchestrationMetadata instance, UpdateCustomStatus? progress, UpdateResult? result) => instance.RuntimeStatus switch
    {
        OrchestrationRuntimeStatus.Pending => UpdateStatus.Queued,
        OrchestrationRuntimeStatus.Suspended => UpdateStatus.Suspended,
        OrchestrationRuntimeStatus.Failed => UpdateStatus.Failed,
        OrchestrationRuntimeStatus.Terminated => UpdateStatus.Terminated,
        OrchestrationRuntimeStatus.Completed => result?.Outcome switch
        {
            UpdateOutcome.Unchanged => UpdateStatus.Unchanged,
            UpdateOutcome.Cancelled => UpdateStatus.Cancelled,
            _ => UpdateStatus.Completed,
        },
        _ => progress switch
        {
            null or { Phase: UpdatePhase.Claiming, Ahead: > 0 } => UpdateStatus.Queued,
            { Phase: UpdatePhase.Held } => UpdateStatus.Held,
            _ => UpdateStatus.Running,
        },
    };

    /// <summary>An update that was fetched with inputs and outputs.</summary>
    /// <param name="instance">What the engine knows.</param>
    /// <param name="request">The request that asks.</param>
    /// <param name="steps">What the steps are; null when that is not known or not asked for.</param>
    public static Update Describe(OrchestrationMetadata instance, HttpRequest request, IReadOnlyList<StepDescription>? steps = null)
    {
        UpdateRequest? asked = UpdateInstances.RequestOf(instance);
        UpdateCustomStatus? progress = instance.ReadCustomStatusAs<UpdateCustomStatus>();
        UpdateResult? result = instance.RuntimeStatus == OrchestrationRuntimeStatus.Completed ? instance.ReadOutputAs<UpdateResult>() : null;
        return new Update
        {
            Id = instance.InstanceId,
            ObjectId = asked?.ObjectId,
            Status = StatusOf(instance, progress, result),
            Phase = instance.RuntimeStatus.IsFinished() ? null : progress?.Phase,
            CreatedAt = instance.CreatedAt.ToUniversalTime(),
            LastUpdatedAt = instance.LastUpdatedAt.ToUniversalTime(),
            Request = asked,
            Progress = progress,
            Steps = steps is null || progress?.Steps is null ? null : Describe(steps, progress),
            Result = result,
            Error = Failures.ErrorOf(instance, progress?.Error, "update"),
            Links = Links.OfUpdate(request, instance.InstanceId),
        };
    }

    private static UpdateStep[] Describe(IReadOnlyList<StepDescription> steps, UpdateCustomStatus progress)
    {
        Dictionary<int, string> notes = progress.Notes.ToDictionary(note => note.Step, note => note.Text);
        return
        [
            .. steps.Select((step, index) =>
                new UpdateStep(index + 1, step.Name, step.Bytes, StateOf(progress.Steps!, index), notes.GetValueOrDefault(index))),
        ];
    }

    private static StepState StateOf(string marks, int index) => (index < marks.Length ? marks[index] : ' ') switch
    {
        StepMark.Running => StepState.Running,
        StepMark.Done => StepState.Done,
        StepMark.AlreadyDone => StepState.AlreadyDone,
        _ => StepState.Waiting,
    };
}

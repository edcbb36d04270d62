using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Http;

namespace OcflFunctions.Updates;

/// <summary>Describes updates for callers.</summary>
internal static class UpdateViews
{
    /// <summary>The status of an update.</summary>
    public static UpdateStatus StatusOf(
        OrchestrationMetadata instance, UpdateCustomStatus? progress, UpdateResult? result) => instance.RuntimeStatus switch
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
    /// <param name="instance">The instance.</param>
    /// <param name="request">The HTTP request.</param>
    /// <param name="steps">The steps; null if they are not known or not requested.</param>
    public static Update Describe(OrchestrationMetadata instance, HttpRequest request, IReadOnlyList<StepDescription>? steps = null) =>
        Describe(instance, Links.OfUpdate(request, instance.InstanceId), steps);

    /// <summary>An update that was fetched with inputs and outputs.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="links">Its URLs.</param>
    /// <param name="steps">The steps; null if they are not known or not requested.</param>
    public static Update Describe(OrchestrationMetadata instance, UpdateLinks links, IReadOnlyList<StepDescription>? steps)
    {
        UpdateRequest? requested = UpdateInstances.RequestOf(instance);
        UpdateCustomStatus? progress = instance.ReadCustomStatusAs<UpdateCustomStatus>();
        UpdateResult? result = instance.RuntimeStatus == OrchestrationRuntimeStatus.Completed
            ? instance.ReadOutputAs<UpdateResult>()
            : null;
        return new Update
        {
            Id = instance.InstanceId,
            ObjectId = requested?.ObjectId,
            Status = StatusOf(instance, progress, result),
            Phase = instance.RuntimeStatus.IsFinished() ? null : progress?.Phase,
            CreatedAt = instance.CreatedAt.ToUniversalTime(),
            LastUpdatedAt = instance.LastUpdatedAt.ToUniversalTime(),
            Request = requested,
            Progress = progress ?? new UpdateProgress(),
            Steps = steps is null || progress?.Steps is null ? null : Describe(steps, progress),
            Result = result,
            Error = InstanceErrors.ErrorOf(instance, progress?.Error, "update"),
            Links = links,
        };
    }

    private static UpdateStep[] Describe(IReadOnlyList<StepDescription> steps, UpdateCustomStatus progress)
    {
        Dictionary<int, string> notes = progress.Notes.ToDictionary(note => note.Step, note => note.Text);
        return
        [
            .. steps.Select((step, index) =>
                new UpdateStep(
                    index + 1,
                    step.Name,
                    step.Bytes,
                    StateOf(MarkOf(progress.Steps!, step, index)),
                    notes.GetValueOrDefault(step.Slice ?? index))),
        ];
    }

    /// <summary>The mark of a step: that of its slice.</summary>
    /// <param name="marks">The marks of the slices.</param>
    /// <param name="step">The step.</param>
    /// <param name="index">Its place in the plan.</param>
    public static char MarkOf(string marks, StepDescription step, int index) =>
        (step.Slice ?? index) is int slice && slice < marks.Length ? marks[slice] : StepMark.Waiting;

    private static StepState StateOf(char mark) => mark switch
    {
        StepMark.Running => StepState.Running,
        StepMark.Done => StepState.Done,
        StepMark.AlreadyDone => StepState.AlreadyDone,
        _ => StepState.Waiting,
    };
}

/// <summary>Finds updates among the engine's instances.</summary>
internal static class UpdateInstances
{
    /// <summary>An update, with inputs and outputs.</summary>
    /// <exception cref="ProblemException">There is no such update.</exception>
    public static async Task<OrchestrationMetadata> GetAsync(DurableTaskClient client, string id, CancellationToken cancellationToken) =>
        await TryGetAsync(client, id, cancellationToken) ?? throw NotFound(id);

    /// <summary>An update, with inputs and outputs; null if there is none.</summary>
    public static async Task<OrchestrationMetadata?> TryGetAsync(
        DurableTaskClient client, string id, CancellationToken cancellationToken) =>
        await client.GetInstanceAsync(id, getInputsAndOutputs: true, cancellationToken) is { } instance && IsUpdate(instance)
            ? instance
            : null;

    /// <summary>The problem of an update that does not exist.</summary>
    public static ProblemException NotFound(string id) =>
        new(ProblemKind.UpdateNotFound, $"There is no update '{id}'. {RemovedRuns.Describe("updates")}", "id");

    /// <summary>The request of an update that was fetched with inputs and outputs.</summary>
    /// <returns>Null if the input is not valid: the engine's own API starts an orchestration with any input.</returns>
    public static UpdateRequest? RequestOf(OrchestrationMetadata instance) => instance.TryReadInput<UpdateInput>()?.Request;

    /// <summary>Whether an instance is an update.</summary>
    public static bool IsUpdate(OrchestrationMetadata instance) =>
        instance.Name.Equals(nameof(UpdateObject), StringComparison.OrdinalIgnoreCase);
}

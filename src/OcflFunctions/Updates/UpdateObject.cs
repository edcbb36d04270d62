using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;

namespace OcflFunctions.Updates;

/// <summary>Commits one new version of one OCFL object, or none.</summary>
public static partial class UpdateObject
{
    /// <summary>The event on which a waiting update checks whether its turn has come.</summary>
    public const string ClaimGrantedEvent = "ClaimGranted";

    /// <summary>The event that retries a held update.</summary>
    public const string RetryEvent = "Retry";

    /// <summary>
    /// The orchestrator. A change to its sequence branches here on <c>context.Version</c>, so that runs in flight finish as they began.
    /// </summary>
    /// <param name="context">The orchestration.</param>
    /// <param name="input">The request and the settings.</param>
    /// <returns>The result. A failure is thrown after what was done is undone.</returns>
    [Function(nameof(UpdateObject))]
    public static async Task<UpdateResult> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, UpdateInput input)
    {
        UpdateInputCheck.Require(input);
        ProgressReporter progress = new(context);
        Run run = new(context, input, progress);
        try
        {
            return await run.CommitVersionAsync();
        }
        catch (Exception failure) when (failure is TaskFailedException or UpdateCancelledException)
        {
            return await run.UndoAsync(failure);
        }
        finally
        {
            await run.ReleaseObjectAsync();
            progress.End();
        }
    }

    private sealed partial class Run(TaskOrchestrationContext context, UpdateInput input, ProgressReporter progress)
    {
        private readonly UpdateIdentity _update = new(context.InstanceId, input.Request.ObjectId, context.UtcNow());
        private readonly ActivityCalls _calls = new(
            context, input.Settings.Attempts, input.Settings.FirstRetryDelay, input.Settings.MaxRetryDelay, progress.Retry);

        private readonly Task<object?> _cancel = context.WaitForExternalEvent<object?>(CancelRequest.Event);
        private PlanSummary? _plan;
        private DateTimeOffset? _granted;
        private UpdateStatus _ended = UpdateStatus.Failed;

        public async Task<UpdateResult> CommitVersionAsync()
        {
            await WaitForTurnAsync();
            await BuildStageAsync();
            PlanSummary plan = _plan = await CreatePlanAsync();
            if (!plan.ChangesNothing)
            {
                await CopyContentAsync(plan);
                await CommitAsync(plan);
            }

            return await FinishAsync(plan, plan.Finish);
        }

        /// <summary>Undoes what is not committed, and fails as the update did. If it is committed, completes it instead.</summary>
        public async Task<UpdateResult> UndoAsync(Exception failure)
        {
            progress.Enter(UpdatePhase.Reverting, failure is UpdateCancelledException ? null : InstanceErrors.Describe(failure));
            if (failure is UpdateCancelledException)
            {
                context.CreateReplaySafeLogger(nameof(UpdateObject)).Cancelled(_update.Id, failure.Message);
            }

            RevertResult revert = await CallAsync<RevertResult>(nameof(RevertOcflActivity), _update);
            if (revert.Committed && _plan is { } plan)
            {
                return await FinishAsync(plan, revert.Applied ? SliceRange.Empty : plan.Finish);
            }

            if (failure is not UpdateCancelledException)
            {
                throw failure;
            }

            _ended = UpdateStatus.Cancelled;
            return new UpdateResult { Outcome = UpdateOutcome.Cancelled, ObjectId = _update.ObjectId };
        }

        private void ThrowIfCancelled()
        {
            if (_cancel.IsCompleted)
            {
                throw new UpdateCancelledException(EventReason.Of(_cancel.Result));
            }
        }
    }
}

/// <summary>The update is cancelled. This exception stays within the orchestrator.</summary>
/// <param name="reason">Why; null when not given.</param>
internal sealed class UpdateCancelledException(string? reason) : Exception(reason ?? "No reason was given.");

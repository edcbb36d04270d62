using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Updates;

namespace OcflFunctions.Purges;

/// <summary>Removes one OCFL object with all its versions.</summary>
public static class PurgeObject
{
    /// <summary>
    /// The orchestrator. A change to its sequence branches here on <c>context.Version</c>, so that runs in flight finish as they began.
    /// </summary>
    /// <param name="context">The orchestration.</param>
    /// <param name="input">The request and the settings.</param>
    /// <returns>The record that stays.</returns>
    [Function(nameof(PurgeObject))]
    public static async Task<PurgeRecord> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, PurgeInput input)
    {
        PurgeInputCheck.Require(input);
        Run run = new(context, input);
        try
        {
            await run.WaitForTurnAsync();
            return await run.RemoveAsync();
        }
        catch (TaskFailedException failure)
        {
            run.Fail(failure);
            throw;
        }
        finally
        {
            await run.ReleaseAsync();
        }
    }

    private sealed class Run(TaskOrchestrationContext context, PurgeInput input)
    {
        private readonly UpdateIdentity _purge = new(context.InstanceId, input.Request.Confirm, context.UtcNow(), IsPurge: true);
        private readonly ActivityCalls _calls = new(
            context, input.Settings.Attempts, input.Settings.FirstRetryDelay, input.Settings.MaxRetryDelay, _ => { });

        private DateTimeOffset? _granted;
        private UpdateStatus _ended = UpdateStatus.Failed;

        /// <summary>Waits until the updates of the object before it have finished.</summary>
        public async Task WaitForTurnAsync()
        {
            await ObjectTurn.WaitAsync(
                context,
                input.Settings.ClaimPollInterval,
                () => CallAsync<ClaimResult>(nameof(ClaimObject), _purge),
                claim => context.SetCustomStatus(new PurgeCustomStatus(claim.Ahead)));
            _granted = context.UtcNow();
            context.SetCustomStatus(new PurgeCustomStatus(null));
        }

        /// <summary>Removes the object. After the first step, readers do not find it.</summary>
        public async Task<PurgeRecord> RemoveAsync()
        {
            StartedRemoval removal = await CallAsync<StartedRemoval>(nameof(BeginPurge), new BeginPurgeInput(_purge, input.Request));
            await CallAsync<object?>(nameof(HideObject), removal);
            for (int round = 0; round < ObjectRemover.MostRounds; round++)
            {
                int batches = await CallAsync<int>(nameof(ListRemains), new ListRemainsInput(removal, round));
                if (batches == 0)
                {
                    break;
                }

                await OrchestrationWindow.RunAsync(batches, input.Settings.Window, () => false, batch =>
                    CallAsync<object?>(nameof(DeleteRemains), new DeleteRemainsInput(removal, round, batch)));
            }

            PurgeRecord record = await CallAsync<PurgeRecord>(nameof(CompletePurge), removal);
            _ended = UpdateStatus.Completed;
            return record;
        }

        public void Fail(TaskFailedException failure) =>
            context.SetCustomStatus(new PurgeCustomStatus(null, InstanceErrors.Describe(failure)));

        /// <summary>Gives the next update of the object its turn. If that fails, the next one finds that this no longer runs.</summary>
        public async Task ReleaseAsync()
        {
            try
            {
                await CallAsync<object?>(
                    nameof(ReleaseObject),
                    new ReleaseInput(_purge.Id, _purge.ObjectId, _purge.Created, _ended, _granted, IsPurge: true));
            }
            catch (TaskFailedException failure)
            {
                context.CreateReplaySafeLogger(nameof(PurgeObject)).ReleaseFailed(_purge.Id, failure.FailureDetails.ErrorMessage);
            }
        }

        private Task<T> CallAsync<T>(string activity, object activityInput) => _calls.CallAsync<T>(activity, activityInput);
    }
}

using Microsoft.DurableTask;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;

namespace OcflFunctions.Updates;

public static partial class UpdateObject
{
    private sealed partial class Run
    {
        /// <summary>Waits until the updates of the object before it have finished, or it is cancelled.</summary>
        private async Task WaitForTurnAsync()
        {
            progress.Enter(UpdatePhase.Claiming);
            await ObjectTurn.WaitAsync(
                context, input.Settings.ClaimPollInterval, ClaimAsync, claim => progress.WaitBehind(claim.Ahead), _cancel);
            _granted = context.UtcNow();
        }

        private Task<ClaimResult> ClaimAsync()
        {
            ThrowIfCancelled();
            return CallAsync<ClaimResult>(nameof(ClaimObject), _update);
        }

        /// <summary>
        /// Gives the next update of the object its turn. If that fails, the next update finds that this one no longer runs, and takes over.
        /// </summary>
        public async Task ReleaseObjectAsync()
        {
            try
            {
                await _calls.CallAsync<object?>(
                    nameof(ReleaseObject), new ReleaseInput(_update.Id, _update.ObjectId, _update.Created, _ended, _granted));
            }
            catch (TaskFailedException failure)
            {
                context.CreateReplaySafeLogger(nameof(UpdateObject)).ReleaseFailed(_update.Id, failure.FailureDetails.ErrorMessage);
            }
        }
    }
}

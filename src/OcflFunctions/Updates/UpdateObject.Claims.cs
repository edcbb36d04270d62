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
            Task granted = context.WaitForExternalEvent<object?>(ClaimGrantedEvent);
            TimeSpan wait = input.Settings.ClaimPollInterval;
            ClaimResult claim = await ClaimAsync();
            while (!claim.IsGranted)
            {
                progress.WaitBehind(claim.Ahead);
                await WaitForNewsAsync(granted, wait);
                wait = Longer(wait);
                granted = granted.IsCompleted ? context.WaitForExternalEvent<object?>(ClaimGrantedEvent) : granted;
                claim = await ClaimAsync();
            }

            _granted = context.UtcNow();
        }

        private Task<ClaimResult> ClaimAsync()
        {
            ThrowIfCancelled();
            return CallAsync<ClaimResult>(nameof(ClaimObject), _update);
        }

        // The timer is for the case that the update before it raises no event: terminated, or lost with its host.
        private async Task WaitForNewsAsync(Task granted, TimeSpan wait)
        {
            using CancellationTokenSource enough = new();
            Task timer = context.CreateTimer(wait, enough.Token);
            await Task.WhenAny(granted, _cancel, timer);

            // Not CancelAsync, which leaves the orchestrator's thread.
            enough.Cancel();
        }

        // Each check adds a few events to the history, and an update can wait for days.
        private TimeSpan Longer(TimeSpan wait) => TimeSpan.FromTicks(Math.Min(wait.Ticks * 2, input.Settings.ClaimPollInterval.Ticks * 10));

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

using Microsoft.DurableTask;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;

namespace OcflFunctions.Updates;

public static partial class UpdateObject
{
    private sealed partial class Run
    {
        private Task<object?>? _retryAsked;
        private Task<bool>? _hold;
        private bool _holdTimeIsOver;
        private int _holds;

        /// <summary>
        /// Calls an activity. When its retries have run out on a fault that an operator can mend, the update is held, and once it is
        /// told to, the activity is called again.
        /// </summary>
        private async Task<T> CallAsync<T>(string activity, object activityInput, string? step = null)
        {
            while (true)
            {
                try
                {
                    return await _calls.CallAsync<T>(activity, activityInput, step);
                }
                catch (TaskFailedException failure) when (CanHold(failure))
                {
                    if (!await HoldAsync(failure))
                    {
                        throw;
                    }
                }
            }
        }

        private bool CanHold(TaskFailedException failure) =>
            input.Settings.HoldTime > TimeSpan.Zero && !_holdTimeIsOver && !RetryPolicies.IsPermanent(failure.FailureDetails);

        // Those that fail beside the first wait with it.
        private Task<bool> HoldAsync(TaskFailedException failure) =>
            _hold is { IsCompleted: false } ? _hold : _hold = WaitForRetryAsync(failure);

        /// <summary>Waits to be told to go on.</summary>
        /// <returns>False when the hold's time is over.</returns>
        private async Task<bool> WaitForRetryAsync(TaskFailedException failure)
        {
            bool canBeCancelled = progress.Phase is not (UpdatePhase.Finishing or UpdatePhase.Reverting);
            if (canBeCancelled)
            {
                ThrowIfCancelled();
            }

            DateTime until = context.CurrentUtcDateTime + input.Settings.HoldTime;
            progress.Hold(InstanceErrors.Describe(failure), OrchestrationWindow.Utc(until));
            context.CreateReplaySafeLogger(nameof(UpdateObject)).Held(
                _update.Id, failure.TaskName, OrchestrationWindow.Utc(until), failure.FailureDetails.ErrorMessage);
            _retryAsked = _retryAsked is { IsCompleted: false } ? _retryAsked : context.WaitForExternalEvent<object?>(RetryEvent);
            using CancellationTokenSource enough = new();
            Task timer = context.CreateTimer(until, enough.Token);

            // Who retries or cancels does not wait for the count.
            _ = NoteHoldAsync(++_holds);
            Task first = await Task.WhenAny(canBeCancelled ? [_retryAsked, _cancel, timer] : [_retryAsked, timer]);
            if (first == timer)
            {
                _holdTimeIsOver = true;
                return false;
            }

            // Not CancelAsync, which leaves the orchestrator's own thread.
            enough.Cancel();
            if (canBeCancelled)
            {
                ThrowIfCancelled();
            }

            progress.Release();
            context.CreateReplaySafeLogger(nameof(UpdateObject)).Retried(
                _update.Id, EventReason.Of(_retryAsked.Result) ?? "No reason was given.");
            return true;
        }

        // A hold that could not be counted is one all the same.
        private async Task NoteHoldAsync(int number)
        {
            try
            {
                await _calls.CallAsync<object?>(nameof(NoteHold), new HoldInput(_update.Id, _update.ObjectId, _update.Created, number));
            }
            catch (TaskFailedException failure)
            {
                context.CreateReplaySafeLogger(nameof(UpdateObject)).HoldNotCounted(_update.Id, failure.FailureDetails.ErrorMessage);
            }
        }
    }
}

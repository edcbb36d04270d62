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
        /// Calls an activity. If its retries have run out on a fault that an operator can fix, the update is held, and the activity is
        /// called again on a retry.
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

        // Updates that began under version 1 count a hold with retries, beside whatever follows. Those without a version are older.
        private bool CountsWithRetries => context.Version is null or "" or "1";

        private bool CanHold(TaskFailedException failure) =>
            input.Settings.HoldTime > TimeSpan.Zero && !_holdTimeIsOver && !RetryPolicies.IsPermanent(failure.FailureDetails);

        // Activities that fail during a hold wait with it.
        private Task<bool> HoldAsync(TaskFailedException failure) =>
            _hold is { IsCompleted: false } ? _hold : _hold = WaitForRetryAsync(failure);

        /// <summary>Waits for a retry.</summary>
        /// <returns>False if the hold has expired.</returns>
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

            Task noted = NoteHoldAsync(++_holds);
            Task first = await Task.WhenAny(canBeCancelled ? [_retryAsked, _cancel, timer] : [_retryAsked, timer]);
            if (!CountsWithRetries)
            {
                // No orchestration ends before its activities, so the count has one attempt, and is not left open.
                await noted;
            }

            if (first == timer)
            {
                _holdTimeIsOver = true;
                return false;
            }

            // Not CancelAsync, which leaves the orchestrator's thread.
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

        // An update is held even if the hold could not be counted.
        private async Task NoteHoldAsync(int number)
        {
            try
            {
                HoldInput hold = new(_update.Id, _update.ObjectId, _update.Created, number);
                await (CountsWithRetries
                    ? _calls.CallAsync<object?>(nameof(NoteHold), hold)
                    : context.CallActivityAsync(nameof(NoteHold), hold));
            }
            catch (TaskFailedException failure)
            {
                context.CreateReplaySafeLogger(nameof(UpdateObject)).HoldNotCounted(_update.Id, failure.FailureDetails.ErrorMessage);
            }
        }
    }
}

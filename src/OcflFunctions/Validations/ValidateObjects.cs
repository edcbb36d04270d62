using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Hosting;
using OcflFunctions.Updates;

namespace OcflFunctions.Validations;

/// <summary>Validates one OCFL object, or a storage root with all its objects.</summary>
public static class ValidateObjects
{
    /// <summary>
    /// The orchestrator. A change to its sequence branches here on <c>context.Version</c>, so that runs in flight finish as they began.
    /// </summary>
    /// <param name="context">The orchestration.</param>
    /// <param name="input">The request, the settings, and how far it is.</param>
    /// <returns>What was found; null if it continues as new.</returns>
    [Function(nameof(ValidateObjects))]
    public static async Task<ValidationResult?> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, ValidationInput input)
    {
        ValidationInputCheck.Require(input);
        Run run = new(context, input, new ValidationProgressReporter(context, input.State));
        try
        {
            return await run.ValidateAsync();
        }
        catch (TaskFailedException failure)
        {
            run.Fail(failure);
            throw;
        }
    }

    private sealed class Run(TaskOrchestrationContext context, ValidationInput input, ValidationProgressReporter progress)
    {
        private readonly ValidationSettings _settings = input.Settings;
        private readonly ActivityCalls _calls = new(
            context, input.Settings.Attempts, input.Settings.FirstRetryDelay, input.Settings.MaxRetryDelay, progress.Retry);

        private readonly Task<object?> _cancel = context.WaitForExternalEvent<object?>(CancelRequest.Event);

        private ValidationIdentity Validation => new(context.InstanceId, progress.State.StartedAt);

        public async Task<ValidationResult?> ValidateAsync()
        {
            for (int pages = 0; pages < _settings.PagesPerRun && !_cancel.IsCompleted; pages++)
            {
                ListedObjects page = await ListAsync();
                progress.Listed(page);
                await ValidatePageAsync(page);
                if (_cancel.IsCompleted)
                {
                    break;
                }

                progress.Done(page);
                if (page.Next is null)
                {
                    return await FinishAsync();
                }
            }

            if (_cancel.IsCompleted)
            {
                return Cancel();
            }

            context.ContinueAsNew(input with { State = progress.State });
            return null;
        }

        public void Fail(TaskFailedException failure) => progress.End(InstanceErrors.Describe(failure));

        private ValidationResult Cancel()
        {
            context.CreateReplaySafeLogger(nameof(ValidateObjects)).ValidationCancelled(
                context.InstanceId, EventReason.Of(_cancel.Result) ?? "No reason was given.");
            progress.End();
            return new ValidationResult(progress.State.Counts, input.Request.ObjectId)
            {
                Outcome = ValidationOutcome.Cancelled,
                RootOutcome = null,
            };
        }

        private async Task<ValidationResult> FinishAsync()
        {
            if (input.Request.ObjectId is null)
            {
                progress.Validated(await ValidateRootAsync());
            }

            progress.End();
            ValidationResult result = new(progress.State.Counts, input.Request.ObjectId);
            if (result.Outcome != ValidationOutcome.Valid)
            {
                context.CreateReplaySafeLogger(nameof(ValidateObjects)).NotValid(
                    context.InstanceId,
                    result.Outcome,
                    result.Objects,
                    result.Valid,
                    result.Invalid,
                    result.Unverified,
                    result.Errors,
                    result.Unchecked);
                if (_settings.Notify)
                {
                    await NotifyAsync(result);
                }
            }

            return result;
        }

        // A validation does not fail because nobody can be notified.
        private async Task NotifyAsync(ValidationResult result)
        {
            try
            {
                await CallAsync<object?>(nameof(NoteFindings), new NoteFindingsInput(Validation, result));
            }
            catch (TaskFailedException failure)
            {
                context.CreateReplaySafeLogger(nameof(ValidateObjects)).NotNotified(
                    context.InstanceId, failure.FailureDetails.ErrorMessage);
            }
        }

        /// <summary>Lists a page. What cannot be read even after retries is reported, and the rest is listed.</summary>
        private async Task<ListedObjects> ListAsync()
        {
            ListObjectsInput list = new(
                Validation, progress.State.Pages, _settings.PageObjects, input.Request.ObjectId, progress.State.After);
            try
            {
                return await CallAsync<ListedObjects>(nameof(ListObjects), list);
            }
            catch (TaskFailedException failure) when (input.Request.ObjectId is null && !RetryPolicies.IsPermanent(failure.FailureDetails))
            {
                return await CallAsync<ListedObjects>(nameof(ListObjects), list with { Try = ValidationTry.Last });
            }
        }

        private async Task<ValidatedObjects> ValidateRootAsync()
        {
            ValidateStorageRootInput root = new(Validation, progress.State);
            try
            {
                return await CallAsync<ValidatedObjects>(nameof(ValidateStorageRoot), root);
            }
            catch (TaskFailedException failure) when (!RetryPolicies.IsPermanent(failure.FailureDetails))
            {
                return await CallAsync<ValidatedObjects>(nameof(ValidateStorageRoot), root with { Try = ValidationTry.Last });
            }
        }

        private Task ValidatePageAsync(ListedObjects page)
        {
            int size = _settings.SliceObjects;
            int slices = (page.Objects + size - 1) / size;
            return OrchestrationWindow.RunAsync(slices, _settings.Window, () => _cancel.IsCompleted, slice =>
                ValidateSliceAsync(new SliceRange(slice * size, Math.Min(size, page.Objects - (slice * size)))));
        }

        private async Task ValidateSliceAsync(SliceRange slice)
        {
            ValidatedObjects found = await ValidateAsync(slice, ValidationTry.First);
            foreach (int deferred in found.Deferred)
            {
                if (!_cancel.IsCompleted)
                {
                    await ValidateAloneAsync(new SliceRange(deferred, 1));
                }
            }
        }

        /// <summary>Retries an object that could not be read; if that fails, it is reported as not checked.</summary>
        private async Task ValidateAloneAsync(SliceRange slice)
        {
            try
            {
                await ValidateAsync(slice, ValidationTry.Again);
            }
            catch (TaskFailedException)
            {
                await ValidateAsync(slice, ValidationTry.Last);
            }
        }

        private async Task<ValidatedObjects> ValidateAsync(SliceRange slice, ValidationTry which)
        {
            ValidateObjectInput objects = new(Validation, progress.State.Pages, slice, input.Request.Content, which);
            string part = ValidationStore.SliceOf(objects);
            progress.Started(part);
            try
            {
                ValidatedObjects found = await CallAsync<ValidatedObjects>(nameof(ValidateObject), objects);
                progress.Validated(found, part);
                return found;
            }
            catch (TaskFailedException)
            {
                progress.Stopped(part);
                throw;
            }
        }

        private Task<T> CallAsync<T>(string activity, object activityInput) => _calls.CallAsync<T>(activity, activityInput);
    }
}

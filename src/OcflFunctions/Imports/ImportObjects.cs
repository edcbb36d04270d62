using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Hosting;
using OcflFunctions.Updates;

namespace OcflFunctions.Imports;

/// <summary>Imports the objects of a source: page after page of them, several at a time.</summary>
public static class ImportObjects
{
    /// <summary>
    /// The orchestrator. A change to its sequence branches here on <c>context.Version</c>, so that runs in flight finish as they began.
    /// </summary>
    /// <param name="context">The orchestration.</param>
    /// <param name="input">The request, the settings, and how far it is.</param>
    /// <returns>What became of the objects; null if it continues as new.</returns>
    [Function(nameof(ImportObjects))]
    public static async Task<ImportResult?> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, ImportInput input)
    {
        ImportInputCheck.Require(input);
        Run run = new(context, input, new ImportProgressReporter(context, input.State));
        try
        {
            return await run.ImportAsync();
        }
        catch (TaskFailedException failure)
        {
            await run.FailAsync(failure);
            throw;
        }
    }

    private sealed class Run(TaskOrchestrationContext context, ImportInput input, ImportProgressReporter progress)
    {
        private readonly ImportSettings _settings = input.Settings;
        private readonly SortedSet<string> _running = new(StringComparer.Ordinal);
        private readonly Task<object?> _cancel = context.WaitForExternalEvent<object?>(CancelRequest.Event);
        private readonly ActivityCalls _calls = new(
            context, input.Settings.Attempts, input.Settings.FirstRetryDelay, input.Settings.MaxRetryDelay, progress.Retry);

        private ImportIdentity Import => new(context.InstanceId, progress.State.StartedAt);

        private bool IsToStop => input.Request.OnInvalid == InvalidObjectAction.Stop
            && progress.State.Counts is { Invalid: > 0 } or { Refused: > 0 };

        public async Task<ImportResult?> ImportAsync()
        {
            _ = PassCancelOnAsync();
            for (int pages = 0; pages < _settings.PagesPerRun; pages++)
            {
                if (_cancel.IsCompleted)
                {
                    return await FinishAsync(ImportOutcome.Cancelled);
                }

                ListedImport page = await _calls.CallAsync<ListedImport>(nameof(ListImport), new ListImportInput(
                    Import, input.Request, progress.State.Pages, _settings.PageObjects, progress.State.After));
                long first = progress.State.Listed;
                progress.Listed(page);
                await OrchestrationWindow.RunAsync(
                    page.Objects, _settings.Window, () => _cancel.IsCompleted || IsToStop, index => ImportAsync(first, index));
                if (_cancel.IsCompleted || IsToStop)
                {
                    return await FinishAsync(_cancel.IsCompleted ? ImportOutcome.Cancelled : ImportOutcome.Stopped);
                }

                progress.Done(page);
                if (page.Next is null)
                {
                    return await FinishAsync(ImportOutcome.Complete);
                }
            }

            context.ContinueAsNew(input with { State = progress.State });
            return null;
        }

        public Task FailAsync(TaskFailedException failure)
        {
            progress.End(InstanceErrors.Describe(failure));
            return NotifyAsync(nameof(ImportStatus.Failed));
        }

        // Those that run have to be asked to stop; those that have not started do not start.
        private async Task PassCancelOnAsync()
        {
            object? reason = await _cancel;
            foreach (string owner in _running)
            {
                context.SendEvent(owner, CancelRequest.Event, new CancelRequest(EventReason.Of(reason)));
            }
        }

        private async Task ImportAsync(long first, int index)
        {
            long number = first + index;
            string owner = Import.OwnerOf(number);
            _running.Add(owner);
            progress.Started();
            ImportedObject done;
            try
            {
                done = await context.CallSubOrchestratorAsync<ImportedObject>(
                    nameof(ImportObject),
                    new ObjectImportInput(Import, progress.State.Pages, index, number, input.Request.Source, _settings),
                    new SubOrchestrationOptions(instanceId: owner));
            }
            catch (TaskFailedException failure)
            {
                // It has not cleaned up, and has no line in the report: the next sweep does both.
                done = ImportedObjects.Failed(InstanceErrors.Describe(failure));
            }

            _running.Remove(owner);
            progress.Ended(done);
        }

        private async Task<ImportResult> FinishAsync(ImportOutcome outcome)
        {
            ImportCounts counts = progress.State.Counts;
            progress.End();
            bool hasAll = counts.Objects == counts.Imported + counts.Unchanged;
            outcome = outcome == ImportOutcome.Complete && !hasAll ? ImportOutcome.Incomplete : outcome;
            await NotifyAsync(outcome.ToString());
            return new ImportResult(counts, outcome) { NotImported = progress.State.NotImported };
        }

        // An import does not fail because nobody can be notified. Inputs of earlier versions do not have the setting.
        private async Task NotifyAsync(string status)
        {
            if (!_settings.Notify)
            {
                return;
            }

            try
            {
                await _calls.CallAsync<object?>(nameof(NoteImport), new NoteImportInput(Import, status, progress.State.Counts));
            }
            catch (TaskFailedException failure)
            {
                context.CreateReplaySafeLogger(nameof(ImportObjects)).ImportNotNotified(
                    context.InstanceId, failure.FailureDetails.ErrorMessage);
            }
        }
    }
}

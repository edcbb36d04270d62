using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Ocfl.Staging;
using Ocfl.Updates;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Updates;

namespace OcflFunctions.Imports;

/// <summary>Imports one object with all its versions, or nothing of it.</summary>
public static class ImportObject
{
    /// <summary>
    /// The orchestrator. A change to its sequence branches here on <c>context.Version</c>, so that runs in flight finish as they began.
    /// </summary>
    /// <param name="context">The orchestration; its instance id owns what is not committed.</param>
    /// <param name="input">The object and the settings.</param>
    /// <returns>What became of it, without what is long.</returns>
    [Function(nameof(ImportObject))]
    public static async Task<ImportedObject> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, ObjectImportInput input)
    {
        ImportInputCheck.Require(input);
        Run run = new(context, input);
        ImportedObject outcome;
        try
        {
            if (await run.PrepareAsync() is { } done)
            {
                return done;
            }

            outcome = await run.ImportAsync();
        }
        catch (TaskFailedException failure)
        {
            outcome = ImportedObjects.Of(failure);
        }
        catch (UpdateCancelledException cancelled)
        {
            outcome = new ImportedObject { Outcome = ImportedObjectOutcome.Cancelled, Reason = cancelled.Message };
        }

        return await run.EndAsync(outcome);
    }

    private sealed class Run(TaskOrchestrationContext context, ObjectImportInput input)
    {
        private readonly DateTimeOffset _created = context.UtcNow();
        private readonly Task<object?> _cancel = context.WaitForExternalEvent<object?>(CancelRequest.Event);
        private readonly ActivityCalls _calls = new(
            context, input.Settings.Attempts, input.Settings.FirstRetryDelay, input.Settings.MaxRetryDelay, _ => { });

        private ObjectImport? _object;
        private DateTimeOffset? _granted;

        private UpdateIdentity Claim => new(_object!.Owner, _object.ObjectId, _created, IsImport: true);

        /// <summary>Reads what the object is, and whether the storage root has it.</summary>
        /// <returns>What became of it, if nothing is to be copied; null otherwise.</returns>
        public async Task<ImportedObject?> PrepareAsync()
        {
            ThrowIfCancelled();
            PreparedImport prepared = await _calls.CallAsync<PreparedImport>(nameof(PrepareImport), input);
            _object = prepared.Object;
            if (_object is not null)
            {
                context.SetCustomStatus(new ObjectImportStatus(_object.ObjectId));
            }

            return prepared.Done;
        }

        /// <summary>Copies the object, validates the copy and publishes it.</summary>
        public async Task<ImportedObject> ImportAsync()
        {
            await ObjectTurn.WaitAsync(context, input.Settings.ClaimPollInterval, ClaimAsync, _ => { }, _cancel);
            _granted = context.UtcNow();
            BegunImport begun = await _calls.CallAsync<BegunImport>(nameof(BeginImport), _object!);
            if (begun.Done is { } done)
            {
                return done;
            }

            long mismatches = 0;
            await OrchestrationWindow.RunAsync(begun.Batches, input.Settings.SliceWindow, () => _cancel.IsCompleted, async batch =>
            {
                // Not in one expression with the await: that reads the sum before it, and loses what other batches add meanwhile.
                long found = await CopyAsync(batch);
                mismatches += found;
            });
            ThrowIfCancelled();
            return await _calls.CallAsync<ImportedObject>(nameof(PublishImport), new PublishImportInput(_object!, mismatches));
        }

        private async Task<long> CopyAsync(int batch)
        {
            long mismatches;
            do
            {
                mismatches = await _calls.CallAsync<long>(nameof(CopyImport), new CopyImportInput(_object!, batch));
            }
            while (mismatches == CopyImport.Partial && !_cancel.IsCompleted);

            return mismatches;
        }

        /// <summary>Reports what became of the object, removes what is not committed, and gives the next update its turn.</summary>
        public async Task<ImportedObject> EndAsync(ImportedObject outcome)
        {
            try
            {
                return await _calls.CallAsync<ImportedObject>(nameof(EndImport), new EndImportInput(input, _object, outcome));
            }
            finally
            {
                await ReleaseAsync();
            }
        }

        private Task<ClaimResult> ClaimAsync()
        {
            ThrowIfCancelled();
            return _calls.CallAsync<ClaimResult>(nameof(ClaimObject), Claim);
        }

        private async Task ReleaseAsync()
        {
            if (_object is null)
            {
                return;
            }

            try
            {
                await _calls.CallAsync<object?>(
                    nameof(ReleaseObject),
                    new ReleaseInput(Claim.Id, Claim.ObjectId, _created, UpdateStatus.Completed, _granted, IsImport: true));
            }
            catch (TaskFailedException failure)
            {
                context.CreateReplaySafeLogger(nameof(ImportObject)).ReleaseFailed(Claim.Id, failure.FailureDetails.ErrorMessage);
            }
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

/// <summary>The custom status of the import of an object: if it ends early, its place in the queue is found by the object's id.</summary>
/// <param name="ObjectId">The object's id.</param>
public sealed record ObjectImportStatus(string ObjectId);

/// <summary>What became of objects, by what happened.</summary>
internal static class ImportedObjects
{
    private const int ClippedReason = 600;
    private const int ClippedId = 600;

    /// <summary>An object whose import failed with an exception of an activity.</summary>
    public static ImportedObject Of(TaskFailedException failure) => new()
    {
        Outcome = OutcomeOf(failure.FailureDetails.ErrorType),
        Reason = failure.FailureDetails.ErrorMessage,
    };

    /// <summary>An object whose orchestration failed.</summary>
    public static ImportedObject Failed(UpdateError error) =>
        Clip(new ImportedObject { Outcome = ImportedObjectOutcome.Failed, Reason = error.Message });

    /// <summary>Without what is long, for the engine: the report has the whole.</summary>
    public static ImportedObject Clip(ImportedObject done) =>
        done.Outcome is ImportedObjectOutcome.Imported or ImportedObjectOutcome.Unchanged
            ? new ImportedObject { Outcome = done.Outcome, Files = done.Files, Bytes = done.Bytes }
            : done with
            {
                ObjectId = ClipText(done.ObjectId, ClippedId),
                SourcePath = ClipText(done.SourcePath, ClippedId),
                ObjectRoot = ClipText(done.ObjectRoot, ClippedId),
                Reason = ClipText(done.Reason, ClippedReason),
            };

    private static string? ClipText(string? text, int budget) => text is null ? null : StatusText.Clip(text, budget);

    // Histories have the full name of a type, which changes with its namespace.
    private static ImportedObjectOutcome OutcomeOf(string type) => type[(type.LastIndexOf('.') + 1)..] switch
    {
        nameof(ContentMismatchException) => ImportedObjectOutcome.Changed,
        nameof(ObjectConflictException) => ImportedObjectOutcome.Conflict,
        nameof(InvalidUpdateException) => ImportedObjectOutcome.Refused,
        _ => ImportedObjectOutcome.Failed,
    };
}

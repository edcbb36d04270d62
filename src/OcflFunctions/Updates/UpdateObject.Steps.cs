using OcflFunctions.Contracts;
using OcflFunctions.Durable;

namespace OcflFunctions.Updates;

public static partial class UpdateObject
{
    private sealed partial class Run
    {
        private async Task BuildStageAsync()
        {
            progress.Enter(UpdatePhase.Staging);
            ThrowIfCancelled();
            SourceSummary source = await CallAsync<SourceSummary>(
                nameof(ListSource), new ListSourceInput(_update, input.Request, input.Settings.NewVersion));
            progress.Found(source);
            await InWindowAsync(new SliceRange(0, source.Batches), StageBatchAsync);
        }

        private async Task StageBatchAsync(int batch)
        {
            long bytes = 0;
            StagedBatch staged;
            do
            {
                staged = await CallAsync<StagedBatch>(nameof(BuildStage), new BuildStageInput(_update, batch));
                progress.Staged(staged with { Bytes = staged.Bytes - bytes });
                bytes = staged.Bytes;
            }
            while (staged.IsPartial && !_cancel.IsCompleted);
        }

        private Task<PlanSummary> CreatePlanAsync()
        {
            progress.Enter(UpdatePhase.Planning);
            return CallAsync<PlanSummary>(nameof(CreatePlan), new CreatePlanInput(_update, input.Request, input.Settings.NewVersion));
        }

        private async Task CopyContentAsync(PlanSummary plan)
        {
            progress.Enter(UpdatePhase.Copying, plan);
            await InOrderAsync(plan.Preparation);
            await InWindowAsync(plan.Copies, ExecuteAsync);
        }

        /// <summary>Executes the steps up to the root inventory, which is the commit. After that a cancel has no effect.</summary>
        private async Task CommitAsync(PlanSummary plan)
        {
            progress.Enter(UpdatePhase.Committing);
            await InOrderAsync(plan.Commit);
        }

        /// <summary>Executes the steps after the commit, which cannot be cancelled.</summary>
        private async Task<UpdateResult> FinishAsync(PlanSummary plan, SliceRange steps)
        {
            progress.EnterFinishing(plan);
            for (int slice = steps.First; slice < steps.End; slice++)
            {
                await ExecuteAsync(slice);
            }

            await CallAsync<object?>(nameof(ApplyPlan), _update);
            progress.Done();
            _ended = plan.ChangesNothing ? UpdateStatus.Unchanged : UpdateStatus.Completed;
            return new UpdateResult
            {
                Outcome = plan.ChangesNothing ? UpdateOutcome.Unchanged : UpdateOutcome.Completed,
                ObjectId = _update.ObjectId,
                Version = plan.Head,
                ObjectRoot = plan.ObjectRoot,
                DigestAlgorithm = plan.DigestAlgorithm,
                InventoryDigest = plan.InventoryDigest,
                Files = plan.Files,
                Steps = plan.Steps,
                AlreadyDone = progress.AlreadyDone,
                Bytes = progress.Written,
            };
        }

        private async Task InOrderAsync(SliceRange slices)
        {
            for (int slice = slices.First; slice < slices.End; slice++)
            {
                ThrowIfCancelled();
                await ExecuteAsync(slice);
            }
        }

        /// <summary>
        /// Runs each slice of a range, a window of them at a time. After a failure or a cancel no further one starts, and it waits for
        /// those that run, so that nothing writes while the update is being undone.
        /// </summary>
        private async Task InWindowAsync(SliceRange range, Func<int, Task> runAsync)
        {
            await OrchestrationWindow.RunAsync(
                range.Count, input.Settings.Window, () => _cancel.IsCompleted, index => runAsync(range.First + index));
            ThrowIfCancelled();
        }

        private async Task ExecuteAsync(int slice)
        {
            string name = progress.Started(slice);
            long bytes = 0;
            SliceResult result;
            do
            {
                result = await CallAsync<SliceResult>(nameof(ExecuteOcflActivity), new ExecuteInput(_update, slice, name), name);
                progress.Copied(result.Bytes - bytes);
                bytes = result.Bytes;
            }
            while (result.IsPartial && !_cancel.IsCompleted);

            if (!result.IsPartial)
            {
                progress.Executed(slice, result);
            }
        }
    }
}

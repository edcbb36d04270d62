using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Ocfl.Storage;
using OcflFunctions.Stages;
using OcflFunctions.Storage;

namespace OcflFunctions.Updates;

/// <summary>Verifies what is committed, and clears what the update no longer needs.</summary>
public sealed class ApplyPlan(
    PlanStore plans, StageStore stages, StageRegister uploads, ObjectStore objects, WorkArea work, ExecutorFactory executors)
{
    /// <summary>Idempotent: a cleared work area means that the version was verified.</summary>
    [Function(nameof(ApplyPlan))]
    public async Task RunAsync(
        [ActivityTrigger] UpdateIdentity update, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        PlanHeader header = await plans.GetAsync(update.Id, cancellationToken);
        if (!header.Plan.ChangesNothing && await plans.HasInventoryAsync(header, cancellationToken))
        {
            await VerifyAsync(update, header, client, cancellationToken);
        }

        if (header.Stage is { } stage)
        {
            await uploads.EndAsync(stage, update.Id, cancellationToken);
        }

        await stages.ClearAsync(update, cancellationToken);
        await plans.ClearAsync(update.Id, cancellationToken);

        // Files of any update whose process has died.
        await objects.Storage.RemoveAbandonedAsync(cancellationToken);
        await work.Storage.RemoveAbandonedAsync(cancellationToken);
    }

    private async Task VerifyAsync(
        UpdateIdentity update, PlanHeader header, DurableTaskClient client, CancellationToken cancellationToken)
    {
        try
        {
            await executors.Create(update.Id, client).VerifyAsync(plans.WithInventory(header), cancellationToken);
        }
        catch (Exception missing) when (missing is PlanClearedException or StorageFileNotFoundException)
        {
            // Another run has verified the version, and then cleared the plan.
            if (await plans.HasInventoryAsync(header, cancellationToken))
            {
                throw;
            }
        }
    }
}

using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using OcflFunctions.Storage;

namespace OcflFunctions.Updates;

/// <summary>Checks what is committed, and clears what the update no longer needs.</summary>
public sealed class ApplyPlan(PlanStore plans, StageStore stages, ObjectStore objects, WorkArea work, ExecutorFactory executors)
{
    /// <summary>Run again, it finds the work area cleared, which is the sign that all is well.</summary>
    [Function(nameof(ApplyPlan))]
    public async Task RunAsync(
        [ActivityTrigger] UpdateIdentity update, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        PlanHeader header = await plans.GetAsync(update.Id, cancellationToken);
        if (!header.Plan.ChangesNothing && await plans.TryGetWithInventoryAsync(header, cancellationToken) is { } plan)
        {
            await executors.Create(update.Id, client).VerifyAsync(plan, cancellationToken);
        }

        await stages.ClearAsync(update, cancellationToken);
        await plans.ClearAsync(update.Id, cancellationToken);

        // Of any update, by any process that has died meanwhile.
        await objects.Storage.RemoveAbandonedAsync(cancellationToken);
        await work.Storage.RemoveAbandonedAsync(cancellationToken);
    }
}

using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Ocfl.Updates;

namespace OcflFunctions.Updates;

/// <summary>Undoes everything uncommitted of an update that is in the storage. A commit is not undone.</summary>
public sealed class RevertOcflActivity(PlanStore plans, StageStore stages, ExecutorFactory executors)
{
    /// <summary>Idempotent: the second run finds nothing to undo.</summary>
    [Function(nameof(RevertOcflActivity))]
    public async Task<RevertResult> RunAsync(
        [ActivityTrigger] UpdateIdentity update, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        PlanHeader? header = await plans.TryGetAsync(update.Id, cancellationToken);
        if (header is not null && await RevertAsync(update.Id, header.Plan, client, cancellationToken) == RevertOutcome.Committed)
        {
            return new RevertResult(Committed: true, Applied: !await plans.HasInventoryAsync(header, cancellationToken));
        }

        await stages.ClearAsync(update, cancellationToken);
        await plans.ClearAsync(update.Id, cancellationToken);
        if (header is not null)
        {
            // A step that was still running either wrote before this, or finds the plan cleared and undoes what it wrote.
            await RevertAsync(update.Id, header.Plan, client, cancellationToken);
        }

        return new RevertResult(Committed: false);
    }

    private Task<RevertOutcome> RevertAsync(
        string updateId, UpdatePlan plan, DurableTaskClient client, CancellationToken cancellationToken) =>
        executors.Create(updateId, client).RevertAsync(plan, cancellationToken);
}

/// <summary>The result of <c>RevertOcflActivity</c>.</summary>
/// <param name="Committed">Whether the new version is committed, so that there is nothing to undo and the update is completed.</param>
/// <param name="Applied">Whether <c>ApplyPlan</c> has finished too, so that no step of the plan is left.</param>
public sealed record RevertResult(bool Committed, bool Applied = false);

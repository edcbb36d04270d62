using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Ocfl.Updates;

namespace OcflFunctions.Updates;

/// <summary>Undoes everything uncommitted of an update that is in the storage. A commit is not undone.</summary>
public sealed class RevertOcflActivity(PlanStore plans, StageStore stages, UpdateLeftovers leftovers)
{
    /// <summary>Idempotent: the second run finds nothing to undo.</summary>
    [Function(nameof(RevertOcflActivity))]
    public async Task<RevertResult> RunAsync(
        [ActivityTrigger] UpdateIdentity update, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        PlanHeader? header = await plans.TryGetAsync(update.Id, cancellationToken);
        RevertOutcome outcome = await leftovers.UndoAsync(
            update.Id, header, client, () => stages.ClearAsync(update, cancellationToken), cancellationToken);
        return outcome == RevertOutcome.Committed
            ? new RevertResult(Committed: true, Applied: !await plans.HasInventoryAsync(header!, cancellationToken))
            : new RevertResult(Committed: false);
    }
}

/// <summary>The result of <c>RevertOcflActivity</c>.</summary>
/// <param name="Committed">Whether the new version is committed, so that there is nothing to undo and the update is completed.</param>
/// <param name="Applied">Whether <c>ApplyPlan</c> has finished too, so that no step of the plan is left.</param>
public sealed record RevertResult(bool Committed, bool Applied = false);

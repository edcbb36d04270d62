using System.Text.Json.Serialization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Ocfl.Updates;

namespace OcflFunctions.Updates;

/// <summary>Undoes all that an update left uncommitted, as the storage shows it. A commit is not undone.</summary>
public sealed class RevertOcflActivity(PlanStore plans, StageStore stages, UpdateLeftovers leftovers)
{
    /// <summary>Run again, it finds nothing to undo.</summary>
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

/// <summary>What <c>RevertOcflActivity</c> found.</summary>
/// <param name="Committed">Whether the new version is committed, so that there is nothing to undo and the update goes on to its
/// end.</param>
/// <param name="Applied">Whether <c>ApplyPlan</c> has come to its end too, so that no step of the plan is left.</param>
public sealed record RevertResult(
    [property: JsonPropertyName("committed")] bool Committed,
    [property: JsonPropertyName("applied")] bool Applied = false);

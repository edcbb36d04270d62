using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using Ocfl.Updates;
using OcflFunctions.Contracts;
using OcflFunctions.Hosting;
using OcflFunctions.Work;

namespace OcflFunctions.Activities;

/// <summary>Carries out a slice of the plan: one step, or many copies.</summary>
public sealed class ExecuteOcflActivity(PlanStore plans, ExecutorFactory executors, IOptions<OcflOptions> options)
{
    /// <summary>Run again, it skips the steps that are done.</summary>
    [Function(nameof(ExecuteOcflActivity))]
    public async Task<SliceResult> RunAsync(
        [ActivityTrigger] ExecuteInput input, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        PlanHeader header = await plans.GetAsync(input.Update.Id, cancellationToken);
        IReadOnlyList<OcflActivity> steps = await plans.GetSliceAsync(header, input.Slice, cancellationToken);
        UpdatePlan plan = steps.Any(NeedsInventory) ? await plans.WithInventoryAsync(header, cancellationToken) : header.Plan;
        ActivityExecutor executor = await executors.CreateAsync(input.Update.Id, steps, client, cancellationToken);
        ActivityResult[] results = new ActivityResult[steps.Count];
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = options.Value.Updates.FilesAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, steps.Count, parallel, async (index, cancellation) =>
            results[index] = await executor.ExecuteAsync(plan, steps[index], cancellation));
        return new SliceResult(
            steps.Count,
            results.Count(result => result.Outcome == ActivityOutcome.AlreadyDone),
            steps.Sum(step => step.Length),
            results.Sum(result => result.Bytes),
            results.Length == 1 ? results[0].Note : null);
    }

    private static bool NeedsInventory(OcflActivity step) => step.Kind is not (OcflActivityKind.CopyContent or OcflActivityKind.RemoveFile);
}

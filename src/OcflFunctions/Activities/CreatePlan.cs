using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Staging;
using Ocfl.Updates;
using OcflFunctions.Contracts;
using OcflFunctions.Hosting;
using OcflFunctions.Work;

namespace OcflFunctions.Activities;

/// <summary>Makes the plan from the object as it is, the stage and the update's time, and keeps it in the work area.</summary>
public sealed class CreatePlan(PlanStore plans, StageStore stages, ObjectStore objects, IOptions<OcflOptions> options)
{
    /// <summary>Run again, it gives the plan of the run that was first.</summary>
    [Function(nameof(CreatePlan))]
    public async Task<PlanSummary> RunAsync([ActivityTrigger] CreatePlanInput input, CancellationToken cancellationToken)
    {
        PlanHeader header = await plans.TryGetAsync(input.Update.Id, cancellationToken) ?? await MakeAsync(input, cancellationToken);
        return header.Summary;
    }

    private async Task<PlanHeader> MakeAsync(CreatePlanInput input, CancellationToken cancellationToken)
    {
        UpdateTarget target = await objects.GetTargetAsync(input.Request.ObjectId, cancellationToken);
        ExpectedHead.Require(input.Request, target.Inventory);
        Stage stage = await CollectAsync(input, target, cancellationToken);
        StorageRoot root = await objects.GetRootAsync(cancellationToken);
        UpdatePlanBuilder builder = new UpdatePlanBuilder(target, stage).WithTimestamp(input.Update.Created);
        if (target.Inventory is null)
        {
            // An object may not be newer than its root (OCFL 1.1, section 4.2).
            builder = builder.WithSpecification(root.Specification);
        }

        VersionUser? user = input.Request.User is { } given ? new VersionUser(given.Name, given.Address) : null;
        UpdatePlan plan = builder.Build(input.Request.Message, user);
        return await plans.PublishAsync(input.Update.Id, plan, PlanSlices.Cut(plan, options.Value.Updates), cancellationToken);
    }

    private async Task<Stage> CollectAsync(CreatePlanInput input, UpdateTarget target, CancellationToken cancellationToken)
    {
        SourceList list = await stages.GetListAsync(input.Update.Id, cancellationToken);
        List<StagedFile> files = [];
        await foreach (StagedFile file in stages.GetStagedAsync(input.Update.Id, list.Summary.Batches, cancellationToken))
        {
            files.Add(file);
        }

        bool merges = input.Request.Mode == UpdateMode.Merge;
        if (merges && target.Inventory is { } existing && existing.DigestAlgorithm != list.DigestAlgorithm)
        {
            throw new InvalidUpdateException($"A merge keeps the object's digest algorithm, which is {existing.DigestAlgorithm}, not {list.DigestAlgorithm}.");
        }

        try
        {
            return merges ? Stage.Merge(list.DigestAlgorithm, target.Inventory, files) : Stage.Replace(list.DigestAlgorithm, files);
        }
        catch (StageConflictException conflict)
        {
            throw new InvalidUpdateException(conflict.Message, conflict);
        }
    }
}

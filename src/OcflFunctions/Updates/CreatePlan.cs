using System.Globalization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Staging;
using Ocfl.Updates;
using OcflFunctions.Contracts;
using OcflFunctions.Hosting;
using OcflFunctions.Storage;

namespace OcflFunctions.Updates;

/// <summary>Creates the plan from the object's current version, the stage and the update's time, and stores it in the work area.</summary>
public sealed class CreatePlan(
    PlanStore plans, StageStore stages, UpdateLeftovers leftovers, ObjectStore objects, IOptions<OcflOptions> options)
{
    /// <summary>Idempotent: it returns the plan of the first run.</summary>
    [Function(nameof(CreatePlan))]
    public async Task<PlanSummary> RunAsync(
        [ActivityTrigger] CreatePlanInput input, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        PlanHeader? header = await plans.TryGetAsync(input.Update.Id, cancellationToken);
        if (header is null)
        {
            header = await MakeAsync(input, cancellationToken);
            await leftovers.ClearIfEndedAsync(input.Update, client, cancellationToken);
        }

        return header.Summary;
    }

    private async Task<PlanHeader> MakeAsync(CreatePlanInput input, CancellationToken cancellationToken)
    {
        UpdateTarget target = await objects.GetTargetAsync(input.Request.ObjectId, cancellationToken);
        ExpectedHead.Require(input.Request, target.Inventory);
        Stage stage = await CollectAsync(input, target, cancellationToken);
        StorageRoot root = await objects.GetRootAsync(cancellationToken);
        UpdatePlanBuilder builder = new UpdatePlanBuilder(target, stage).WithTimestamp(input.Update.Created).WithStorage(objects.Storage);
        NewVersionSettings settings = input.NewVersion;
        builder.WithContentPaths(new ContentPathRules(settings.ContentPaths, settings.PathConstraint));
        if (target.Inventory is null)
        {
            builder.WithContentDirectory(settings.ContentDirectory).WithVersionNumber(new VersionNumber(1, settings.VersionPadding));
            // An object may not be newer than its root (OCFL 1.1, section 4.2).
            builder = builder.WithSpecification(root.Specification);
        }

        VersionUser? user = input.Request.User is { } given ? new VersionUser(given.Name, given.Address) : null;
        UpdatePlan plan = builder.Build(input.Request.Message, user);
        long most = options.Value.Storage.MaxInventoryBytes;
        if (plan.InventoryLength > most)
        {
            throw new InvalidUpdateException(string.Create(
                CultureInfo.InvariantCulture,
                $"The version's inventory would have {plan.InventoryLength} bytes, and inventories of up to {most} bytes are read here: "
                    + $"the object could not be updated again. The limit is the setting {ObjectStore.MaxInventoryBytes}."));
        }

        return await plans.PublishAsync(input.Update.Id, plan, PlanSlices.Cut(plan, options.Value.Updates), cancellationToken);
    }

    private async Task<Stage> CollectAsync(CreatePlanInput input, UpdateTarget target, CancellationToken cancellationToken)
    {
        SourceList list = await stages.GetListAsync(input.Update.Id, cancellationToken);
        StageBuilder stage = new StageBuilder(list.DigestAlgorithm, target.Inventory).WithChanges(
            input.Request.Changes.ToOcfl(), options.Value.Updates.ToChangeLimits());
        try
        {
            if (input.Request.Source is not null)
            {
                List<StagedFile> files = await stages.GetStagedAsync(input.Update.Id, list.SourceBatches, cancellationToken).ToListAsync(
                    cancellationToken);
                stage.WithFiles(files, input.Request.Mode.ToOcfl(), input.Request.AllowEmpty);
            }

            foreach (int batch in list.RehashBatches)
            {
                stage.WithRehashed(await stages.GetRehashedAsync(input.Update.Id, batch, cancellationToken));
            }

            return stage.Build();
        }
        catch (Exception conflict) when (conflict is StageConflictException or StateChangeException)
        {
            throw new InvalidUpdateException(conflict.Message, conflict);
        }
        catch (EmptySourceException empty)
        {
            throw new InvalidUpdateException(ListSource.DescribeEmpty(empty.Message), empty);
        }
    }
}

/// <summary>The input of <c>CreatePlan</c>.</summary>
/// <param name="Update">The update.</param>
/// <param name="Request">The request.</param>
/// <param name="NewVersion">What shapes the new version.</param>
public sealed record CreatePlanInput(UpdateIdentity Update, UpdateRequest Request, NewVersionSettings NewVersion);

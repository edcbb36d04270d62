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
using Stage = Ocfl.Staging.Stage;

namespace OcflFunctions.Updates;

/// <summary>Creates the plan from the object's current version, the stage and the update's time, and stores it in the work area.</summary>
public sealed class CreatePlan(
    PlanStore plans,
    StageStore stages,
    MismatchStore mismatches,
    UpdateLeftovers leftovers,
    ObjectStore objects,
    IOptions<OcflOptions> options)
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
        else
        {
            await plans.KeepAsync(input.Update.Id, cancellationToken);
        }

        return header.Summary;
    }

    private async Task<PlanHeader> MakeAsync(CreatePlanInput input, CancellationToken cancellationToken)
    {
        UpdateTarget target = await objects.GetTargetAsync(input.Request.ObjectId, cancellationToken);
        ExpectedHead.Require(input.Request, target.Inventory);
        CreatedTime.Require(input.Request, target.Inventory, input.Update.Created, options.Value.Updates);
        SourceList list = await stages.GetListAsync(input.Update.Id, cancellationToken);
        if (list.Verify is not null)
        {
            await mismatches.RequireNoneAsync(input.Update.Id, cancellationToken);
        }

        VersionPlanner planner = new(
            objects.Storage, target, list.DigestAlgorithm, await DescribeVersionAsync(input, target, cancellationToken));
        Stage stage = await CollectAsync(input, list, planner, cancellationToken);
        UpdatePlan plan = planner.BuildPlan(stage, input.Request.Created ?? input.Update.Created);
        long most = options.Value.Storage.MaxInventoryBytes;
        if (plan.InventoryLength > most)
        {
            throw new InvalidUpdateException(string.Create(
                CultureInfo.InvariantCulture,
                $"The version's inventory would have {plan.InventoryLength} bytes, and inventories of up to {most} bytes are read here: "
                    + $"the object could not be updated again. The limit is the setting {ObjectStore.MaxInventoryBytes}."));
        }

        return await plans.PublishAsync(
            input.Update.Id, plan, PlanSlices.Cut(plan, options.Value.Updates), list.Source?.Stage, cancellationToken);
    }

    // An object that exists keeps its specification, its content directory and the form of its version numbers.
    private async Task<ObjectUpdateOptions> DescribeVersionAsync(
        CreatePlanInput input, UpdateTarget target, CancellationToken cancellationToken)
    {
        StorageRoot root = await objects.GetRootAsync(cancellationToken);
        NewVersionSettings settings = input.NewVersion;
        bool isNew = target.Inventory is null;
        return new ObjectUpdateOptions
        {
            Mode = input.Request.Mode.ToOcfl(),
            AllowEmpty = input.Request.AllowEmpty,
            Changes = input.Request.Changes.ToOcfl(),
            ChangeLimits = options.Value.Updates.ToChangeLimits(),
            ContentPaths = new ContentPathRules(settings.ContentPaths, settings.PathConstraint),
            ContentDirectory = isNew ? settings.ContentDirectory : null,
            VersionPadding = settings.VersionPadding,

            // An object may not be newer than its root (OCFL 1.1, section 4.2).
            Specification = isNew ? root.Specification : null,
            Message = input.Request.Message,
            User = input.Request.User is { } user ? new VersionUser(user.Name, user.Address) : null,
        };
    }

    private async Task<Stage> CollectAsync(
        CreatePlanInput input, SourceList list, VersionPlanner planner, CancellationToken cancellationToken)
    {
        List<RehashedContent> rehashed = [];
        foreach (int batch in list.RehashBatches)
        {
            rehashed.AddRange(await stages.GetRehashedAsync(input.Update.Id, batch, cancellationToken));
        }

        try
        {
            IAsyncEnumerable<StagedFile>? files = input.Request.Source is null
                ? null
                : stages.GetStagedAsync(input.Update.Id, list.SourceBatches, cancellationToken);
            return await planner.BuildStageAsync(files, rehashed, cancellationToken);
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

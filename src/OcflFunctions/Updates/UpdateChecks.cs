using System.Globalization;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using Ocfl.Inventories;
using Ocfl.Sources;
using Ocfl.Staging;
using Ocfl.Updates;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Hosting;
using OcflFunctions.Http;
using OcflFunctions.Sources;
using OcflFunctions.Storage;
using StateChange = Ocfl.Staging.StateChange;

namespace OcflFunctions.Updates;

/// <summary>Refuses at once what would fail, before anything is written.</summary>
public sealed class UpdateChecks(
    AllowedSources sources, ObjectStore objects, ClaimStore claims, IOptions<OcflOptions> options, TimeProvider time)
{
    private static readonly OrchestrationQuery NotEnded = new(
        Statuses: [OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended],
        FetchInputsAndOutputs: true);

    /// <summary>Checks the changes, the source and the object.</summary>
    /// <exception cref="ProblemException">The update could not succeed.</exception>
    public async Task CheckAsync(UpdateRequest request, DurableTaskClient client, CancellationToken cancellationToken)
    {
        ChangeFaults.Refuse(request);
        CheckCreated(request);
        if (request.Source is { } source)
        {
            await SourceChecks.RequireAsync(sources, source, cancellationToken);
        }

        Inventory? inventory = (await GetTargetAsync(request.ObjectId, cancellationToken)).Inventory;
        if (FindMisfit(request, inventory) is not { } misfit)
        {
            return;
        }

        // Updates before it can make a change fit, but not raise the limits.
        if (misfit.Problem.Type == ProblemKind.TooManyPaths.Type)
        {
            throw misfit;
        }

        // If the object has the version that the request names, no other update can make the change fit.
        if (request.ExpectedHead is not null && ExpectedHead.Holds(request, inventory))
        {
            throw misfit;
        }

        // With updates before it the object may fit when its turn comes; then the plan checks again. They may also have finished since the
        // object was read.
        if (!await HasOthersAsync(request.ObjectId, client, cancellationToken)
            && FindMisfit(request, (await GetTargetAsync(request.ObjectId, cancellationToken)).Inventory) is { } still)
        {
            throw still;
        }
    }

    private ProblemException? FindMisfit(UpdateRequest request, Inventory? inventory)
    {
        if (!ExpectedHead.Holds(request, inventory))
        {
            return new ProblemException(
                ProblemKind.HeadMismatch, [ProblemKind.HeadMismatch.At("expectedHead", ExpectedHead.Describe(request, inventory))]);
        }

        if (!CreatedTime.Holds(request, inventory))
        {
            return new ProblemException(
                ProblemKind.CreatedMismatch, [ProblemKind.CreatedMismatch.At("created", CreatedTime.Describe(request, inventory))]);
        }

        if (inventory is null && request.Source is null)
        {
            return new ProblemException(
                ProblemKind.ChangeMismatch, [ProblemKind.ChangeMismatch.At("objectId", ExpectedHead.DescribeMissing(request))]);
        }

        // The paths that the changes meet are known only if no files of a source are among them.
        bool startsFromBase = request.Source is null || request.Mode == Contracts.UpdateMode.Select;
        if (StateChangeChecks.FindMisfit(
            inventory, request.Changes.ToOcfl(), startsFromBase, options.Value.Updates.ToChangeLimits()) is not { } misfit)
        {
            return null;
        }

        ProblemKind kind = misfit.IsTooLarge ? ProblemKind.TooManyPaths : ProblemKind.ChangeMismatch;
        return new ProblemException(kind, [ChangeFaults.At(kind, misfit)]);
    }

    private void CheckCreated(UpdateRequest request)
    {
        if (request.Created is not { } created)
        {
            return;
        }

        if (!options.Value.Updates.AllowCreated)
        {
            throw new ProblemException(ProblemKind.NotAllowed, [ProblemKind.NotAllowed.At("created", CreatedTime.NotAllowed)]);
        }

        DateTimeOffset now = time.GetUtcNow();
        if (created > now)
        {
            throw new ProblemException(
                ProblemKind.InvalidTime,
                [ProblemKind.InvalidTime.At("created", CreatedTime.DescribeFuture(now))]);
        }
    }

    private async Task<UpdateTarget> GetTargetAsync(string objectId, CancellationToken cancellationToken)
    {
        try
        {
            return await objects.GetTargetAsync(objectId, cancellationToken);
        }
        catch (InvalidUpdateException refusal)
        {
            ProblemKind kind = refusal.InnerException is InventoryTooLargeException ? ProblemKind.TooLarge : ProblemKind.InvalidObject;
            throw new ProblemException(kind, [kind.At("objectId", refusal.Message)]);
        }
    }

    private async Task<bool> HasOthersAsync(string objectId, DurableTaskClient client, CancellationToken cancellationToken)
    {
        foreach (string update in await claims.GetAsync(objectId, cancellationToken))
        {
            if (await client.IsRunningAsync(update, cancellationToken))
            {
                return true;
            }
        }

        // An update that was started by the engine's own API has no place in the queue until it claims one.
        await foreach (OrchestrationMetadata instance in client.GetAllInstancesAsync(NotEnded).WithCancellation(cancellationToken))
        {
            if (UpdateInstances.IsUpdate(instance) && UpdateInstances.RequestOf(instance)?.ObjectId == objectId)
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>Finds changes that are wrong for any object and any source, without access to any storage.</summary>
internal static class ChangeFaults
{
    private const int MostErrors = 20;

    /// <summary>Refuses changes that no object could have.</summary>
    /// <exception cref="ProblemException">Some are wrong; the problem lists each with its first fault.</exception>
    public static void Refuse(UpdateRequest request)
    {
        SourceFilter? filter = request.Source is { } source ? SourceFilter.Of(source.Include, source.Exclude) : null;
        FieldError[] errors =
        [
            .. request.Changes.ToOcfl()
                .Select((change, index) => StateChangeChecks.FindFault(change, index) ?? FindSourceFault(change, index, filter))
                .OfType<StateChangeException>()
                .Take(MostErrors)
                .Select(fault => At(ProblemKind.InvalidChange, fault)),
        ];
        if (errors.Length > 0)
        {
            throw new ProblemException(ProblemKind.InvalidChange, errors);
        }
    }

    /// <summary>A change's field that has a problem.</summary>
    public static FieldError At(ProblemKind kind, StateChangeException fault) =>
        kind.At(string.Create(CultureInfo.InvariantCulture, $"changes[{fault.Index}].{fault.Field}"), fault.Message);

    private static StateChangeException? FindSourceFault(StateChange change, int index, SourceFilter? filter)
    {
        string? rule = change.SourcePath switch
        {
            null => null,
            { } path when filter is null => $"there is no 'source' to take '{path}' from.",
            { } path when !filter.Takes(path) => $"'{path}' is not among the source's files that 'include' and 'exclude' select.",
            _ => null,
        };
        return rule is null ? null : new StateChangeException(index, change.Content is null ? "path" : "content", rule);
    }
}

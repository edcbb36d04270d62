using Microsoft.Azure.Functions.Worker;
using OcflFunctions.Contracts;
using OcflFunctions.Updates;

namespace OcflFunctions.Purges;

/// <summary>Records what a purge removes, before anything is removed.</summary>
public sealed class BeginPurge(ObjectRemover remover, PurgeLog log)
{
    /// <summary>Idempotent: it returns the record of the first run.</summary>
    [Function(nameof(BeginPurge))]
    public async Task<StartedRemoval> RunAsync([ActivityTrigger] BeginPurgeInput input, CancellationToken cancellationToken)
    {
        StartedRemoval removal = await remover.BeginAsync(input.Purge, input.Request, cancellationToken);
        log.Started(removal.Record);
        return removal;
    }
}

/// <summary>Removes the object of a purge from readers, in one step.</summary>
public sealed class HideObject(ObjectRemover remover)
{
    /// <summary>Idempotent.</summary>
    [Function(nameof(HideObject))]
    public Task RunAsync([ActivityTrigger] StartedRemoval removal, CancellationToken cancellationToken) =>
        remover.HideAsync(removal, cancellationToken);
}

/// <summary>Lists what is left of the object, in batches.</summary>
public sealed class ListRemains(ObjectRemover remover)
{
    /// <summary>Idempotent: it returns the number of batches of the first run.</summary>
    [Function(nameof(ListRemains))]
    public Task<int> RunAsync([ActivityTrigger] ListRemainsInput input, CancellationToken cancellationToken) =>
        remover.ListAsync(input.Removal, input.Round, cancellationToken);
}

/// <summary>Deletes a batch of what is left of the object.</summary>
public sealed class DeleteRemains(ObjectRemover remover)
{
    /// <summary>Idempotent: a file is deleted in the state in which it was listed only.</summary>
    [Function(nameof(DeleteRemains))]
    public Task RunAsync([ActivityTrigger] DeleteRemainsInput input, CancellationToken cancellationToken) =>
        remover.DeleteAsync(input.Removal, input.Round, input.Batch, cancellationToken);
}

/// <summary>Records that nothing of the object is left.</summary>
public sealed class CompletePurge(ObjectRemover remover, PurgeStore purges, PurgeLog log)
{
    /// <summary>Idempotent.</summary>
    [Function(nameof(CompletePurge))]
    public async Task<PurgeRecord> RunAsync([ActivityTrigger] StartedRemoval removal, CancellationToken cancellationToken)
    {
        await remover.CompleteAsync(removal, cancellationToken);
        PurgeRecord record = await purges.TryGetRecordAsync(removal.Record.PurgeId, cancellationToken) ?? removal.Record;
        log.Completed(record);
        return record;
    }
}

/// <summary>The input of <c>BeginPurge</c>.</summary>
/// <param name="Purge">The purge.</param>
/// <param name="Request">The request.</param>
public sealed record BeginPurgeInput(UpdateIdentity Purge, PurgeRequest Request);

/// <summary>The input of <c>ListRemains</c>.</summary>
/// <param name="Removal">The purge's record.</param>
/// <param name="Round">The round, from 0: what changed in one is listed again in the next.</param>
public sealed record ListRemainsInput(StartedRemoval Removal, int Round);

/// <summary>The input of <c>DeleteRemains</c>.</summary>
/// <param name="Removal">The purge's record.</param>
/// <param name="Round">The round.</param>
/// <param name="Batch">The batch, from 0.</param>
public sealed record DeleteRemainsInput(StartedRemoval Removal, int Round, int Batch);

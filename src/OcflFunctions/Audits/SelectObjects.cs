using Microsoft.Azure.Functions.Worker;
using Ocfl.Storage;

namespace OcflFunctions.Audits;

/// <summary>
/// Takes what a run has listed or checked into the ledger, counts the coverage, and chooses the objects that are checked next: in one
/// reading of the ledger (decision 66).
/// </summary>
public sealed class SelectObjects(AuditLedger ledger, AuditRunStore runs, OpenFindings open, TimeProvider time)
{
    /// <summary>Idempotent: it returns the batch of the first run.</summary>
    [Function(nameof(SelectObjects))]
    public async Task<SelectedObjects> RunAsync([ActivityTrigger] SelectObjectsInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        AuditBatch batch = await GetOrSelectAsync(input, cancellationToken);
        await (batch.Objects == 0
            ? runs.ClearAsync(input.Run, cancellationToken)
            : runs.ClearBeforeAsync(input.Run, input.Batch, cancellationToken));
        return new SelectedObjects(batch.Objects, batch.Due);
    }

    private async Task<AuditBatch> GetOrSelectAsync(SelectObjectsInput input, CancellationToken cancellationToken)
    {
        if (await runs.TryGetBatchAsync(input.Run, input.Batch, cancellationToken) is { } published)
        {
            return published;
        }

        try
        {
            return await SelectAsync(input, cancellationToken);
        }
        catch (StorageException)
        {
            // Another run that has published the batch removes what this one still reads.
            if (await runs.TryGetBatchAsync(input.Run, input.Batch, cancellationToken) is { } other)
            {
                return other;
            }

            throw;
        }
    }

    private async Task<AuditBatch> SelectAsync(SelectObjectsInput input, CancellationToken cancellationToken)
    {
        bool isFirst = input.Batch == 0;
        DateTimeOffset now = time.GetUtcNow();
        List<ListedPart> parts = [];
        for (int part = 0; isFirst && part < input.Parts; part++)
        {
            parts.Add(await runs.TryGetPartAsync(input.Run, part, cancellationToken)
                ?? throw new StorageException($"Part {part} of the listing of audit {input.Run.Id} is not there."));
        }

        IReadOnlyList<CheckedObject> results = isFirst
            ? []
            : await runs.GetResultsAsync(input.Run, input.Batch - 1, cancellationToken);
        LedgerPass pass = new(ledger, input.Count, input.Run.StartedAt, input.DueBefore);
        await pass.RunAsync(
            isFirst ? (shard, cancellation) => SeenAsync(parts, shard, cancellation) : null,
            input.IsWhole,
            results,
            now - input.Interval,
            cancellationToken);
        await runs.SetCoverageAsync(
            pass.Coverage with { AsOf = now, WithFindings = await open.CountAsync(cancellationToken) }, cancellationToken);
        return await runs.PublishBatchAsync(
            input.Run, input.Batch, pass.Chosen, new AuditBatch { Due = pass.Due }, cancellationToken);
    }

    private async Task<IReadOnlySet<string>> SeenAsync(
        IReadOnlyList<ListedPart> parts, int shard, CancellationToken cancellationToken)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (ListedPart part in parts)
        {
            await runs.ReadPartAsync(part, shard, seen, cancellationToken);
        }

        return seen;
    }
}

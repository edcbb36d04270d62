using System.Globalization;
using Grpc.Core;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Ocfl;
using Ocfl.Inventories;
using Ocfl.Storage;
using Ocfl.Validation;
using OcflFunctions.Contracts;
using OcflFunctions.Hosting;
using OcflFunctions.Storage;
using OcflFunctions.Updates;
using OcflFunctions.Validations;

namespace OcflFunctions.Audits;

/// <summary>
/// Checks a slice of a batch of objects, one after the other. What is found bad is left for a second look, which reports it.
/// </summary>
public sealed class CheckObjects(
    ObjectStore objects,
    AuditRunStore runs,
    FindingReports reports,
    MissingObjects missing,
    ClaimStore claims,
    AuditTelemetry telemetry,
    IOptions<OcflOptions> options,
    TimeProvider time,
    ILogger<CheckObjects> logger)
{
    /// <summary>Idempotent: it returns what the first run found.</summary>
    [Function(nameof(CheckObjects))]
    public async Task<CheckedObjects> RunAsync(
        [ActivityTrigger] CheckObjectsInput input, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        string slice = string.Create(
            CultureInfo.InvariantCulture, $"{input.Slice.First:D7}-{(input.IsSecondLook ? "again" : $"{input.Slice.Count}")}");
        if (await runs.TryGetSliceAsync(input.Run, input.Batch, slice, cancellationToken) is { } there)
        {
            return there.Returned;
        }

        CheckedSlice found = await CheckAsync(input, client, cancellationToken);
        (CheckedSlice counted, bool isFirst) = await runs.PublishSliceAsync(input.Run, input.Batch, slice, found, cancellationToken);
        if (isFirst)
        {
            telemetry.Checked(counted.Returned.Counts);
        }

        return counted.Returned;
    }

    private async Task<CheckedSlice> CheckAsync(CheckObjectsInput input, DurableTaskClient client, CancellationToken cancellationToken)
    {
        ReadPace? pace = input.BytesPerSecond == 0 ? null : new ReadPace(input.BytesPerSecond, time);
        long files = 0;
        long bytes = 0;
        LiveObjectValidator validator = new(
            pace is null ? objects.Storage : new PacedStorage(objects.Storage, pace), claims, client, ValidatorOptions(read =>
            {
                Interlocked.Add(ref files, read.Files);
                Interlocked.Add(ref bytes, read.Bytes);
            }));
        Slice slice = new(input, validator, reports, missing, client, time, logger);
        IReadOnlyList<SelectedObject> selected = await runs.GetObjectsAsync(
            input.Run, input.Batch, input.Slice.First, input.Slice.Count, cancellationToken);
        for (int index = 0; index < selected.Count; index++)
        {
            await slice.CheckAsync(selected[index], input.Slice.First + index, cancellationToken);
        }

        long closed = await slice.CloseAsync(cancellationToken);
        if (pace is not null)
        {
            await pace.SettleAsync(cancellationToken);
        }

        return slice.ToResult(new AuditCounts { Closed = closed, Files = files, Bytes = bytes });
    }

    private ValidatorOptions ValidatorOptions(Action<ContentRead> onContentRead) => new()
    {
        OnContentRead = onContentRead,
        Parallelism = options.Value.Updates.FilesAtOnce,
        MaxFindings = FoundObject.MostFindings,
        InventoryLimits = options.Value.Storage.ToInventoryLimits(),
    };

    /// <summary>A run of the activity.</summary>
    private sealed class Slice(
        CheckObjectsInput input,
        LiveObjectValidator validator,
        FindingReports reports,
        MissingObjects missing,
        DurableTaskClient client,
        TimeProvider time,
        ILogger logger)
    {
        private readonly List<CheckedObject> _results = [];
        private readonly List<int> _suspects = [];
        private long _opened;

        public async Task CheckAsync(SelectedObject selected, int place, CancellationToken cancellationToken)
        {
            DateTimeOffset at = time.GetUtcNow();
            ObjectInRoot? found;
            try
            {
                found = await validator.ValidateAsync(selected.Root, cancellationToken);
            }
            catch (Exception failure) when (failure is InventoryTooLargeException
                || (failure is OcflException or RpcException && MayContinue(cancellationToken)))
            {
                NotChecked(selected, place, at, failure);
                return;
            }

            LedgerResult result = FoundObject.Judge(found);
            if (result == LedgerResult.Valid)
            {
                _results.Add(FoundObject.ToResult(selected.Root, at, result, found));
            }
            else if (!input.IsSecondLook)
            {
                _suspects.Add(place);
            }
            else
            {
                await ReportAsync(selected, place, at, result, found, cancellationToken);
            }
        }

        /// <summary>Closes findings of the objects that are valid.</summary>
        public Task<long> CloseAsync(CancellationToken cancellationToken) => reports.CloseValidAsync(
            _results.Where(result => result.Result == LedgerResult.Valid).ToDictionary(
                result => result.Root, result => result.At, StringComparer.Ordinal),
            input.Run.Id,
            client,
            cancellationToken);

        public CheckedSlice ToResult(AuditCounts counts)
        {
            long left = _results.LongCount(result => result.Result == LedgerResult.Left);
            return new CheckedSlice
            {
                Results = _results,
                Returned = new CheckedObjects
                {
                    Suspects = _suspects,
                    Counts = counts with
                    {
                        Checked = _results.Count - left,
                        Valid = Count(LedgerResult.Valid),
                        Invalid = Count(LedgerResult.Invalid) + Count(LedgerResult.Missing),
                        Unverified = Count(LedgerResult.Unverified),
                        Removed = left,
                        Opened = _opened,
                    },
                },
            };
        }

        private long Count(LedgerResult of) => _results.LongCount(result => result.Result == of);

        // At the second look the activity fails, and is retried, until its attempts are used up.
        private bool MayContinue(CancellationToken cancellationToken) =>
            !cancellationToken.IsCancellationRequested && (!input.IsSecondLook || input.Try == ValidationTry.Last);

        private void NotChecked(SelectedObject selected, int place, DateTimeOffset at, Exception failure)
        {
            if (!input.IsSecondLook)
            {
                _suspects.Add(place);
                return;
            }

            logger.NotChecked(input.Run.Id, VisibleText.Show(selected.Id ?? selected.Root), failure);
            _results.Add(new CheckedObject { Root = selected.Root, At = at, Result = LedgerResult.Unverified });
        }

        private async Task ReportAsync(
            SelectedObject selected,
            int place,
            DateTimeOffset at,
            LedgerResult result,
            ObjectInRoot? found,
            CancellationToken cancellationToken)
        {
            if (result == LedgerResult.Unverified)
            {
                StorageException unreadable = new(FoundObject.WhyUnverified(found!));
                if (input.Try != ValidationTry.Last)
                {
                    throw unreadable;
                }

                NotChecked(selected, place, at, unreadable);
                return;
            }

            if (result == LedgerResult.Missing && await missing.HasLeftAsync(selected, at - input.Interval, cancellationToken))
            {
                FindingEnd end = new(input.Run.Id, IsRemoved: true);
                await reports.CloseAsync(selected.Root, at, end, client, cancellationToken);
                _results.Add(FoundObject.ToResult(selected.Root, at, LedgerResult.Left, found));
                return;
            }

            OpenFinding finding = await reports.OpenAsync(
                FoundObject.ToFinding(selected, at, input.Run.Id, found), result == LedgerResult.Missing, client, cancellationToken);
            _opened += finding.AuditId == input.Run.Id && finding.FoundAt >= input.Run.StartedAt ? 1 : 0;
            _results.Add(FoundObject.ToResult(selected.Root, at, result, found));
        }
    }
}

using System.Globalization;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Ocfl;
using OcflFunctions.Contracts;
using OcflFunctions.Notify;
using OcflFunctions.Storage;

namespace OcflFunctions.Audits;

/// <summary>
/// Opens and closes findings, and reports each once. What is to be reported is written before it is reported, so that after a crash at
/// any moment the next attempt completes it; a notification that is sent again has the same id.
/// </summary>
public sealed class FindingReports(OpenFindings open, Notifier notifier, AuditTelemetry telemetry, ILogger<FindingReports> logger)
{
    /// <summary>Opens a finding, unless it is open: then it only notes that it was seen again.</summary>
    /// <param name="found">The finding.</param>
    /// <param name="isMissing">Whether the object is missing.</param>
    /// <param name="client">The engine.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The finding as it is stored now.</returns>
    internal async Task<OpenFinding> OpenAsync(
        OpenFinding found, bool isMissing, DurableTaskClient client, CancellationToken cancellationToken)
    {
        while (true)
        {
            WorkValue<OpenRecord>? stored = await open.TryGetAsync(found.ObjectRoot, cancellationToken);
            if (stored?.Value.Closing is not null)
            {
                await EndAsync(stored, client, cancellationToken);
                continue;
            }

            if (await NoteAsync(found, isMissing, stored, cancellationToken) is { } noted
                && (noted.Value.IsReported || await ReportAsync(noted, client, cancellationToken)))
            {
                return noted.Value.Finding;
            }
        }
    }

    /// <summary>Closes the finding of an object, if there is one.</summary>
    /// <param name="objectRoot">The object's root.</param>
    /// <param name="since">When the validation began that found it good: a finding that was seen later stays open.</param>
    /// <param name="end">How it is closed.</param>
    /// <param name="client">The engine.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Whether this call has closed one.</returns>
    internal async Task<bool> CloseAsync(
        string objectRoot, DateTimeOffset since, FindingEnd end, DurableTaskClient client, CancellationToken cancellationToken)
    {
        while (await open.TryGetAsync(objectRoot, cancellationToken) is { } stored)
        {
            if (stored.Value.Closing is null && stored.Value.Finding.LastSeenAt >= since)
            {
                return false;
            }

            WorkValue<OpenRecord>? closing = stored.Value.Closing is null
                ? await open.TryWriteAsync(stored.Value with { Closing = end }, stored.ETag, cancellationToken)
                : stored;
            if (closing is not null && await EndAsync(closing, client, cancellationToken))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Closes the findings of objects that were found valid.</summary>
    /// <param name="objects">The objects' roots, each with the time when its validation began.</param>
    /// <param name="by">The run of the audit, or the validation.</param>
    /// <param name="client">The engine.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>How many this call has closed.</returns>
    internal async Task<long> CloseValidAsync(
        IReadOnlyDictionary<string, DateTimeOffset> objects, string by, DurableTaskClient client, CancellationToken cancellationToken)
    {
        long closed = 0;
        foreach (string root in objects.Count == 0 ? [] : await open.FilterAsync([.. objects.Keys], cancellationToken))
        {
            closed += await CloseAsync(root, objects[root], new FindingEnd(by, IsRemoved: false), client, cancellationToken) ? 1 : 0;
        }

        return closed;
    }

    // What was seen first stays, and what was seen last replaces the rest.
    private async Task<WorkValue<OpenRecord>?> NoteAsync(
        OpenFinding found, bool isMissing, WorkValue<OpenRecord>? stored, CancellationToken cancellationToken)
    {
        if (stored is null)
        {
            return await open.TryWriteAsync(
                new OpenRecord { Finding = found, IsMissing = isMissing }, etag: null, cancellationToken);
        }

        OpenFinding before = stored.Value.Finding;
        return before.LastSeenAt >= found.LastSeenAt
            ? stored
            : await open.TryWriteAsync(
                stored.Value with
                {
                    Finding = found with
                    {
                        FoundAt = before.FoundAt,
                        AuditId = before.AuditId,
                        ObjectId = found.ObjectId ?? before.ObjectId,
                    },
                    IsMissing = isMissing,
                },
                stored.ETag,
                cancellationToken);
    }

    private async Task<bool> ReportAsync(WorkValue<OpenRecord> noted, DurableTaskClient client, CancellationToken cancellationToken)
    {
        OpenFinding finding = noted.Value.Finding;
        await NotifyFoundAsync(noted.Value, client, cancellationToken);
        if (await open.TryWriteAsync(noted.Value with { IsReported = true }, noted.ETag, cancellationToken) is null)
        {
            return false;
        }

        telemetry.Opened();
        logger.FindingOpened(
            finding.AuditId, VisibleText.Show(finding.ObjectId ?? finding.ObjectRoot), finding.Errors, string.Join(", ", finding.Codes));
        return true;
    }

    /// <returns>Whether this call has ended it.</returns>
    private async Task<bool> EndAsync(WorkValue<OpenRecord> stored, DurableTaskClient client, CancellationToken cancellationToken)
    {
        OpenFinding finding = stored.Value.Finding;
        FindingEnd end = stored.Value.Closing!;
        if (!stored.Value.IsReported)
        {
            await NotifyFoundAsync(stored.Value, client, cancellationToken);
        }

        string status = end.IsRemoved ? "Removed" : "Valid";
        await notifier.NotifyAsync(
            client, NotificationKind.AuditClosed, OccasionOf(finding), DataOf(finding, end.By, status), cancellationToken);
        if (!await open.TryDeleteAsync(finding.ObjectRoot, stored.ETag, cancellationToken))
        {
            return false;
        }

        telemetry.Closed();
        logger.FindingClosed(end.By, VisibleText.Show(finding.ObjectId ?? finding.ObjectRoot), status);
        return true;
    }

    private Task NotifyFoundAsync(OpenRecord record, DurableTaskClient client, CancellationToken cancellationToken) =>
        notifier.NotifyAsync(
            client,
            NotificationKind.AuditFinding,
            OccasionOf(record.Finding),
            DataOf(record.Finding, record.Finding.AuditId, record.IsMissing ? "Missing" : "Invalid") with
            {
                Errors = record.Finding.Errors,
                Codes = record.Finding.Codes,
            },
            cancellationToken);

    private static string OccasionOf(OpenFinding finding) =>
        string.Create(CultureInfo.InvariantCulture, $"{finding.FoundAt.UtcTicks} {finding.ObjectRoot}");

    private static NotificationData DataOf(OpenFinding finding, string id, string status) => new()
    {
        Id = id,
        ObjectId = finding.ObjectId,
        ObjectRoot = finding.ObjectRoot,
        Status = status,
    };
}

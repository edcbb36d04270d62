using Ocfl.Findings;
using Ocfl.Validation;
using OcflFunctions.Contracts;
using OcflFunctions.Purges;
using OcflFunctions.Storage;
using OcflFunctions.Validations;
using Finding = Ocfl.Findings.Finding;
using FindingSeverity = Ocfl.Findings.FindingSeverity;

namespace OcflFunctions.Audits;

/// <summary>What a validation of an object means for an audit.</summary>
internal static class FoundObject
{
    /// <summary>How many findings of an object are held.</summary>
    public const int MostFindings = 1_000;

    /// <summary>The code of the finding that an object is missing.</summary>
    public const string MissingCode = "S002";

    // The record of a finding is read whole, many at a time.
    private const int KeptFindings = 20;
    private const int KeptCodes = 50;

    /// <summary>The result.</summary>
    /// <param name="found">What was found; null if the object is not there.</param>
    public static LedgerResult Judge(ObjectInRoot? found) =>
        found is null ? LedgerResult.Missing
        : found.Report.Verdict == ValidationVerdict.Invalid || found.RootFindings.Any(IsError) ? LedgerResult.Invalid
        : found.Report.Verdict == ValidationVerdict.Valid && !found.RootFindings.Any(finding => finding.IsUnreadable)
            ? LedgerResult.Valid
        : LedgerResult.Unverified;

    /// <summary>Why an object could not be checked, as a sentence.</summary>
    public static string WhyUnverified(ObjectInRoot found) =>
        All(found).FirstOrDefault(finding => finding.Severity == FindingSeverity.Unchecked)?.Message ?? "It could not be checked in full.";

    /// <summary>The result for the ledger.</summary>
    public static CheckedObject ToResult(string root, DateTimeOffset at, LedgerResult result, ObjectInRoot? found) => new()
    {
        Root = root,
        At = at,
        Result = result,
        Id = found?.Report.ObjectId,
        Head = found?.Report.Head?.ToString(),
        Digest = found?.Report.InventoryDigest,
    };

    /// <summary>The finding.</summary>
    public static OpenFinding ToFinding(SelectedObject selected, DateTimeOffset at, string auditId, ObjectInRoot? found)
    {
        string? id = found?.Report.ObjectId ?? selected.Id;
        Finding[] findings = found is null
            ? [new Finding(
                MissingCode,
                FindingSeverity.Error,
                "The object is not there, and no purge removed it; it must be restored, or its loss accepted.",
                new FindingLocation(""))]
            : [.. All(found)];
        Finding[] errors = [.. findings.Where(IsError)];
        return new OpenFinding
        {
            ObjectRoot = selected.Root,
            ObjectId = id,
            Codes =
            [
                .. errors.Select(finding => finding.Code)
                    .Distinct(StringComparer.Ordinal)
                    .Order(StringComparer.Ordinal)
                    .Take(KeptCodes),
            ],
            Findings =
            [
                .. errors.Concat(findings.Where(finding => !IsError(finding)))
                    .Take(KeptFindings)
                    .Select(finding => FindingsWriter.Describe(finding, selected.Root, id)),
            ],
            Errors = errors.Length,
            FoundAt = at,
            LastSeenAt = at,
            AuditId = auditId,
        };
    }

    private static IEnumerable<Finding> All(ObjectInRoot found) => found.Report.Findings.Concat(found.RootFindings);

    private static bool IsError(Finding finding) => finding.Severity == FindingSeverity.Error;
}

/// <summary>Finds out whether an object that is not there was removed on purpose.</summary>
public sealed class MissingObjects(ObjectStore objects, PurgeStore purges, OpenFindings open)
{
    /// <summary>Whether it leaves the ledger: it was purged, is elsewhere now, or was reported as missing for long enough.</summary>
    /// <param name="selected">The object.</param>
    /// <param name="reportedBefore">A finding from before this time has been open for long enough.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal async Task<bool> HasLeftAsync(SelectedObject selected, DateTimeOffset reportedBefore, CancellationToken cancellationToken) =>
        await purges.HasRemovedAsync(selected.Root, selected.CheckedAt ?? default, cancellationToken)
        || await IsElsewhereAsync(selected, cancellationToken)
        || (await open.TryGetAsync(selected.Root, cancellationToken))?.Value is { IsMissing: true } record
            && record.Finding.FoundAt < reportedBefore;

    private async Task<bool> IsElsewhereAsync(SelectedObject selected, CancellationToken cancellationToken) =>
        selected.Id is { } id
        && (await objects.GetRootAsync(cancellationToken)).Layout is not null
        && await objects.FindObjectRootAsync(id, cancellationToken) is { } root
        && root != selected.Root;
}

using Ocfl.Findings;
using Ocfl.Storage;
using Ocfl.Validation;

namespace Ocfl.Cli.Commands;

/// <summary>
/// Validates a storage root page after page of its objects, and keeps in a file what was validated. A run that was stopped is continued by
/// the file: what it has is not read again, not shown again, and counted in the verdict. Memory is bounded.
/// </summary>
internal sealed class ResumableValidation(
    Place place, IStorage storage, ValidatorOptions options, ValidationOutput output, ProgressMeter meter)
{
    private const int PageSize = 1000;

    private readonly PagedRootValidator _validator = new(storage, options);
    private readonly Lock _lock = new();
    private RootSummary _summary = new() { IsComplete = true };
    private RootTally _tally = new();
    private bool _rootHasErrors;
    private bool _rootIsComplete = true;

    public async Task RunAsync(string file, CancellationToken cancellationToken)
    {
        string depth = options.Depth == ValidationDepth.Content ? "content" : "structure";
        using ValidationJournal journal = ValidationJournal.Open(file, place.Address, depth);
        JournalPosition position = journal.Read(CountEarlier);
        HashSet<string> done = position.DoneInPage;
        string? after = position.After;
        while (!position.HasAllPages)
        {
            List<Finding> findings = [];
            RootPage page = await _validator.FindObjectsAsync(
                after, PageSize, (finding, _) => KeepAsync(findings, finding), cancellationToken).ConfigureAwait(false);
            ParallelOptions parallel = new() { MaxDegreeOfParallelism = options.Parallelism, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(
                page.ObjectRoots.Where(objectRoot => !done.Contains(objectRoot)),
                parallel,
                async (objectRoot, token) =>
                {
                    ObjectInRoot found = await _validator.ValidateObjectAsync(objectRoot, token).ConfigureAwait(false);
                    Take(journal, found);
                }).ConfigureAwait(false);
            TakeRootFindings(findings);
            journal.Write(new JournalLine("page") { Path = page.Next, Findings = [.. findings.Select(ValidationOutput.LineOf)] });
            if (page.Next is null)
            {
                break;
            }

            (after, done) = (page.Next, []);
        }

        await ConcludeAsync(journal, cancellationToken).ConfigureAwait(false);
    }

    private static ValueTask KeepAsync(List<Finding> findings, Finding finding)
    {
        findings.Add(finding);
        return ValueTask.CompletedTask;
    }

    private static string NameOf(ObjectPlace place) => place switch
    {
        ObjectPlace.Right => "right",
        ObjectPlace.Wrong => "wrong",
        _ => "unknown",
    };

    private void Take(ValidationJournal journal, ObjectInRoot found)
    {
        ValidationReport report = found.Report;
        lock (_lock)
        {
            output.Report(place.Combine(report.Path), report);
            Count(report, found.Place);
            TakeRootFindings(found.RootFindings);
            journal.Write(new JournalLine("object")
            {
                Path = report.Path,
                ObjectId = report.ObjectId,
                Verdict = ValidationOutput.NameOf(report.Verdict),
                Place = NameOf(found.Place),
                Findings = [.. report.Findings.Select(ValidationOutput.LineOf)],
                RootFindings = found.RootFindings.Count == 0 ? null : [.. found.RootFindings.Select(ValidationOutput.LineOf)],
            });
        }

        meter.AddItems();
    }

    private void CountEarlier(JournalLine line)
    {
        IReadOnlyList<Finding> findings = FindingsOf(line.Findings);
        if (line is { Kind: "object", Path: { } objectRoot })
        {
            ValidationReport report = new(ValidationTarget.OcflObject, objectRoot, findings) { ObjectId = line.ObjectId };
            output.Count(report);
            Count(report, line.Place switch
            {
                "right" => ObjectPlace.Right,
                "wrong" => ObjectPlace.Wrong,
                _ => ObjectPlace.Unknown,
            });
            output.Count(CountRoot(FindingsOf(line.RootFindings)));
            meter.AddItems();
        }
        else
        {
            output.Count(CountRoot(findings));
        }
    }

    private static IReadOnlyList<Finding> FindingsOf(IReadOnlyList<FindingLine>? lines) =>
    [
        .. (lines ?? []).Select(line => new Finding(
            line.Code,
            line.Severity switch
            {
                "error" => FindingSeverity.Error,
                "warning" => FindingSeverity.Warning,
                "unchecked" => FindingSeverity.Unchecked,
                _ => FindingSeverity.Info,
            },
            line.Message,
            new FindingLocation(line.Location))),
    ];

    private void Count(ValidationReport report, ObjectPlace place)
    {
        bool isAtTop = !report.Path.Contains('/', StringComparison.Ordinal);
        _tally = _tally with
        {
            HasObjectsAtTop = _tally.HasObjectsAtTop || isAtTop,
            HasObjectsBelow = _tally.HasObjectsBelow || !isAtTop,
            Placed = _tally.Placed + (place == ObjectPlace.Right ? 1 : 0),
            Misplaced = _tally.Misplaced + (place == ObjectPlace.Wrong ? 1 : 0),
        };
        _summary = _summary.Add(report);
    }

    private ValidationReport CountRoot(IReadOnlyList<Finding> findings)
    {
        ValidationReport report = new(ValidationTarget.StorageRoot, "", findings)
        {
            HasErrors = _rootHasErrors,
            IsComplete = _rootIsComplete,
            IsPartial = true,
        };
        _rootHasErrors = report.HasErrors;
        _rootIsComplete = report.IsComplete;
        _summary = _summary with { UnreadablePaths = _summary.UnreadablePaths + findings.Count(finding => finding.IsUnreadable) };
        return report;
    }

    private void TakeRootFindings(IReadOnlyList<Finding> findings)
    {
        ValidationReport report = CountRoot(findings);
        if (findings.Count > 0)
        {
            output.Report(place.Text, report);
        }
    }

    private async Task ConcludeAsync(ValidationJournal journal, CancellationToken cancellationToken)
    {
        List<Finding> findings = [];
        await _validator.ValidateRootAsync(
            _tally, journal.ReadElsewhere().ToAsyncEnumerable(), (finding, _) => KeepAsync(findings, finding), cancellationToken)
            .ConfigureAwait(false);
        ValidationReport root = CountRoot(findings) with { IsPartial = false };
        RootSummary summary = _summary.Conclude(root);
        output.Report(place.Text, root with { Summary = summary });
        journal.Write(new JournalLine("end")
        {
            Verdict = ValidationOutput.NameOf(summary.Verdict),
            Findings = [.. findings.Select(ValidationOutput.LineOf)],
        });
    }
}

using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Ocfl.Findings;
using Ocfl.Inventories;
using Ocfl.Storage;

namespace Ocfl.Validation;

/// <summary>
/// Validates a storage root with all its objects. One walker finds them, several workers look at them, and reports are handed on as
/// they are made; nothing is kept but what is under way (and ids, up to a number).
/// </summary>
internal sealed class RootValidator
{
    /// <summary>How many findings about the root itself make a report of their own before all is done.</summary>
    private const int FindingsPerReport = 1000;

    private readonly ObjectContext _context;
    private readonly FindingSink.Batched _findings;
    private readonly Channel<string> _objects;
    private readonly Channel<ValidationReport> _reports;
    private readonly KnownIds _ids;
    private readonly HierarchyWalker _walker;
    private readonly Lock _lock = new();
    private RootRules? _rules;
    private RootSummary _summary = new() { IsComplete = true };
    private bool _hasErrors;
    private bool _isComplete = true;

    public RootValidator(IStorage storage, string root, ValidatorOptions options)
    {
        _findings = new(FindingsPerReport, SendFindingsAsync);
        _context = new(storage, root, options, _findings);
        _walker = new(_context);
        _ids = new(options.ComparedIds);
        _objects = Channel.CreateBounded<string>(new BoundedChannelOptions(options.Parallelism * 4) { SingleWriter = true });
        _reports = Channel.CreateBounded<ValidationReport>(new BoundedChannelOptions(options.Parallelism * 4) { SingleReader = true });
    }

    /// <summary>Validates it. Reports about objects come in no order; the last report is about the root.</summary>
    public async IAsyncEnumerable<ValidationReport> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using CancellationTokenSource stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task work = Task.Run(() => WorkAsync(stopping), CancellationToken.None);
        try
        {
            await foreach (ValidationReport report in _reports.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return report;
            }
        }
        finally
        {
            await stopping.CancelAsync().ConfigureAwait(false);
            await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WorkAsync(CancellationTokenSource stopping)
    {
        try
        {
            Task[] tasks =
            [
                GuardAsync(() => WalkAsync(stopping.Token), stopping),
                .. Enumerable.Range(0, _context.Options.Parallelism).Select(
                    _ => GuardAsync(() => ValidateObjectsAsync(stopping.Token), stopping)),
            ];
            await Task.WhenAll(tasks).ConfigureAwait(false);
            await _ids.ReportAsync(_context, stopping.Token).ConfigureAwait(false);
            await _rules!.Layout.ReportAsync(_context, stopping.Token).ConfigureAwait(false);
            await _context.ReportLinksNotComparedAsync(stopping.Token).ConfigureAwait(false);
            await _reports.Writer.WriteAsync(Conclude(ReportOf(_findings.Take())), stopping.Token).ConfigureAwait(false);
            _reports.Writer.Complete();
        }
#pragma warning disable CA1031 // The reader gets the failure.
        catch (Exception exception)
        {
            _reports.Writer.TryComplete(exception);
        }
#pragma warning restore CA1031
    }

    /// <summary>Runs a part of the work; if it fails, the others stop, and the reader gets this failure rather than theirs.</summary>
    private async Task GuardAsync(Func<Task> work, CancellationTokenSource stopping)
    {
        try
        {
            await Task.Run(work, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            _reports.Writer.TryComplete(exception);
            await stopping.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task WalkAsync(CancellationToken cancellationToken)
    {
        try
        {
            _rules = await RootRules.CheckAsync(_context, cancellationToken).ConfigureAwait(false);
            await WalkHierarchyAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _objects.Writer.TryComplete();
        }
    }

    private async Task WalkHierarchyAsync(CancellationToken cancellationToken)
    {
        await foreach (StorageEntry entry in RootRules.ListTopAsync(_context, cancellationToken).ConfigureAwait(false))
        {
            await _context.ReportSpecialAsync(entry, "E072", cancellationToken).ConfigureAwait(false);
            if (entry.Kind == StorageEntryKind.Directory && entry.Name != RootRules.Extensions)
            {
                await _walker.WalkAsync(
                    _context.Local(entry.Path),
                    path => _objects.Writer.WriteAsync(path, cancellationToken),
                    cancellationToken).ConfigureAwait(false);
            }
        }

        await _walker.ReportAsync(cancellationToken).ConfigureAwait(false);
    }

    private ValueTask SendFindingsAsync(IReadOnlyList<Finding> findings, CancellationToken cancellationToken) =>
        _reports.Writer.WriteAsync(ReportOf(findings) with { IsPartial = true }, cancellationToken);

    /// <summary>A report about the root itself, whose verdict takes in those before.</summary>
    private ValidationReport ReportOf(IReadOnlyList<Finding> findings)
    {
        lock (_lock)
        {
            ValidationReport report = new(ValidationTarget.StorageRoot, _context.Root, findings)
            {
                Specification = _rules?.Declared,
                HasErrors = _hasErrors,
                IsComplete = _isComplete,
            };
            _hasErrors = report.HasErrors;
            _isComplete = report.IsComplete;
            _summary = _summary with { UnreadablePaths = _summary.UnreadablePaths + findings.Count(finding => finding.IsUnreadable) };
            return report;
        }
    }

    private void Count(ValidationReport report)
    {
        lock (_lock)
        {
            _summary = _summary with
            {
                Valid = _summary.Valid + (report.Verdict == ValidationVerdict.Valid ? 1 : 0),
                Invalid = _summary.Invalid + (report.Verdict == ValidationVerdict.Invalid ? 1 : 0),
                Incomplete = _summary.Incomplete + (report.Verdict == ValidationVerdict.Incomplete ? 1 : 0),
                IsComplete = _summary.IsComplete && report.IsComplete,
            };
        }
    }

    private ValidationReport Conclude(ValidationReport root)
    {
        bool isComplete = _summary.IsComplete && root.IsComplete;
        ValidationVerdict verdict = root.HasErrors || _summary.Invalid > 0
            ? ValidationVerdict.Invalid
            : isComplete ? ValidationVerdict.Valid : ValidationVerdict.Incomplete;
        return root with { Summary = _summary with { IsComplete = isComplete, Verdict = verdict } };
    }

    private async Task ValidateObjectsAsync(CancellationToken cancellationToken)
    {
        await foreach (string path in _objects.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            ValidationReport report = await ValidateObjectAsync(path, cancellationToken).ConfigureAwait(false);
            Count(report);
            await _reports.Writer.WriteAsync(report, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<ValidationReport> ValidateObjectAsync(string path, CancellationToken cancellationToken)
    {
        FindingSink.Collected sink = new(_context.Options.MaxFindings);
        ObjectContext context = _context.ForObject(path, sink);
        ObjectValidator validator = new(context);
        await validator.RunAsync(cancellationToken).ConfigureAwait(false);
        ObjectPlace place = await _rules!.CheckObjectAsync(validator, path, context, _context, cancellationToken).ConfigureAwait(false);
        if (place != ObjectPlace.Right
            && validator.ObjectId is string id
            && await _rules.HasTwinAsync(id, _ids, _context, cancellationToken).ConfigureAwait(false))
        {
            await ReportSameIdAsync(context, id, "", cancellationToken).ConfigureAwait(false);
        }

        return new(ValidationTarget.OcflObject, context.Root, sink.Take())
        {
            ObjectId = validator.ObjectId,
            Specification = validator.Declared,
        };
    }

    /// <summary>Reports an id that another object has, too.</summary>
    public static ValueTask ReportSameIdAsync(ObjectContext context, string objectId, string path, CancellationToken cancellationToken) =>
        context.ReportAtAsync(
            "E037",
            $"Another object of this root has the id {FindingNotes.Show(objectId)}, too; an id must be unique.",
            path,
            cancellationToken);
}

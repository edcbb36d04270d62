using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Ocfl.Findings;
using Ocfl.Inventories;
using Ocfl.Storage;

namespace Ocfl.Validation;

/// <summary>
/// Validates a storage root with all its objects. One walk finds them, several workers validate them, and reports are returned as
/// soon as they are complete. Only what is in progress is kept, and ids up to a number.
/// </summary>
internal sealed class StorageRootValidator
{
    /// <summary>After how many findings about the root itself a partial report is sent.</summary>
    private const int FindingsPerReport = 1000;

    private readonly ObjectContext _context;
    private readonly FindingSink.Batched _findings;
    private readonly Channel<string> _objects;
    private readonly Channel<ValidationReport> _reports;
    private readonly UnplacedIds _ids;
    private readonly Lock _lock = new();
    private RootRules? _rules;
    private RootSummary _summary = new() { IsComplete = true };
    private bool _hasErrors;
    private bool _isComplete = true;

    public StorageRootValidator(IStorage storage, string root, ValidatorOptions options)
    {
        _findings = new(FindingsPerReport, SendFindingsAsync);
        _context = new(storage, root, options, _findings);
        _ids = new(options.ComparedIds);
        _objects = Channel.CreateBounded<string>(new BoundedChannelOptions(options.Parallelism * 4) { SingleWriter = true });
        _reports = Channel.CreateBounded<ValidationReport>(new BoundedChannelOptions(options.Parallelism * 4) { SingleReader = true });
    }

    /// <summary>Validates it. Reports about objects come in no particular order; the last report is about the root.</summary>
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
        await RootHierarchy.CheckTopAsync(_context, cancellationToken).ConfigureAwait(false);
        bool hasObjectsAtTop = false;
        bool hasObjectsBelow = false;
        await foreach (string path in RootHierarchy.FindObjectsAsync(_context, after: null, cancellationToken).ConfigureAwait(false))
        {
            hasObjectsAtTop |= RootHierarchy.IsAtTop(path);
            hasObjectsBelow |= !RootHierarchy.IsAtTop(path);
            await _objects.Writer.WriteAsync(path, cancellationToken).ConfigureAwait(false);
        }

        await RootHierarchy.ReportDepthsAsync(_context, hasObjectsAtTop, hasObjectsBelow, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask SendFindingsAsync(IReadOnlyList<Finding> findings, CancellationToken cancellationToken) =>
        _reports.Writer.WriteAsync(ReportOf(findings) with { IsPartial = true }, cancellationToken);

    /// <summary>A report about the root itself, whose verdict includes those before.</summary>
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
            _summary = _summary.Add(report);
        }
    }

    private ValidationReport Conclude(ValidationReport root) => root with { Summary = _summary.Conclude(root) };

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

        return validator.Report(sink.Take());
    }

    /// <summary>Reports an id that another object also has.</summary>
    public static ValueTask ReportSameIdAsync(ObjectContext context, string objectId, string path, CancellationToken cancellationToken) =>
        context.ReportAtAsync(
            FindingCodes.E037,
            $"Another object of this root has the id {FindingNotes.Show(objectId)}, too; an id must be unique.",
            path,
            cancellationToken);
}

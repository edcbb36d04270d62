using System.Text.Json.Serialization;
using Microsoft.DurableTask;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;

namespace OcflFunctions.Imports;

/// <summary>
/// Counts what becomes of the objects of an import and reports it as its custom status: when it starts, when all is listed, when it
/// finishes, and otherwise about once a second.
/// </summary>
internal sealed class ImportProgressReporter
{
    private const int ClippedError = 1000;
    private const int MostNotImported = 20;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly TaskOrchestrationContext _context;
    private bool _isListed;
    private int _running;
    private UpdateError? _error;
    private IReadOnlyList<ActivityRetry> _retrying = [];
    private DateTime _published;

    public ImportProgressReporter(TaskOrchestrationContext context, ImportState? before)
    {
        _context = context;
        State = before ?? new ImportState { StartedAt = context.UtcNow() };
        Publish();
    }

    /// <summary>How far it is.</summary>
    public ImportState State { get; private set; }

    /// <summary>A page is listed.</summary>
    public void Listed(ListedImport page)
    {
        State = State with { Listed = State.Listed + page.Objects };
        _isListed = page.Next is null;
        Publish();
    }

    /// <summary>An object is started.</summary>
    public void Started() => _running++;

    /// <summary>An object is done.</summary>
    public void Ended(ImportedObject done)
    {
        _running--;
        bool isThere = done.Outcome is ImportedObjectOutcome.Imported or ImportedObjectOutcome.Unchanged;
        State = State with
        {
            Counts = State.Counts.Plus(done),
            NotImported = isThere || State.NotImported.Count == MostNotImported ? State.NotImported : [.. State.NotImported, done],
        };
        if (_context.CurrentUtcDateTime - _published >= Interval)
        {
            Publish();
        }
    }

    /// <summary>A page is done.</summary>
    public void Done(ListedImport page) => State = State with { Pages = State.Pages + 1, After = page.Next };

    /// <summary>The activities that are being retried have changed.</summary>
    public void Retry(IReadOnlyList<ActivityRetry> retrying)
    {
        _retrying = retrying;
        Publish();
    }

    /// <summary>Nothing is left to do.</summary>
    public void End(UpdateError? error = null)
    {
        _error = error is null ? null : error with { Message = StatusText.Clip(error.Message, ClippedError) };
        Publish();
    }

    private void Publish()
    {
        _published = _context.CurrentUtcDateTime;
        _context.SetCustomStatus(new ImportCustomStatus
        {
            Progress = new ImportProgress(State.Counts)
            {
                Listed = State.Listed,
                Total = _isListed ? State.Listed : null,
                Running = _running,
                Retrying = _retrying,
            },
            Error = _error,
            StartedAt = State.StartedAt,
            UpdatedAt = _context.UtcNow(),
        });
    }
}

/// <summary>The custom status of an import.</summary>
public sealed record ImportCustomStatus
{
    /// <summary>How far it is.</summary>
    public ImportProgress Progress { get; init; } = new();

    /// <summary>The failure that ended the import; null if there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UpdateError? Error { get; init; }

    /// <summary>When its first run started, in UTC.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When this was written, in UTC.</summary>
    public DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>Counts objects by their outcomes.</summary>
internal static class ImportCounting
{
    /// <summary>These numbers, and one more object.</summary>
    public static ImportCounts Plus(this ImportCounts counts, ImportedObject done)
    {
        ImportCounts more = counts with { Objects = counts.Objects + 1 };
        return done.Outcome switch
        {
            ImportedObjectOutcome.Imported => more with
            {
                Imported = counts.Imported + 1,
                Files = counts.Files + done.Files,
                Bytes = counts.Bytes + done.Bytes,
            },
            ImportedObjectOutcome.Unchanged => more with { Unchanged = counts.Unchanged + 1 },
            ImportedObjectOutcome.Conflict => more with { Conflicts = counts.Conflicts + 1 },
            ImportedObjectOutcome.Invalid => more with { Invalid = counts.Invalid + 1 },
            ImportedObjectOutcome.Refused => more with { Refused = counts.Refused + 1 },
            ImportedObjectOutcome.NotFound => more with { NotFound = counts.NotFound + 1 },
            ImportedObjectOutcome.Changed => more with { Changed = counts.Changed + 1 },
            ImportedObjectOutcome.Cancelled => more with { Cancelled = counts.Cancelled + 1 },
            _ => more with { Failed = counts.Failed + 1 },
        };
    }
}

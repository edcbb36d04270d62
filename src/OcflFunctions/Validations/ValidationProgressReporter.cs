using System.Text.Json.Serialization;
using Microsoft.DurableTask;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;

namespace OcflFunctions.Validations;

/// <summary>
/// Counts what a validation finds and reports it as its custom status: when it starts, when all is listed, when it finishes, and
/// otherwise about once a second.
/// </summary>
internal sealed class ValidationProgressReporter
{
    private const int ClippedError = 1000;
    private const int RunningShown = 32;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly TaskOrchestrationContext _context;
    private readonly SortedSet<string> _running = new(StringComparer.Ordinal);
    private bool _isListed;
    private UpdateError? _error;
    private IReadOnlyList<ActivityRetry> _retrying = [];
    private DateTime _published;

    public ValidationProgressReporter(TaskOrchestrationContext context, ValidationState? before)
    {
        _context = context;
        State = before ?? new ValidationState { StartedAt = Now };
        Publish();
    }

    /// <summary>How far it is.</summary>
    public ValidationState State { get; private set; }

    private DateTimeOffset Now => _context.UtcNow();

    /// <summary>A page is listed.</summary>
    public void Listed(ListedObjects page)
    {
        State = State with
        {
            Listed = State.Listed + page.Objects,
            HasObjectsAtTop = State.HasObjectsAtTop || page.HasObjectsAtTop,
            HasObjectsBelow = State.HasObjectsBelow || page.HasObjectsBelow,
            Counts = State.Counts.Plus(page.Counts),
        };
        _isListed = page.Next is null;
        Publish();
    }

    /// <summary>A part starts. It may run for hours, and reports how much it has read in the work area.</summary>
    public void Started(string part)
    {
        _running.Add(part);
        Publish();
    }

    /// <summary>A part has failed; another attempt starts it again.</summary>
    public void Stopped(string part) => _running.Remove(part);

    /// <summary>Something is validated.</summary>
    /// <param name="found">What was found.</param>
    /// <param name="part">The part, if it was started.</param>
    public void Validated(ValidatedObjects found, string? part = null)
    {
        _running.Remove(part ?? "");
        State = State with { Counts = State.Counts.Plus(found.Counts) };
        if (_context.CurrentUtcDateTime - _published >= Interval)
        {
            Publish();
        }
    }

    /// <summary>A page is done.</summary>
    public void Done(ListedObjects page) => State = State with { Pages = State.Pages + 1, After = page.Next };

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
        _context.SetCustomStatus(new ValidationCustomStatus
        {
            Progress = new ValidationProgress(State.Counts)
            {
                Listed = State.Listed,
                Total = _isListed
                ? State.Listed
                : null,
                Retrying = _retrying
            },
            Running = [.. _running.Take(RunningShown)],
            Error = _error,
            StartedAt = State.StartedAt,
            UpdatedAt = Now,
        });
    }
}

/// <summary>The custom status of a validation.</summary>
public sealed record ValidationCustomStatus
{
    /// <summary>How far it is.</summary>
    public ValidationProgress Progress { get; init; } = new();

    /// <summary>The parts that run, the first few: what they have read is in the work area.</summary>
    public IReadOnlyList<string> Running { get; init; } = [];

    /// <summary>The failure that ended the validation; null if there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UpdateError? Error { get; init; }

    /// <summary>When its first run started, in UTC.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When this was written, in UTC.</summary>
    public DateTimeOffset UpdatedAt { get; init; }
}

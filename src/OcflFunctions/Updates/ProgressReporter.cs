using System.Globalization;
using Microsoft.DurableTask;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;

namespace OcflFunctions.Updates;

/// <summary>
/// Counts what an update does and reports it as its custom status: at every change of phase, when a step starts or an activity is
/// retried, and otherwise about once a second. The size of the status is bounded for objects of any size (an engine's limit is 16 KB as
/// UTF-16).
/// </summary>
internal sealed class ProgressReporter
{
    private const int RunningShown = 8;
    private const int NotesShown = 16;
    private const int ClippedName = 200;
    private const int ClippedNote = 100;
    private const int ClippedError = 1000;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly TaskOrchestrationContext _context;
    private readonly SortedSet<int> _running = [];
    private readonly List<StepNote> _notes = [];
    private UpdateCustomStatus _progress;
    private IReadOnlyList<string>? _names;
    private char[]? _steps;
    private UpdateCustomStatus _beforeHold;
    private DateTime _published;

    public ProgressReporter(TaskOrchestrationContext context)
    {
        _context = context;
        _progress = _beforeHold = new UpdateCustomStatus { Phase = UpdatePhase.Claiming, StartedAt = Now };
    }

    /// <summary>How many steps had been done before.</summary>
    public long AlreadyDone { get; private set; }

    /// <summary>How many bytes the steps wrote.</summary>
    public long Written { get; private set; }

    /// <summary>The current phase.</summary>
    public UpdatePhase? Phase => _progress.Phase;

    private DateTimeOffset Now => _context.UtcNow();

    /// <summary>A phase starts.</summary>
    public void Enter(UpdatePhase phase, UpdateError? error = null)
    {
        foreach (int slice in _running)
        {
            // What ran when the phase before was stopped did not finish.
            Mark(slice, StepMark.Waiting);
        }

        _running.Clear();
        _progress = _progress with { Phase = phase, Ahead = 0, Error = Clip(error), HeldUntil = null };
        Publish();
    }

    /// <summary>The update is held. Its other activities continue.</summary>
    public void Hold(UpdateError error, DateTimeOffset until)
    {
        _beforeHold = _progress;
        _progress = _progress with { Phase = UpdatePhase.Held, Error = Clip(error), HeldUntil = until };
        Publish();
    }

    /// <summary>The update continues after a hold.</summary>
    public void Release()
    {
        _progress = _progress with { Phase = _beforeHold.Phase, Error = _beforeHold.Error, HeldUntil = null };
        Publish();
    }

    /// <summary>A phase starts, with a plan.</summary>
    public void Enter(UpdatePhase phase, PlanSummary plan)
    {
        Expect(plan);
        Enter(phase);
    }

    /// <summary>The last phase starts.</summary>
    public void EnterFinishing(PlanSummary plan)
    {
        if (plan.ChangesNothing && plan.Steps > 0)
        {
            Expect(plan);
        }

        _progress = _progress with { Committed = !plan.ChangesNothing };
        Enter(UpdatePhase.Finishing);
    }

    /// <summary>Only the release of the object is left to do.</summary>
    public void Done() => Publish();

    /// <summary>The update has finished, with whatever result: it has no phase.</summary>
    public void End()
    {
        _progress = _progress with { Phase = null };
        Publish();
    }

    /// <summary>The activities that are being retried have changed.</summary>
    public void Retry(IReadOnlyList<ActivityRetry> retrying)
    {
        _progress = _progress with { Retrying = retrying };
        Publish();
    }

    /// <summary>Other updates of the object are first.</summary>
    public void WaitBehind(int ahead)
    {
        _progress = _progress with { Ahead = ahead };
        Publish();
    }

    /// <summary>The source is listed.</summary>
    public void Found(SourceSummary source)
    {
        _progress = _progress with { SourceFiles = source.Files, SourceBytes = source.Bytes };
        ReportNowAndThen();
    }

    /// <summary>A batch of the source is staged.</summary>
    public void Staged(StagedBatch batch)
    {
        _progress = _progress with { StagedFiles = _progress.StagedFiles + batch.Files, StagedBytes = _progress.StagedBytes + batch.Bytes };
        ReportNowAndThen();
    }

    /// <summary>A slice starts.</summary>
    /// <returns>Its name.</returns>
    public string Started(int slice)
    {
        _running.Add(slice);
        Mark(slice, StepMark.Running);
        if (_steps is null)
        {
            ReportNowAndThen();
        }
        else
        {
            // A step may run for hours, and nothing else is reported until it finishes.
            Publish();
        }

        return NameOf(slice);
    }

    /// <summary>Bytes of a slice are in place.</summary>
    public void Copied(long bytes)
    {
        _progress = _progress with { BytesDone = _progress.BytesDone + bytes };
        ReportNowAndThen();
    }

    /// <summary>A slice is done. Its bytes are counted before.</summary>
    public void Executed(int slice, SliceResult result)
    {
        _running.Remove(slice);
        AlreadyDone += result.AlreadyDone;
        Written += result.Written;
        _progress = _progress with { StepsDone = _progress.StepsDone + result.Steps };
        Mark(slice, result.AlreadyDone > 0 && result.AlreadyDone == result.Steps ? StepMark.AlreadyDone : StepMark.Done);
        if (_steps is not null && result.Note is { } note && _notes.Count < NotesShown)
        {
            _notes.Add(new StepNote(slice, StatusText.Clip(note, ClippedNote)));
        }

        ReportNowAndThen();
    }

    private static UpdateError? Clip(UpdateError? error) =>
        error is null ? null : error with { Message = StatusText.Clip(error.Message, ClippedError) };

    private void Expect(PlanSummary plan)
    {
        _names = plan.Names;
        _steps = plan.Names is null ? null : [.. Enumerable.Repeat(StepMark.Waiting, plan.Names.Count)];
        _progress = _progress with { StepsPlanned = plan.Steps, BytesPlanned = plan.Bytes };
    }

    private void Mark(int slice, char mark)
    {
        if (_steps is not null)
        {
            _steps[slice] = mark;
        }
    }

    private string NameOf(int slice) =>
        _names is null ? string.Create(CultureInfo.InvariantCulture, $"slice {slice + 1}") : _names[slice];

    private void ReportNowAndThen()
    {
        if (_context.CurrentUtcDateTime - _published >= Interval)
        {
            Publish();
        }
    }

    private void Publish()
    {
        _published = _context.CurrentUtcDateTime;
        _context.SetCustomStatus(_progress with
        {
            Steps = _steps is null ? null : new string(_steps),
            Running = [.. _running.Take(RunningShown).Select(slice => StatusText.Clip(NameOf(slice), ClippedName))],
            Notes = [.. _notes],
            UpdatedAt = Now,
        });
    }
}

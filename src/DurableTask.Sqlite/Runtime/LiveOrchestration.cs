using System.Diagnostics;
using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using DurableTask.Sqlite.History;
using DurableTask.Sqlite.Store;
using Microsoft.DurableTask.Client;

namespace DurableTask.Sqlite.Runtime;

/// <summary>
/// The state machine of one run: the orchestrator's code, what it waits for, and the position in its history. Events go in one at a time;
/// after each the code runs until it waits. A replay does the same, so both make the same decisions in the same order. Used by one thread
/// at a time.
/// </summary>
internal sealed partial class LiveOrchestration
{
    /// <summary>Azure's limit: 16 KB of UTF-16.</summary>
    private const int MaxCustomStatusLength = 8 * 1024;

    private readonly OrchestratorFunction? _function;
    private readonly RuntimeEnvironment _environment;
    private readonly OrchestratorScheduler _scheduler;
    private readonly OrchestratorContext _context;
    private readonly Dictionary<int, PendingTask> _pending = [];
    private readonly Queue<Decision> _decided = new();
    private readonly List<int> _cancelledTimers = [];
    private Task<object?>? _run;
    private int _nextTask;
    private bool _suspended;
    private bool _customStatusSet;
    private OrchestrationEnd.StartedOver? _startOver;
    private bool _keepEvents;
    private FailureRecord? _broken;
    private volatile bool _foreign;

    /// <param name="instance">The stored instance.</param>
    /// <param name="environment">What all runs share.</param>
    /// <param name="foreign">Called on any thread when a continuation from outside is queued: the run needs a turn.</param>
    public LiveOrchestration(InstanceRow instance, RuntimeEnvironment environment, Action foreign)
    {
        Instance = instance;

        // The stored input, and the code's own copy of it.
        Size = 2 * (instance.Input?.Length ?? 0);
        _environment = environment;
        _function = environment.FindOrchestrator(instance.Name);
        _suspended = instance.Status == OrchestrationRuntimeStatus.Suspended;
        _scheduler = new OrchestratorScheduler(() =>
        {
            _foreign = true;
            foreign();
        });
        _context = new OrchestratorContext(this, environment);
    }

    public InstanceRow Instance { get; }

    public EventWaiters Events { get; } = new();

    /// <summary>The number of the next event.</summary>
    public int NextSequence { get; private set; }

    /// <summary>The orchestration's clock.</summary>
    public DateTime Now { get; private set; } = DateTime.MinValue;

    /// <summary>When the run started; default if it has not.</summary>
    public DateTime StartedAt { get; private set; }

    public bool IsReplaying { get; private set; }

    /// <summary>Lets the run fail at its next turn without running its code. Called before the replay.</summary>
    public void Break(FailureRecord reason) => _broken = reason;

    public bool IsSuspended => _suspended;

    /// <summary>The approximate size in memory: characters of payload, and a little for each event.</summary>
    public long Size { get; private set; }

    /// <summary>JSON; null if none was set.</summary>
    public string? CustomStatus { get; private set; }

    /// <summary>
    /// Whether the run is finished. A run whose code has returned or failed still waits for the tasks that it has scheduled.
    /// </summary>
    public bool IsOver => _broken is not null || (HasReturned && _pending.Count == 0);

    private bool HasReturned => _run is { IsCompleted: true };

    private bool IsRunning => _run is { IsCompleted: false } && _broken is null;

    /// <summary>One turn: messages in, decisions out.</summary>
    /// <exception cref="DamagedRowException">A message is not as the engine writes it.</exception>
    public Episode RunEpisode(IReadOnlyList<InboxMessage> messages, DateTime now)
    {
        var episode = new Episode();
        OrchestrationRuntimeStatus before = CurrentStatus;
        Now = now > Now ? now : Now;
        Deliver(messages, episode);
        CheckForeignWait();
        Finish(episode, before);
        return episode;
    }

    /// <summary>One event of a history that is being rewritten. The episode gets the event and the decisions that follow it.</summary>
    public void Feed(HistoryRow row, Episode episode)
    {
        IsReplaying = true;
        Append(row, episode);
        Take(row);
        Collect(episode);
        IsReplaying = false;
    }

    /// <summary>Called after the last event of a rewritten history.</summary>
    public void EndRewrite(Episode episode, DateTime now)
    {
        Now = now > Now ? now : Now;
        CheckForeignWait();
        Finish(episode, CurrentStatus);
        episode.CustomStatusChanged = true;
    }

    /// <summary>Schedules a task; it completes with the result's JSON, or fails with a <see cref="TaskFailure"/>.</summary>
    public Task<string?> ScheduleAsync(HistoryEventType type, string name, Func<HistoryRow, Decision> decide)
    {
        int task = Decide(type, name, decide);
        var pending = new PendingTask();
        _pending.Add(task, pending);
        return pending.Source.Task;
    }

    /// <summary>Creates a durable timer.</summary>
    public Task CreateTimerAsync(DateTime fireAt, CancellationToken cancellation)
    {
        int task = Decide(HistoryEventType.TimerCreated, string.Empty, row => new Decision(row with { Name = null, Due = fireAt.Ticks }));
        var pending = new PendingTask();
        _pending.Add(task, pending);
        if (cancellation.CanBeCanceled)
        {
            pending.Cancellation = cancellation.Register(() => CancelTimer(task, cancellation));
        }

        return pending.Source.Task;
    }

    /// <summary>Decides something that has no result.</summary>
    public int Decide(HistoryEventType type, string name, Func<HistoryRow, Decision> decide)
    {
        int task = _nextTask++;
        _decided.Enqueue(decide(new HistoryRow(0, type, task, name, null, null, Now.Ticks, 0)));
        return task;
    }

    public void SetCustomStatus(string? json)
    {
        CustomStatus = json;
        _customStatusSet = true;
    }

    public void StartOver(string? input, string? version, bool keepEvents)
    {
        _startOver = new OrchestrationEnd.StartedOver(input, string.IsNullOrWhiteSpace(version) ? Instance.Version : version, []);
        _keepEvents = keepEvents;
    }

    /// <summary>Every member of the context calls this first.</summary>
    /// <exception cref="InvalidOperationException">The caller is not the orchestrator's own code.</exception>
    public void RequireOwnThread()
    {
        if (!_scheduler.IsCurrent)
        {
            _foreign = true;
            throw new ForeignWaitException(ForeignWaitMessage);
        }
    }

    private OrchestrationRuntimeStatus CurrentStatus =>
        _suspended ? OrchestrationRuntimeStatus.Suspended
        : _run is null ? OrchestrationRuntimeStatus.Pending
        : OrchestrationRuntimeStatus.Running;

    private string ForeignWaitMessage =>
        $"The orchestrator '{Instance.Name}' awaited something that is not a task of its context (such as Task.Delay, Task.Run or any I/O), or "
            + "left its own thread (as ConfigureAwait(false) does). An orchestrator may await only tasks of its TaskOrchestrationContext.";

    private void Deliver(IReadOnlyList<InboxMessage> messages, Episode episode)
    {
        InboxMessage? terminate = messages.FirstOrDefault(message => message.Kind == MessageKind.Terminate);
        if (terminate is not null)
        {
            Terminate(terminate, episode);
            foreach (InboxMessage message in messages)
            {
                episode.Consume(message);
            }

            return;
        }

        foreach (InboxMessage message in messages)
        {
            if (IsOver)
            {
                DropOrLeave(message, episode);
            }
            else if (InboxMessage.IsControl(message.Kind) || !_suspended)
            {
                episode.Consume(message);
                Deliver(message, episode);
            }
        }
    }

    private void DropOrLeave(InboxMessage message, Episode episode)
    {
        // Messages for the next run stay in the inbox; the commit hands them over.
        if (_startOver is not null && _broken is null && message.Id != 0)
        {
            return;
        }

        episode.Consume(message);
        episode.Dropped++;
    }

    private void Deliver(InboxMessage message, Episode episode)
    {
        HistoryRow? row = ToEvent(message);
        if (row is null)
        {
            return;
        }

        Append(row, episode);
        Take(row);
        Collect(episode);
    }

    private void Terminate(InboxMessage message, Episode episode)
    {
        Append(NewRow(HistoryEventType.ExecutionTerminated) with { Payload = message.Payload }, episode);
        episode.End = new OrchestrationEnd.Finished(OrchestrationRuntimeStatus.Terminated, message.Payload, null, message.Task == 1);
    }

    /// <returns>Null for a message that changes nothing.</returns>
    private HistoryRow? ToEvent(InboxMessage message) => message.Kind switch
    {
        MessageKind.Start => _run is null ? NewRow(HistoryEventType.ExecutionStarted) with { Name = Instance.Name } : null,
        MessageKind.ActivityCompleted => ResultRow(HistoryEventType.TaskCompleted, message),
        MessageKind.ActivityFailed => ResultRow(HistoryEventType.TaskFailed, message),
        MessageKind.SubOrchestrationCompleted => ResultRow(HistoryEventType.SubOrchestrationInstanceCompleted, message),
        MessageKind.SubOrchestrationFailed => ResultRow(HistoryEventType.SubOrchestrationInstanceFailed, message),
        MessageKind.Timer => ResultRow(HistoryEventType.TimerFired, message),
        MessageKind.Event => NewRow(HistoryEventType.EventRaised) with { Name = message.Name, Payload = message.Payload },
        MessageKind.Suspend => _suspended ? null : NewRow(HistoryEventType.ExecutionSuspended) with { Payload = message.Payload },
        MessageKind.Resume => _suspended ? NewRow(HistoryEventType.ExecutionResumed) with { Payload = message.Payload } : null,
        _ => throw new DamagedRowException($"The message {message.Id} is of the unknown kind {message.Kind}."),
    };

    /// <summary>Null for a result that no task waits for, such as that of a cancelled timer or a second delivery.</summary>
    private HistoryRow? ResultRow(HistoryEventType type, InboxMessage message) => _pending.ContainsKey(message.Task)
        ? NewRow(type) with { Task = message.Task, Payload = message.Payload }
        : null;

    private HistoryRow NewRow(HistoryEventType type) => new(0, type, -1, null, null, null, Now.Ticks, 0);

    private void Append(HistoryRow row, Episode episode)
    {
        episode.Events.Add(row with { Sequence = NextSequence });
        NextSequence++;
    }

    private void Collect(Episode episode)
    {
        while (_decided.TryDequeue(out Decision? decision))
        {
            Append(decision.Row, episode);
            episode.Decisions.Add(decision with { Row = episode.Events[^1] });
        }
    }

    /// <summary>Applies one event; the code runs as far as it can.</summary>
    private void Take(HistoryRow row)
    {
        Now = new DateTime(Math.Max(row.Time, Now.Ticks), DateTimeKind.Utc);
        Size += 64 + (row.Payload?.Length ?? 0);
        switch (row.Type)
        {
            case HistoryEventType.ExecutionStarted:
                Begin();
                break;
            case HistoryEventType.TaskCompleted:
            case HistoryEventType.TimerFired:
            case HistoryEventType.SubOrchestrationInstanceCompleted:
                End(row, pending => pending.Source.TrySetResult(row.Payload));
                break;
            case HistoryEventType.TaskFailed:
            case HistoryEventType.SubOrchestrationInstanceFailed:
                FailureRecord failure = FailureOf(row);
                End(row, pending => pending.Source.TrySetException(new TaskFailure(row.Task, failure)));
                break;
            case HistoryEventType.EventRaised:
                string name = row.Name ?? throw new DamagedRowException($"The event #{row.Sequence} has no name.");
                _scheduler.Run(() => Raise(name, row.Payload));
                break;
            case HistoryEventType.ExecutionSuspended:
                _suspended = true;
                break;
            case HistoryEventType.ExecutionResumed:
                _suspended = false;
                break;
            default:
                break;
        }
    }

    private static FailureRecord FailureOf(HistoryRow row)
    {
        try
        {
            return FailureRecord.Parse(row.Payload);
        }
        catch (JsonException exception)
        {
            throw new DamagedRowException($"The failure of the event #{row.Sequence} cannot be read: {exception.Message}", exception);
        }
    }

    private void Begin()
    {
        if (_function is null)
        {
            _broken = new FailureRecord(
                "OrchestratorTaskNotFound", $"No orchestrator task named '{Instance.Name}' was found.", null, null, IsNonRetriable: true);
            return;
        }

        StartedAt = Now;
        _scheduler.Run(() => _run = CallAsync(_function));
    }

    private Task<object?> CallAsync(OrchestratorFunction function)
    {
        Activity? outside = Activity.Current;
        EngineTracing.Enter(Instance);
        try
        {
            return function(_context, Instance.Input);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return Task.FromException<object?>(exception);
        }
        finally
        {
            Activity.Current = outside;
        }
    }

    /// <summary>As in Azure, an event that cannot be read as the waiter's type fails the run outside its own handlers.</summary>
    private void Raise(string name, string? payload)
    {
        try
        {
            Events.Raise(name, payload);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            _broken ??= FailureRecord.From(exception);
        }
    }

    private void End(HistoryRow row, Action<PendingTask> complete)
    {
        if (_pending.Remove(row.Task, out PendingTask? pending))
        {
            pending.Cancellation.Unregister();
            _scheduler.Run(() => complete(pending));
        }
    }

    private void CancelTimer(int task, CancellationToken cancellation)
    {
        if (_pending.Remove(task, out PendingTask? timer))
        {
            _cancelledTimers.Add(task);
            timer.Source.TrySetCanceled(cancellation);
        }
    }

    private List<InboxMessage> HandedOn() =>
        [.. Events.Kept.Select(kept => new InboxMessage(0, MessageKind.Event, -1, kept.Name, kept.Payload))];

    private void CheckForeignWait()
    {
        bool waitsForNothing = IsRunning && !_suspended && _pending.Count == 0 && Events.Count == 0;
        if (IsRunning && (_foreign || waitsForNothing))
        {
            _broken = FailureRecord.From(new ForeignWaitException(ForeignWaitMessage));
        }
    }

    private void Finish(Episode episode, OrchestrationRuntimeStatus before)
    {
        episode.Time = Now.Ticks;
        CheckCustomStatus();
        if (episode.End is null && IsOver)
        {
            End(episode);
        }

        episode.CancelledTimers.UnionWith(_cancelledTimers);
        _cancelledTimers.Clear();
        episode.CustomStatusChanged = _customStatusSet;
        episode.CustomStatus = CustomStatus;
        _customStatusSet = false;
        if (episode.End is null)
        {
            episode.Status = CurrentStatus;
            episode.StatusChanged = before != CurrentStatus;
        }
    }

    /// <summary>As in Azure, a custom status that is too long fails the run outside its own handlers.</summary>
    private void CheckCustomStatus()
    {
        if (_customStatusSet && CustomStatus?.Length > MaxCustomStatusLength)
        {
            int length = CustomStatus.Length;
            CustomStatus = null;
            _broken ??= FailureRecord.From(new ArgumentException(string.Create(
                CultureInfo.InvariantCulture,
                $"The custom status has {length * 2} bytes of UTF-16 JSON; at most {MaxCustomStatusLength * 2} are allowed.")));
        }
    }

    private void End(Episode episode)
    {
        FailureRecord? failure = _broken ?? Failure(_run!);
        if (failure is null && _startOver is not null)
        {
            episode.End = _startOver with { HandedOn = _keepEvents ? HandedOn() : [] };
            return;
        }

        string? output = null;
        if (failure is null)
        {
            (output, failure) = Serialize(_run!);
        }

        if (failure is null)
        {
            Append(NewRow(HistoryEventType.ExecutionCompleted), episode);
            episode.End = new OrchestrationEnd.Finished(OrchestrationRuntimeStatus.Completed, output, null);
        }
        else
        {
            Append(NewRow(HistoryEventType.ExecutionFailed), episode);
            episode.End = new OrchestrationEnd.Finished(OrchestrationRuntimeStatus.Failed, null, failure.ToJson());
        }
    }

    /// <exception cref="OutOfMemoryException">The run ended with it: the turn is retried, since a replay may have the memory.</exception>
    private static FailureRecord? Failure(Task run)
    {
        if (run.Exception?.InnerException is not { } thrown)
        {
            return run.IsCanceled ? FailureRecord.From(new TaskCanceledException()) : null;
        }

        if (thrown is OutOfMemoryException)
        {
            ExceptionDispatchInfo.Throw(thrown);
        }

        return FailureRecord.From(thrown);
    }

    private (string? Output, FailureRecord? Failure) Serialize(Task<object?> run)
    {
        try
        {
#pragma warning disable VSTHRD002 // The orchestrator has finished: this throws its exception, and does not block.
            return (_environment.Converter.Serialize(run.GetAwaiter().GetResult()), null);
#pragma warning restore VSTHRD002
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return (null, FailureRecord.From(exception));
        }
    }
}

/// <summary>A task that the orchestrator has scheduled and that is not completed.</summary>
internal sealed class PendingTask
{
    /// <summary>The registration that cancels a timer.</summary>
    public CancellationTokenRegistration Cancellation { get; set; }

    public TaskCompletionSource<string?> Source { get; } = new();
}

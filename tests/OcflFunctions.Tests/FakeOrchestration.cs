using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Ocfl.Testing;
using OcflFunctions.Durable;

namespace OcflFunctions.Tests;

/// <summary>
/// An orchestration whose activities are answered by the test, each when the test lets it go. An answer that is a
/// <see cref="CrashException"/> ends it as the death of its process would.
/// </summary>
internal sealed class FakeOrchestration(
    Func<string, object?, Task<object?>> answerAsync, string instanceId = "instance", string version = "2") : TaskOrchestrationContext
{
    private readonly Dictionary<string, Queue<object?>> _events = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Queue<Action<object?>>> _waiters = new(StringComparer.OrdinalIgnoreCase);
    private readonly Queue<Func<Task<Action>>> _ready = [];
    private readonly OwnThread _thread = new();
    private DateTime _now = Start.UtcDateTime;

    /// <summary>When it starts.</summary>
    public static readonly DateTimeOffset Start = new(2026, 8, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>What was called, in order.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>The input that it continues as new with; null where it does not.</summary>
    public object? ContinuedWith { get; private set; }

    /// <summary>The custom statuses that were set, as JSON.</summary>
    public List<string> Statuses { get; } = [];

    /// <summary>How many activities have been running at once, at most.</summary>
    public int MostAtOnce { get; private set; }

    /// <summary>How many run now.</summary>
    public int Running { get; private set; }

    /// <summary>Is called when a custom status was set.</summary>
    public Action OnStatus { get; init; } = () => { };

    /// <summary>Runs an orchestration of this one, given its instance id and its input; null if it has none.</summary>
    public Func<string, object?, Task<object?>>? RunChildAsync { get; init; }

    /// <summary>The orchestration's time at its start.</summary>
    public DateTime StartsAt
    {
        init => _now = value;
    }

    /// <summary>How long an activity takes.</summary>
    public TimeSpan ActivityTime { get; set; } = TimeSpan.FromMilliseconds(100);

    public override TaskName Name => "UpdateObject";

    public override string InstanceId => instanceId;

    /// <summary>The version of the orchestration; empty for none.</summary>
    public override string Version => version;

    public override ParentOrchestrationInstance? Parent => null;

    public override DateTime CurrentUtcDateTime => _now;

    public override bool IsReplaying => false;

    /// <summary>What was logged.</summary>
    public CollectedLogs Logs { get; } = new();

    protected override ILoggerFactory LoggerFactory => Logs;

    /// <summary>Runs an orchestrator to its end: completes what waits, one after the other, and timers when nothing else waits.</summary>
    public Task<T> RunAsync<T>(Func<TaskOrchestrationContext, Task<T>> orchestrator) => Task.Run(() => DriveAsync(orchestrator));

    /// <summary>Does something once what waits now has been let go.</summary>
    public void Later(Action action) => _ready.Enqueue(() => Task.FromResult(action));

    /// <summary>Sends an event.</summary>
    public void Raise(string name, object? payload)
    {
        if (_waiters.TryGetValue(name, out Queue<Action<object?>>? waiters) && waiters.TryDequeue(out Action<object?>? waiter))
        {
            waiter(payload);
            return;
        }

        if (!_events.TryGetValue(name, out Queue<object?>? events))
        {
            _events[name] = events = [];
        }

        events.Enqueue(payload);
    }

    public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        // The count of a hold has one attempt from version 2 on.
        Assert.Equal(name.Name == "NoteHold" && version == "2", options?.Retry?.Policy is null);
        Calls.Add(name.Name);
        Running++;
        MostAtOnce = Math.Max(MostAtOnce, Running);
        TaskCompletionSource<TResult> result = new();
        _ready.Enqueue(async () =>
        {
            Running--;
            _now += ActivityTime;
            try
            {
                object? answered = await answerAsync(name.Name, input);
                return () => result.SetResult((TResult)answered!);
            }
            catch (Exception failure) when (failure is not CrashException)
            {
                return () => result.SetException(
                    new TaskFailedException(name.Name, Calls.Count, TaskFailureDetails.FromException(failure)));
            }
        });
        return result.Task;
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        TaskCompletionSource timer = new();
        cancellationToken.Register(() => timer.TrySetCanceled(cancellationToken));
        Later(() =>
        {
            if (timer.TrySetResult())
            {
                _now = fireAt > _now ? fireAt : _now;
            }
        });
        return timer.Task;
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        if (_events.TryGetValue(eventName, out Queue<object?>? events) && events.TryDequeue(out object? payload))
        {
            return Task.FromResult(Read<T>(payload));
        }

        if (!_waiters.TryGetValue(eventName, out Queue<Action<object?>>? waiters))
        {
            _waiters[eventName] = waiters = [];
        }

        TaskCompletionSource<T> wait = new();
        waiters.Enqueue(value => wait.SetResult(Read<T>(value)));
        return wait.Task;
    }

    public override void SetCustomStatus(object? customStatus)
    {
        Statuses.Add(EngineJson.Converter.Serialize(customStatus)!);
        OnStatus();
    }

    public override T? GetInput<T>()
        where T : default => throw new NotSupportedException();

    public override void SendEvent(string instanceId, string eventName, object payload) => throw new NotSupportedException();

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName, object? input = null, TaskOptions? options = null)
    {
        if (RunChildAsync is null || (options as SubOrchestrationOptions)?.InstanceId is not { } childId)
        {
            throw new NotSupportedException();
        }

        TaskCompletionSource<TResult> result = new();
        _ready.Enqueue(async () =>
        {
            object? answered = await RunChildAsync(childId, input);
            return () => result.SetResult((TResult)answered!);
        });
        return result.Task;
    }

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) => ContinuedWith = newInput;

    public override Guid NewGuid() => throw new NotSupportedException();

    // As an engine does: a payload crosses as JSON.
    private static T Read<T>(object? payload) => EngineJson.Converter.Deserialize<T>(EngineJson.Converter.Serialize(payload))!;

    // As an engine does: the orchestrator goes on within the call that lets it go, and never at two places at once.
    private async Task<T> DriveAsync<T>(Func<TaskOrchestrationContext, Task<T>> orchestrator)
    {
        Task<T> run = _thread.Run(() => orchestrator(this));
        while (!run.IsCompleted)
        {
            Assert.True(_ready.TryDequeue(out Func<Task<Action>>? next), "The orchestrator waits for something that will never come.");
            Action goOn = await next();
            _thread.Run(goOn);
        }

        return await run;
    }

    private sealed class OwnThread : SynchronizationContext
    {
        private readonly Queue<(SendOrPostCallback Callback, object? State)> _posted = [];

        public void Run(Action start) => Run(() =>
        {
            start();
            return true;
        });

        public T Run<T>(Func<T> start)
        {
            SynchronizationContext? before = Current;
            SetSynchronizationContext(this);
            try
            {
                T started = start();
                while (_posted.TryDequeue(out (SendOrPostCallback Callback, object? State) next))
                {
                    next.Callback(next.State);
                }

                return started;
            }
            finally
            {
                SetSynchronizationContext(before);
            }
        }

        public override void Post(SendOrPostCallback d, object? state) => _posted.Enqueue((d, state));
    }
}

using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Ocfl.Testing;

namespace OcflFunctions.Tests;

/// <summary>
/// An orchestration whose activities are answered by the test, each when the test lets it go. An answer that is a
/// <see cref="CrashException"/> ends it as the death of its process would.
/// </summary>
internal sealed class FakeOrchestration(Func<string, object?, Task<object?>> answerAsync, string instanceId = "instance") : TaskOrchestrationContext
{
    private readonly Dictionary<string, Queue<object?>> _events = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Queue<Action<object?>>> _waiters = new(StringComparer.OrdinalIgnoreCase);
    private readonly Queue<Func<Task>> _ready = [];
    private DateTime _now = new(2026, 8, 1, 12, 0, 0, DateTimeKind.Utc);

    /// <summary>What was called, in order.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>The custom statuses that were set, as JSON.</summary>
    public List<string> Statuses { get; } = [];

    /// <summary>How many activities have been running at once, at most.</summary>
    public int MostAtOnce { get; private set; }

    /// <summary>How many run now.</summary>
    public int Running { get; private set; }

    /// <summary>How long an activity takes.</summary>
    public TimeSpan ActivityTime { get; set; } = TimeSpan.FromMilliseconds(100);

    public override TaskName Name => "UpdateObject";

    public override string InstanceId => instanceId;

    public override ParentOrchestrationInstance? Parent => null;

    public override DateTime CurrentUtcDateTime => _now;

    public override bool IsReplaying => false;

    protected override ILoggerFactory LoggerFactory => NullLoggerFactory.Instance;

    /// <summary>Runs an orchestrator to its end: lets go what waits, one after the other, and timers when nothing else does.</summary>
    public Task<T> RunAsync<T>(Func<TaskOrchestrationContext, Task<T>> orchestrator) => Task.Run(() => DriveAsync(orchestrator));

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
        Assert.NotNull(options?.Retry?.Policy);
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
                result.SetResult((TResult)answered!);
            }
            catch (Exception failure) when (failure is not CrashException)
            {
                result.SetException(new TaskFailedException(name.Name, Calls.Count, TaskFailureDetails.FromException(failure)));
            }
        });
        return result.Task;
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        TaskCompletionSource timer = new();
        cancellationToken.Register(() => timer.TrySetCanceled(cancellationToken));
        _ready.Enqueue(() =>
        {
            if (timer.TrySetResult())
            {
                _now = fireAt > _now ? fireAt : _now;
            }

            return Task.CompletedTask;
        });
        return timer.Task;
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        if (_events.TryGetValue(eventName, out Queue<object?>? events) && events.TryDequeue(out object? payload))
        {
            return Task.FromResult((T)payload!);
        }

        if (!_waiters.TryGetValue(eventName, out Queue<Action<object?>>? waiters))
        {
            _waiters[eventName] = waiters = [];
        }

        TaskCompletionSource<T> wait = new();
        waiters.Enqueue(value => wait.SetResult((T)value!));
        return wait.Task;
    }

    public override void SetCustomStatus(object? customStatus) => Statuses.Add(JsonSerializer.Serialize(customStatus));

    public override T? GetInput<T>()
        where T : default => throw new NotSupportedException();

    public override void SendEvent(string instanceId, string eventName, object payload) => throw new NotSupportedException();

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, object? input = null, TaskOptions? options = null) =>
        throw new NotSupportedException();

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) => throw new NotSupportedException();

    public override Guid NewGuid() => throw new NotSupportedException();

    // Away from the test's synchronization context, so that the orchestrator goes on within the call that lets it go.
    private async Task<T> DriveAsync<T>(Func<TaskOrchestrationContext, Task<T>> orchestrator)
    {
        Task<T> run = orchestrator(this);
        while (!run.IsCompleted)
        {
            Assert.True(_ready.TryDequeue(out Func<Task>? next), "The orchestrator waits for something that will never come.");
            await next();
        }

        return await run;
    }
}

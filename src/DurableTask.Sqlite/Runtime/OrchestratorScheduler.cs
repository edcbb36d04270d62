namespace DurableTask.Sqlite.Runtime;

/// <summary>
/// Runs the code of one orchestrator: on the thread that calls <see cref="Run"/>, one continuation after the other, in the order in which
/// they became ready. A continuation from another thread is not run: it shows that the code awaited a task that is not its context's.
/// </summary>
internal sealed class OrchestratorScheduler : TaskScheduler
{
    private readonly Queue<Task> _ready = new();
    private readonly Context _context;
    private readonly Action _foreign;
    private int _thread;

    /// <param name="foreign">Called on any thread when a continuation from outside is queued here.</param>
    public OrchestratorScheduler(Action foreign)
    {
        _foreign = foreign;
        _context = new Context(this);
    }

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Whether the caller is the orchestrator's code.</summary>
    public bool IsCurrent => Volatile.Read(ref _thread) == Environment.CurrentManagedThreadId;

    /// <summary>Runs this action and the continuations that become ready because of it.</summary>
    public void Run(Action action)
    {
        SynchronizationContext? previous = SynchronizationContext.Current;
        Volatile.Write(ref _thread, Environment.CurrentManagedThreadId);
        SynchronizationContext.SetSynchronizationContext(_context);
        try
        {
            Start(action);
            while (_ready.TryDequeue(out Task? task))
            {
                TryExecuteTask(task);
            }
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(previous);
            Volatile.Write(ref _thread, 0);
        }
    }

    protected override void QueueTask(Task task)
    {
        if (IsCurrent)
        {
            _ready.Enqueue(task);
        }
        else
        {
            _foreign();
        }
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        IsCurrent && !taskWasPreviouslyQueued && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [.. _ready];

    private void Start(Action action) =>
        _ = Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this);

    private sealed class Context(OrchestratorScheduler scheduler) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => scheduler.Start(() => d(state));

        public override void Send(SendOrPostCallback d, object? state) =>
            throw new NotSupportedException("Orchestrator code cannot wait for itself.");

        public override SynchronizationContext CreateCopy() => this;
    }
}

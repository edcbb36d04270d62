using System.Diagnostics.CodeAnalysis;

namespace DurableTask.Sqlite.Dispatch;

/// <summary>Where a <see cref="WorkerPool{T}"/> takes its work from. Synchronous members are called under the pool's gate.</summary>
internal interface IWorkSource<T>
{
    /// <summary>How many workers would find work now, at most.</summary>
    int Ready { get; }

    bool TryTake([MaybeNullWhen(false)] out T work);

    /// <summary>Runs work. It retries what fails, and does not throw: nobody would report it, and the worker would be gone.</summary>
    Task RunAsync(T work);

    /// <summary>Whether the database may have more work and no scan is running. If true, <see cref="ScanAsync"/> is called.</summary>
    bool TryBeginScan();

    /// <summary>Looks for more work. It does not throw either.</summary>
    Task ScanAsync();
}

/// <summary>Runs what a source has ready, a bounded number at once.</summary>
internal sealed class WorkerPool<T> : IDisposable
{
    private static readonly TimeSpan FaultDelay = TimeSpan.FromSeconds(1);

    private readonly IWorkSource<T> _source;
    private readonly int _size;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isStarted;
    private bool _isPaused;
    private int _workers;
    private int _starting;
    private int _returning;

    /// <param name="source">Where the work comes from.</param>
    /// <param name="size">The largest number of workers.</param>
    public WorkerPool(IWorkSource<T> source, int size)
    {
        _source = source;
        _size = size;
        Stopping = _stopping.Token;
    }

    /// <summary>Guards the pool and its source.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Cancelled when the pool stops.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>Completes after a stop, when the last worker has finished.</summary>
    public Task Drained => _drained.Task;

    /// <summary>Workers that run or search for work. Read under the gate.</summary>
    public int Workers => _workers;

    /// <summary>Whether work that is added now is run. Read under the gate.</summary>
    public bool IsRunning => _isStarted && IsOpen;

    public void Start()
    {
        lock (Gate)
        {
            _isStarted = true;
            Pump();
        }
    }

    /// <summary>Running work continues; no new work starts.</summary>
    public void Pause(bool paused)
    {
        lock (Gate)
        {
            _isPaused = paused;
            Pump();
        }
    }

    /// <summary>
    /// Starts workers for what is ready, and a scan if the source needs one. Called under the gate, after every change to the source.
    /// Workers do not inherit the caller's context.
    /// </summary>
    public void Pump()
    {
        if (!_isStarted || !IsOpen)
        {
            return;
        }

        while (_starting + _returning < _source.Ready && _workers < _size)
        {
            _starting++;
            _workers++;
            ThreadPool.UnsafeQueueUserWorkItem(static pool => _ = pool.WorkAsync(), this, preferLocal: false);
        }

        if (_source.TryBeginScan())
        {
            ThreadPool.UnsafeQueueUserWorkItem(static pool => _ = pool._source.ScanAsync(), this, preferLocal: false);
        }
    }

    /// <summary>
    /// Takes work for the caller's own thread, if no worker is at work and no work is ready. Called under the gate. The caller then calls
    /// <see cref="RunHereAsync"/>.
    /// </summary>
    /// <param name="add">Adds work to the source.</param>
    /// <param name="work">The work, if it is to be run here.</param>
    public bool TryAddHere(Action add, [MaybeNullWhen(false)] out T work)
    {
        bool isIdle = _isStarted && IsOpen && _workers == 0 && _source.Ready == 0;
        add();
        if (isIdle && _source.TryTake(out work))
        {
            _workers++;
            return true;
        }

        work = default;
        return false;
    }

    /// <summary>Runs work that was taken for the caller's own thread.</summary>
    public async Task RunHereAsync(T work)
    {
        await _source.RunAsync(work).ConfigureAwait(false);
        lock (Gate)
        {
            _workers--;
            Pump();
            CheckDrained();
        }
    }

    /// <summary>
    /// One worker does something that may make work ready, and looks for work soon: no other worker is started for one piece of it.
    /// </summary>
    public void BeginReturn()
    {
        lock (Gate)
        {
            _returning++;
        }
    }

    /// <summary>Ends <see cref="BeginReturn"/>.</summary>
    /// <param name="isNow">Whether the worker looks for work now.</param>
    public void EndReturn(bool isNow)
    {
        lock (Gate)
        {
            _returning--;
            if (!isNow)
            {
                Pump();
            }
        }
    }

    /// <summary>Starts no more work. Returns at once; see <see cref="Drained"/>.</summary>
    /// <exception cref="AggregateException">A callback registered with <see cref="Stopping"/> failed.</exception>
    public async Task StopAsync()
    {
        try
        {
            await _stopping.CancelAsync().ConfigureAwait(false);
        }
        finally
        {
            lock (Gate)
            {
                CheckDrained();
            }
        }
    }

    /// <summary>Reports a fault, unless the pool stops, and waits a second, or until the stop, before a retry.</summary>
    /// <param name="report">Logs the fault.</param>
    public async Task WaitAfterFaultAsync(Action report)
    {
        if (!Stopping.IsCancellationRequested)
        {
            report();
        }

        await Task.Delay(FaultDelay, Stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stopping.Dispose();

    private bool IsOpen => !_isPaused && !Stopping.IsCancellationRequested;

    private async Task WorkAsync()
    {
        lock (Gate)
        {
            _starting--;
        }

        while (TryTake(out T? work))
        {
            await _source.RunAsync(work).ConfigureAwait(false);
        }
    }

    private bool TryTake([MaybeNullWhen(false)] out T work)
    {
        lock (Gate)
        {
            if (IsOpen && _source.TryTake(out work))
            {
                Pump();
                return true;
            }

            work = default;
            _workers--;
            CheckDrained();
            return false;
        }
    }

    private void CheckDrained()
    {
        if (_workers == 0 && Stopping.IsCancellationRequested)
        {
            _drained.TrySetResult();
        }
    }
}

using System.Globalization;
using Microsoft.Extensions.Logging;

namespace DurableTask.Sqlite.Store;

/// <summary>
/// The one writer. It takes all waiting operations, up to a limit, applies them in one transaction, and completes them once that is on
/// disk. The effects of an operation in the process are reported from here, after it is durable. While nothing is written, a caller may
/// commit on its own thread instead, which saves two changes of threads.
/// </summary>
internal sealed partial class StoreWriter : IDisposable
{
    private const int MaxGroup = 512;
    private const int MaxWaiting = 4096;
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(250);

    // While the database cannot be written anyway, callers are not kept waiting.
    private static readonly TimeSpan LockTimeoutInOutage = TimeSpan.FromSeconds(1);

    private readonly string _path;
    private readonly SqlSession _sql;
    private readonly WriteSession _session;
    private readonly Action<CommitEffects> _committed;
    private readonly Action<StoreUnavailableException?> _health;
    private readonly TimeSpan _lockTimeout;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _room = new(MaxWaiting);
    private readonly object _gate = new();
    private readonly Queue<WriteOperation> _waiting = new();
    private readonly Thread _thread;
    private readonly Checkpointer _checkpoints;
    private Mode _mode;
    private bool _isBusy;
    private bool _isLent;
    private long _commits;
    private long _writes;
    private Exception? _damage;
    private StoreUnavailableException? _outage;

    /// <param name="path">The file, for messages.</param>
    /// <param name="session">The connection; the writer's from now on.</param>
    /// <param name="committed">Called with the effects of a group, on the thread that committed it.</param>
    /// <param name="health">Called with the reason why the database cannot be written, and with null when it can be again.</param>
    /// <param name="lockTimeout">How long a commit waits for a lock of another process before that is a fault.</param>
    /// <param name="logger">For faults.</param>
    public StoreWriter(
        string path,
        WriteSession session,
        Action<CommitEffects> committed,
        Action<StoreUnavailableException?> health,
        TimeSpan lockTimeout,
        ILogger logger)
    {
        _path = path;
        _sql = session.Sql;
        _session = session;
        _committed = committed;
        _health = health;
        _lockTimeout = lockTimeout;
        _logger = logger;
        _sql.Script(string.Create(CultureInfo.InvariantCulture, $"PRAGMA wal_autocheckpoint = {Checkpointer.LongestLog}"));
        _checkpoints = new Checkpointer(path, Condemn, logger);
        _thread = new Thread(Work) { IsBackground = true, Name = "DurableTask.Sqlite writer" };
        _thread.Start();
    }

    private enum Mode
    {
        Open,

        /// <summary>The engine is being stopped: operations are accepted, and none is retried.</summary>
        Ending,
        Draining,
        Abandoned,
        Closed,
    }

    /// <summary>Whether the thread has something to do; asked under the gate.</summary>
    private bool MayTake => !_isLent && (_waiting.Count > 0 || _mode is not (Mode.Open or Mode.Ending));

    public long Commits => Interlocked.Read(ref _commits);

    public long Writes => Interlocked.Read(ref _writes);

    /// <summary>Hands over an operation and waits until it is durable.</summary>
    /// <exception cref="StoreUnavailableException">
    /// The engine is stopped, or the operation fails fast and the database cannot be written.
    /// </exception>
    public async Task WriteAsync(WriteOperation operation, CancellationToken cancellation = default)
    {
        await _room.WaitAsync(cancellation).ConfigureAwait(false);
        lock (_gate)
        {
            if (_mode is not (Mode.Open or Mode.Ending))
            {
                throw StoreFailure.Stopped();
            }

            _waiting.Enqueue(operation);
            Monitor.Pulse(_gate);
        }

        await operation.Done.ConfigureAwait(false);
    }

    /// <summary>The number of a new run.</summary>
    public long NextRun() => _session.NextRun();

    /// <summary>The file is damaged: no more is written to it.</summary>
    public void Condemn(Exception damage)
    {
        if (Interlocked.CompareExchange(ref _damage, damage, null) is null)
        {
            StoreLog.Unhealthy(_logger, damage, _path);
            _health(StoreFailure.Unavailable(_path, damage));
        }
    }

    /// <summary>
    /// The engine is being stopped, and waits for operations. From now on a transient fault is not retried: nothing more is written, and
    /// every operation fails.
    /// </summary>
    public void BeginStop()
    {
        lock (_gate)
        {
            if (_mode == Mode.Open)
            {
                _mode = Mode.Ending;
            }

            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Commits the waiting operations and closes. If abandoned, commits nothing more, as if the process had died.</summary>
    public async Task StopAsync(bool abandon)
    {
        lock (_gate)
        {
            if (_mode is Mode.Open or Mode.Ending or Mode.Draining)
            {
                _mode = abandon ? Mode.Abandoned : Mode.Draining;
            }

            Monitor.Pulse(_gate);
        }

        await Task.Run(_thread.Join).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _room.Dispose();
        _sql.Dispose();
    }

    private void Work()
    {
        var group = new List<WriteOperation>(MaxGroup);
        while (TakeGroup(group))
        {
            CommitUntilDone(group);
            RemoveCompleted(group);
        }

        Close();
    }

    private bool TakeGroup(List<WriteOperation> group)
    {
        lock (_gate)
        {
            _isBusy = false;
            while (!MayTake)
            {
                Monitor.Wait(_gate);
            }

            while (_mode != Mode.Abandoned && group.Count < MaxGroup && _waiting.TryDequeue(out WriteOperation? operation))
            {
                group.Add(operation);
            }

            _isBusy = group.Count > 0;
            return _isBusy;
        }
    }

    private void Close()
    {
        _checkpoints.Stop();
        lock (_gate)
        {
            if (_mode == Mode.Draining)
            {
                Checkpoint();
            }

            _mode = Mode.Closed;
            while (_waiting.TryDequeue(out WriteOperation? operation))
            {
                operation.Fail(StoreFailure.Stopped());
            }
        }

        // Whoever waits for room sees that the writer is closed.
        _room.Release(int.MaxValue / 2);
    }

    private void Checkpoint()
    {
        try
        {
            _sql.Script("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        catch (Exception exception) when (StoreFailure.IsTransient(exception) || StoreFailure.IsDamage(exception))
        {
            StoreLog.CheckpointFailed(_logger, exception, _path);
        }
    }

    /// <summary>
    /// Returns when every operation of the group is durable, refused or failed, and the database can be written. A transient fault is
    /// retried.
    /// </summary>
    private void CommitUntilDone(List<WriteOperation> group)
    {
        while (_outage is not null || group.Exists(operation => !operation.Done.IsCompleted))
        {
            // With nothing else to write, a probe finds out when the outage is over.
            List<WriteOperation> next = group.Exists(operation => !operation.Done.IsCompleted) ? group : [new CommitProbe(default)];
            long writes = _writes;
            Exception? fault = Volatile.Read(ref _damage) ?? TryCommit(next, _outage is null ? _lockTimeout : LockTimeoutInOutage);
            if (fault is null)
            {
                if (_writes > writes)
                {
                    Recover();
                }

                continue;
            }

            if (StoreFailure.IsDamage(fault))
            {
                Condemn(fault);
                FailAll(group, StoreFailure.Unavailable(_path, fault));
                return;
            }

            Report(fault);
            FailFast(group);
            RemoveCompleted(group);
            if (!WaitBeforeRetry())
            {
                FailAll(group, StoreFailure.Stopped(fault));
                return;
            }
        }
    }

    private void Report(Exception fault)
    {
        if (_outage is null || _outage.Problem != StoreFailure.ProblemOf(fault))
        {
            _outage = StoreFailure.Unavailable(_path, fault);
            StoreLog.Unhealthy(_logger, fault, _path);
            _health(_outage);
        }
    }

    private void Recover()
    {
        if (_outage is not null)
        {
            _outage = null;
            StoreLog.Recovered(_logger, _path);
            _health(null);
        }
    }

    /// <summary>Fails what must not wait, of the group and of what has arrived meanwhile; the rest joins the group.</summary>
    private void FailFast(List<WriteOperation> group)
    {
        lock (_gate)
        {
            while (_waiting.TryDequeue(out WriteOperation? operation))
            {
                group.Add(operation);
            }
        }

        foreach (WriteOperation operation in group)
        {
            if (operation.FailsFast)
            {
                operation.Fail(StoreFailure.Again(_outage!));
            }
        }
    }

    /// <returns>False if the engine is being stopped.</returns>
    private bool WaitBeforeRetry()
    {
        lock (_gate)
        {
            if (_mode == Mode.Open && _waiting.Count == 0)
            {
                Monitor.Wait(_gate, RetryInterval);
            }

            if (_mode == Mode.Ending)
            {
                _mode = Mode.Abandoned;
            }

            return _mode == Mode.Open;
        }
    }

    /// <summary>Makes room for as many operations as are completed, so that callers are refused at once however many there were.</summary>
    private void RemoveCompleted(List<WriteOperation> group)
    {
        int completed = group.RemoveAll(static operation => operation.Done.IsCompleted);
        if (completed > 0)
        {
            _room.Release(completed);
        }
    }
}

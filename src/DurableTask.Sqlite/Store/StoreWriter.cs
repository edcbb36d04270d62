using Microsoft.Extensions.Logging;

namespace DurableTask.Sqlite.Store;

/// <summary>
/// The one writer. It takes all waiting operations, up to a limit, applies them in one transaction, and completes them once that is on
/// disk. The effects of an operation in the process are reported from here, after it is durable.
/// </summary>
internal sealed class StoreWriter : IDisposable
{
    private const int MaxGroup = 512;
    private const int MaxWaiting = 4096;
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(250);

    private readonly string _path;
    private readonly SqlSession _sql;
    private readonly WriteSession _session;
    private readonly Action<CommitEffects> _committed;
    private readonly Action<string?> _health;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _room = new(MaxWaiting);
    private readonly object _gate = new();
    private readonly Queue<WriteOperation> _waiting = new();
    private readonly Thread _thread;
    private Mode _mode;
    private long _commits;
    private long _writes;
    private Exception? _damage;

    /// <param name="path">The file, for messages.</param>
    /// <param name="session">The connection; the writer's from now on.</param>
    /// <param name="committed">Called on the writer's thread with the effects of a group.</param>
    /// <param name="health">Called with the reason why the database cannot be written, and with null when it can be again.</param>
    /// <param name="logger">For faults.</param>
    public StoreWriter(string path, WriteSession session, Action<CommitEffects> committed, Action<string?> health, ILogger logger)
    {
        _path = path;
        _sql = session.Sql;
        _session = session;
        _committed = committed;
        _health = health;
        _logger = logger;
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
                throw new StoreUnavailableException("The engine is stopped.");
            }

            _waiting.Enqueue(operation);
            Monitor.Pulse(_gate);
        }

        await operation.Done.ConfigureAwait(false);
    }

    /// <summary>The file is damaged: no more is written to it.</summary>
    public void Condemn(Exception damage)
    {
        if (Interlocked.CompareExchange(ref _damage, damage, null) is null)
        {
            StoreLog.Unhealthy(_logger, damage, _path);
            _health(StoreFailure.Describe(_path, damage));
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
            while (_waiting.Count == 0 && _mode is Mode.Open or Mode.Ending)
            {
                Monitor.Wait(_gate);
            }

            while (_mode != Mode.Abandoned && group.Count < MaxGroup && _waiting.TryDequeue(out WriteOperation? operation))
            {
                group.Add(operation);
            }

            return group.Count > 0;
        }
    }

    private void Close()
    {
        lock (_gate)
        {
            if (_mode == Mode.Draining)
            {
                Checkpoint();
            }

            _mode = Mode.Closed;
            while (_waiting.TryDequeue(out WriteOperation? operation))
            {
                operation.Fail(new StoreUnavailableException("The engine is stopped."));
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

    /// <summary>Returns when every operation of the group is durable, refused or failed. A transient fault is retried.</summary>
    private void CommitUntilDone(List<WriteOperation> group)
    {
        bool healthy = true;
        while (group.Exists(operation => !operation.Done.IsCompleted))
        {
            Exception? fault = Volatile.Read(ref _damage) ?? TryCommit(group);
            if (fault is null)
            {
                continue;
            }

            if (StoreFailure.IsDamage(fault))
            {
                Condemn(fault);
                FailAll(group, new StoreUnavailableException(StoreFailure.Describe(_path, fault), fault));
                return;
            }

            Report(ref healthy, fault);
            FailFast(group, fault);
            RemoveCompleted(group);
            if (!WaitBeforeRetry(group))
            {
                FailAll(group, new StoreUnavailableException("The engine is stopped.", fault));
                return;
            }
        }

        if (!healthy)
        {
            StoreLog.Recovered(_logger, _path);
            _health(null);
        }
    }

    private void Report(ref bool healthy, Exception fault)
    {
        if (healthy)
        {
            StoreLog.Unhealthy(_logger, fault, _path);
            _health(StoreFailure.Describe(_path, fault));
            healthy = false;
        }
    }

    private void FailFast(List<WriteOperation> group, Exception fault)
    {
        lock (_gate)
        {
            // Operations that arrived while the database could not be written fail at once too.
            while (_waiting.TryDequeue(out WriteOperation? operation))
            {
                group.Add(operation);
            }
        }

        var unavailable = new StoreUnavailableException(StoreFailure.Describe(_path, fault), fault);
        foreach (WriteOperation operation in group)
        {
            if (operation.FailsFast)
            {
                operation.Fail(unavailable);
            }
        }
    }

    /// <returns>False if the engine is being stopped.</returns>
    private bool WaitBeforeRetry(List<WriteOperation> group)
    {
        lock (_gate)
        {
            if (_mode == Mode.Open && group.Count > 0)
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

    /// <returns>The fault, after everything was rolled back; null if every operation is completed.</returns>
    private Exception? TryCommit(List<WriteOperation> group)
    {
        Exception? fault = TryCommitTogether(group);
        if (fault is null || StoreFailure.IsTransient(fault) || StoreFailure.IsDamage(fault))
        {
            return fault;
        }

        // One of the operations is the cause: each gets its own transaction, so that the others succeed.
        foreach (WriteOperation operation in group)
        {
            fault = operation.Done.IsCompleted ? null : TryCommitTogether([operation]);
            if (fault is not null && (StoreFailure.IsTransient(fault) || StoreFailure.IsDamage(fault)))
            {
                return fault;
            }

            if (fault is not null)
            {
                operation.Fail(fault);
            }
        }

        return null;
    }

    private Exception? TryCommitTogether(IReadOnlyList<WriteOperation> group)
    {
        var refused = new List<(WriteOperation Operation, Exception Reason)>();
        _session.Effects.Clear();
        try
        {
            _session.BeforeCommit();
            _sql.Execute("BEGIN IMMEDIATE");
            int applied = Apply(group, refused);
            _sql.Execute("COMMIT");
            Interlocked.Increment(ref _commits);
            Interlocked.Add(ref _writes, applied);
        }
#pragma warning disable CA1031 // The caller decides which faults to retry.
        catch (Exception exception)
        {
            RollBack();
            return exception;
        }
#pragma warning restore CA1031

        Complete(group, refused);
        return null;
    }

    private int Apply(IReadOnlyList<WriteOperation> group, List<(WriteOperation Operation, Exception Reason)> refused)
    {
        int applied = 0;
        foreach (WriteOperation operation in group)
        {
            if (operation.Done.IsCompleted)
            {
                continue;
            }

            try
            {
                operation.Apply(_session);
                applied++;
            }
            catch (WriteRefusedException refusal)
            {
                refused.Add((operation, refusal.InnerException!));
            }
        }

        return applied;
    }

    private void Complete(IReadOnlyList<WriteOperation> group, List<(WriteOperation Operation, Exception Reason)> refused)
    {
        foreach ((WriteOperation operation, Exception reason) in refused)
        {
            operation.Fail(reason);
        }

        foreach (WriteOperation operation in group)
        {
            operation.Complete();
        }

        _committed(_session.Effects);
    }

    private void RollBack()
    {
        try
        {
            _sql.Execute("ROLLBACK");
        }
        catch (Microsoft.Data.Sqlite.SqliteException)
        {
            // SQLite has already rolled back, or no transaction was open.
        }
    }

    private static void FailAll(List<WriteOperation> group, Exception exception)
    {
        foreach (WriteOperation operation in group)
        {
            operation.Fail(exception);
        }
    }
}

internal static partial class StoreLog
{
    [LoggerMessage(1, LogLevel.Error, "The database {Path} cannot be written; the engine keeps retrying.")]
    public static partial void Unhealthy(ILogger logger, Exception exception, string path);

    [LoggerMessage(2, LogLevel.Information, "The database {Path} can be written again.")]
    public static partial void Recovered(ILogger logger, string path);

    [LoggerMessage(3, LogLevel.Warning, "The log of the database {Path} was not checkpointed at the stop; the next start does it.")]
    public static partial void CheckpointFailed(ILogger logger, Exception exception, string path);
}

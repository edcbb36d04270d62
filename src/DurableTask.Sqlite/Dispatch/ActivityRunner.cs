using DurableTask.Sqlite.Runtime;
using DurableTask.Sqlite.Store;
using Microsoft.Extensions.Logging;

namespace DurableTask.Sqlite.Dispatch;

/// <summary>Runs activities, a bounded number at once, and delivers their results.</summary>
internal sealed class ActivityRunner : IWorkSource<NextActivity>, IDisposable
{
    private const int ScanPage = 256;

    private readonly Database _database;
    private readonly int _maxDeliveries;
    private readonly IEngineFaults? _faults;
    private readonly Func<long, InboxMessage, bool, Task> _deliver;
    private readonly ILogger _logger;
    private readonly ActivityRounds _rounds = new();
    private readonly WorkerPool<NextActivity> _pool;
    private readonly ActivityCaller _caller;
    private int _busy;

    /// <param name="database">Where the activities are.</param>
    /// <param name="environment">The activities, by name.</param>
    /// <param name="size">How many activities may run at once.</param>
    /// <param name="maxDeliveries">How often an activity is delivered before it fails.</param>
    /// <param name="faults">Null in production.</param>
    /// <param name="deliver">Delivers a result to its run. The last argument: whether no other activity runs or waits.</param>
    /// <param name="logger">Logs failures.</param>
    public ActivityRunner(
        Database database,
        RuntimeEnvironment environment,
        int size,
        int maxDeliveries,
        IEngineFaults? faults,
        Func<long, InboxMessage, bool, Task> deliver,
        ILogger logger)
    {
        _database = database;
        _maxDeliveries = maxDeliveries;
        _faults = faults;
        _deliver = deliver;
        _logger = logger;
        _pool = new WorkerPool<NextActivity>(this, size);
        _caller = new ActivityCaller(environment, logger, _pool.Stopping);
        faults?.Attach(new ActivityCalls(ResultOfAsync, work => _caller.CallAsync(work, _pool.Stopping), DeliverAsync, _pool.Stopping));
    }

    public int Running
    {
        get
        {
            lock (_pool.Gate)
            {
                return _busy;
            }
        }
    }

    public int Queued
    {
        get
        {
            lock (_pool.Gate)
            {
                return _rounds.Queued;
            }
        }
    }

    /// <summary>Whether no activity runs or waits in memory.</summary>
    public bool IsIdle => Volatile.Read(ref _busy) == 0 && _rounds.Queued == 0;

    int IWorkSource<NextActivity>.Ready => _rounds.Ready;

    public void Start() => _pool.Start();

    /// <summary>While the database cannot be written, no activity starts.</summary>
    public void Pause(bool paused) => _pool.Pause(paused);

    /// <summary>Adds activities that are durable.</summary>
    public void Add(IReadOnlyList<ActivityWork> works)
    {
        lock (_pool.Gate)
        {
            foreach (ActivityWork work in works)
            {
                _rounds.Add(work);
            }

            _pool.Pump();
        }
    }

    /// <summary>The activity's row is deleted: its result is durable or no longer needed.</summary>
    public void Ended(long run, int task)
    {
        lock (_pool.Gate)
        {
            _rounds.Ended(run, task);
        }
    }

    /// <summary>The run was terminated.</summary>
    public void Cancel(long run)
    {
        lock (_pool.Gate)
        {
            _rounds.Remove(run);
        }

        _caller.Cancel(run);
    }

    /// <summary>Cancels the running activities and waits for them.</summary>
    public async Task StopAsync(TimeSpan limit, CancellationToken cancellation)
    {
        try
        {
            await _pool.StopAsync().ConfigureAwait(false);
        }
        catch (AggregateException exception)
        {
            DispatchLog.CancellationFailed(_logger, exception);
        }

        Task drained = _faults is null ? _pool.Drained : Task.WhenAll(_pool.Drained, _faults.DrainAsync());
        await Task.WhenAny(drained, Task.Delay(limit, cancellation)).ConfigureAwait(false);
        if (Running is > 0 and var left)
        {
            DispatchLog.LeftBehind(_logger, left);
        }
    }

    public void Dispose() => _pool.Dispose();

    bool IWorkSource<NextActivity>.TryTake(out NextActivity work)
    {
        work = _rounds.Next();
        _busy += work.Work is null ? 0 : 1;
        return work != default;
    }

    bool IWorkSource<NextActivity>.TryBeginScan() => _rounds.TryBeginScan();

    async Task IWorkSource<NextActivity>.ScanAsync()
    {
        long after;
        lock (_pool.Gate)
        {
            after = _rounds.ScannedRun;
        }

        List<long>? runs = await TryReadAsync(sql => StoreQueries.ReadRunsWithActivities(sql, after, ScanPage)).ConfigureAwait(false);
        lock (_pool.Gate)
        {
            _rounds.Scanned(runs, ScanPage);
            _pool.Pump();
        }
    }

    async Task IWorkSource<NextActivity>.RunAsync(NextActivity work)
    {
        if (work.Work is { } activity)
        {
            await RunAsync(activity).ConfigureAwait(false);
        }
        else if (work.ToLoad is { } lane)
        {
            await LoadAsync(lane).ConfigureAwait(false);
        }
    }

    private async Task LoadAsync(ActivityLane lane)
    {
        int after = lane.LastTask;
        RowPage<ActivityWork>? found = await TryReadAsync(
            sql => StoreQueries.ReadActivities(sql, lane.Run, after, ActivityRounds.LanePage)).ConfigureAwait(false);
        lock (_pool.Gate)
        {
            _rounds.Loaded(lane, found);
            _pool.Pump();
        }
    }

    private async Task<T?> TryReadAsync<T>(Func<SqlSession, T> read)
        where T : class
    {
        try
        {
            return await _database.Readers.ReadAsync(read, _pool.Stopping).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Memory that ran out too: without a retry activities would wait for the next start.
        catch (Exception exception)
        {
            await _pool.WaitAfterFaultAsync(() => DispatchLog.ActivitiesNotRead(_logger, exception)).ConfigureAwait(false);
            return null;
        }
#pragma warning restore CA1031
    }

    private async Task RunAsync(ActivityWork work)
    {
        try
        {
            if (_faults is not null)
            {
                await _faults.RunActivityAsync(work).ConfigureAwait(false);
            }
            else if (await ResultOfAsync(work).ConfigureAwait(false) is { } result)
            {
                await DeliverHereAsync(work.Run, result).ConfigureAwait(false);
            }
        }
#pragma warning disable CA1031 // Memory that ran out too: the activity is in the database and runs again.
        catch (Exception exception)
        {
            await _pool.WaitAfterFaultAsync(
                () => DispatchLog.ActivityNotDelivered(_logger, exception, work.Name, work.Task, work.InstanceId)).ConfigureAwait(false);
            lock (_pool.Gate)
            {
                _rounds.PutBack(work);
                _pool.Pump();
            }
        }
#pragma warning restore CA1031
        finally
        {
            lock (_pool.Gate)
            {
                _busy--;
            }
        }
    }

    private Task DeliverAsync(long run, InboxMessage result) => _deliver(run, result, false);

    /// <summary>
    /// If nothing else is at work, the turn runs on this thread, and this worker takes the next activity itself: a chain of activities
    /// stays on one thread.
    /// </summary>
    private async Task DeliverHereAsync(long run, InboxMessage result)
    {
        bool isAlone;
        lock (_pool.Gate)
        {
            isAlone = _pool.Workers == 1 && _rounds.Queued == 0;
        }

        if (!isAlone)
        {
            await DeliverAsync(run, result).ConfigureAwait(false);
            return;
        }

        _pool.BeginReturn();
        Task delivery = _deliver(run, result, true);
        _pool.EndReturn(isNow: delivery.IsCompleted);
        await delivery.ConfigureAwait(false);
    }

    /// <returns>Null if the activity runs again at the next start.</returns>
    private async Task<InboxMessage?> ResultOfAsync(ActivityWork work)
    {
        if (work.Attempts == ActivityWork.Fresh)
        {
            return await _caller.CallAsync(work).ConfigureAwait(false);
        }

        int deliveries = Math.Max(work.Attempts, 1);
        if (deliveries >= _maxDeliveries)
        {
            DispatchLog.GivenUp(_logger, work.Name, work.Task, work.InstanceId, deliveries);
            var failure = FailureRecord.From(new PoisonActivityException(
                $"The activity '{work.Name}' was given up: the process died {deliveries} times while it may have been running."));
            return ActivityCaller.Failed(work, failure with { IsNonRetriable = true });
        }

        try
        {
            await _database.Writer.WriteAsync(new MarkDelivered(work.Run, work.Task, deliveries + 1)).ConfigureAwait(false);
        }
        catch (StoreUnavailableException)
        {
            return null;
        }

        return await _caller.CallAsync(work).ConfigureAwait(false);
    }
}

/// <summary>An activity was given up because the process died too often while it ran.</summary>
public sealed class PoisonActivityException(string message) : InvalidOperationException(message);

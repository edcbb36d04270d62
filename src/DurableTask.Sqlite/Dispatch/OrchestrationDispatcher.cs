using System.Diagnostics.CodeAnalysis;
using DurableTask.Sqlite.Runtime;
using DurableTask.Sqlite.Store;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace DurableTask.Sqlite.Dispatch;

/// <summary>Runs the turns of the runs that are ready, a bounded number at once.</summary>
internal sealed class OrchestrationDispatcher : IWorkSource<OrchestrationSlot>, IDisposable
{
    private const int MaxResults = 4096;
    private const int ScanPage = 1000;

    private readonly Database _database;
    private readonly ILogger _logger;
    private readonly OrchestrationCache _cache;
    private readonly OrchestrationQueue _queue;
    private readonly TurnExecutor _turns;
    private readonly WorkerPool<OrchestrationSlot> _pool;
    private readonly SemaphoreSlim _resultRoom = new(MaxResults);
    private readonly int _size;
    private readonly bool _isDisturbed;
    private Action<long, int> _resultTaken = static (_, _) => { };
    private Func<bool> _isIdle = static () => false;

    /// <param name="database">Where the inbox is.</param>
    /// <param name="environment">What all runs share.</param>
    /// <param name="size">How many turns may run at once.</param>
    /// <param name="cache">Keeps orchestrations between their turns.</param>
    /// <param name="faults">Null in production.</param>
    /// <param name="time">The clock.</param>
    /// <param name="counters">Counts turns.</param>
    /// <param name="logger">Logs ends and failures.</param>
    public OrchestrationDispatcher(
        Database database,
        RuntimeEnvironment environment,
        int size,
        OrchestrationCache cache,
        IEngineFaults? faults,
        TimeProvider time,
        EngineCounters counters,
        ILogger logger)
    {
        _database = database;
        _logger = logger;
        _size = size;
        _isDisturbed = faults is not null;
        _cache = cache;
        _queue = new OrchestrationQueue(cache);
        _turns = new TurnExecutor(database, environment, faults, time, counters, logger, Wake);
        _pool = new WorkerPool<OrchestrationSlot>(this, size);
    }

    public int Active
    {
        get
        {
            lock (_pool.Gate)
            {
                return _pool.Workers;
            }
        }
    }

    public int Queued
    {
        get
        {
            lock (_pool.Gate)
            {
                return _queue.Count;
            }
        }
    }

    public int Cached
    {
        get
        {
            lock (_pool.Gate)
            {
                return _cache.Count;
            }
        }
    }

    int IWorkSource<OrchestrationSlot>.Ready => _queue.Count;

    /// <summary>Starts with all messages in the inbox.</summary>
    /// <param name="resultTaken">Called with the run and task of each activity result that is durable or dropped.</param>
    /// <param name="isIdle">Whether no activity runs or waits.</param>
    public void Start(Action<long, int> resultTaken, Func<bool> isIdle)
    {
        _resultTaken = resultTaken;
        _isIdle = isIdle;
        _pool.Start();
    }

    /// <summary>While the database cannot be written, no turn starts.</summary>
    /// <param name="fault">Why it cannot be written; null if it can.</param>
    public void Pause(StoreUnavailableException? fault)
    {
        _pool.Pause(fault is not null);
        if (fault is not null)
        {
            FailStarts(() => new StoreUnavailableException(fault.Message, fault.InnerException) { Problem = fault.Problem });
        }
    }

    /// <summary>Starts an instance together with its first turn, in one commit.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="refused">The statuses of a finished instance of the same id that is not replaced.</param>
    /// <param name="now">The time.</param>
    /// <param name="started">Completes when the start is durable.</param>
    /// <returns>False if a message has to start it: it starts later, or no worker is free.</returns>
    public bool TryStart(
        NewInstance instance,
        IReadOnlyCollection<OrchestrationRuntimeStatus> refused,
        long now,
        [NotNullWhen(true)] out Task? started)
    {
        started = null;
        if (_isDisturbed || instance.StartAt > now || !_turns.Runs(instance.Version))
        {
            return false;
        }

        var start = new StartWithTurn(instance, StartWithTurn.RowOf(instance, _database.Writer.NextRun(), now), refused);
        lock (_pool.Gate)
        {
            if (!_pool.IsRunning || _pool.Workers + _queue.Count >= _size)
            {
                return false;
            }

            _queue.Add(start);
            _pool.Pump();
        }

        started = start.Done;
        return true;
    }

    public void Notify(IReadOnlyList<InboxNotice> notices)
    {
        lock (_pool.Gate)
        {
            foreach (InboxNotice notice in notices)
            {
                _queue.Notify(notice);
            }

            _pool.Pump();
        }
    }

    /// <summary>Delivers the result of an activity. Waits while too many results are not durable yet.</summary>
    /// <param name="run">The run.</param>
    /// <param name="result">The result.</param>
    /// <param name="isAlone">Whether no other activity runs or waits: the turn may run on the caller's thread.</param>
    public async Task DeliverAsync(long run, InboxMessage result, bool isAlone)
    {
        // After a stop, the last group of the writer takes the result.
        await _resultRoom.WaitAsync(_pool.Stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        OrchestrationSlot? here;
        lock (_pool.Gate)
        {
            if (!isAlone || !_pool.TryAddHere(() => _queue.Add(run, result), out here))
            {
                here = null;
                if (!isAlone)
                {
                    _queue.Add(run, result);
                }

                _pool.Pump();
            }
            else
            {
                here.IsAlone = true;
            }
        }

        if (here is not null)
        {
            await _pool.RunHereAsync(here).ConfigureAwait(false);
        }
    }

    /// <summary>Starts no more turns and waits for those that run.</summary>
    public async Task StopAsync(TimeSpan limit, CancellationToken cancellation)
    {
        await _pool.StopAsync().ConfigureAwait(false);
        FailStarts(() => StoreFailure.Stopped());
        await Task.WhenAny(_pool.Drained, Task.Delay(limit, cancellation)).ConfigureAwait(false);
    }

    /// <summary>After the stop: results that no turn has taken.</summary>
    public List<(long Run, InboxMessage Result)> TakeResults()
    {
        lock (_pool.Gate)
        {
            return _queue.TakeResults();
        }
    }

    public void Dispose()
    {
        _pool.Dispose();
        _resultRoom.Dispose();
    }

    bool IWorkSource<OrchestrationSlot>.TryTake([MaybeNullWhen(false)] out OrchestrationSlot work)
    {
        bool taken = _queue.TryTake(out work);
        if (work is not null)
        {
            work.IsAlone = _queue.Count == 0 && _pool.Workers == 1 && _isIdle();
        }

        return taken;
    }

    bool IWorkSource<OrchestrationSlot>.TryBeginScan() => _queue.TryBeginScan();

    async Task IWorkSource<OrchestrationSlot>.ScanAsync()
    {
        long after;
        lock (_pool.Gate)
        {
            after = _queue.SpilledAfter;
        }

        (List<InboxNotice> Runs, long Last)? found = null;
        try
        {
            found = await _database.Readers.ReadAsync(sql => StoreQueries.ReadReady(sql, after, ScanPage)).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Memory that ran out too: without a retry the runs would wait for the next start.
        catch (Exception exception)
        {
            await _pool.WaitAfterFaultAsync(() => DispatchLog.ScanFailed(_logger, exception)).ConfigureAwait(false);
        }
#pragma warning restore CA1031

        lock (_pool.Gate)
        {
            _queue.EndScan(found);
            _pool.Pump();
        }
    }

    async Task IWorkSource<OrchestrationSlot>.RunAsync(OrchestrationSlot work)
    {
        string? id = work.Live?.Instance.Id;
        if (await TryTurnAsync(work).ConfigureAwait(false) is { } failure)
        {
            await _pool.WaitAfterFaultAsync(() => DispatchLog.TurnFailed(_logger, failure, id, work.Run)).ConfigureAwait(false);
        }

        lock (_pool.Gate)
        {
            _queue.Return(work);
        }
    }

    /// <returns>Why the turn failed, and is retried from the durable state; null if it did not.</returns>
    private async Task<Exception?> TryTurnAsync(OrchestrationSlot slot)
    {
        SlotWork work;
        StartWithTurn? start;
        lock (_pool.Gate)
        {
            start = slot.TakeStart();
            work = slot.TakeWork();
        }

        TurnResult? result = null;
        Exception? failure = null;
        try
        {
            result = start is not null
                ? await _turns.StartAsync(start, work.IsAlone).ConfigureAwait(false)
                : await _turns.ExecuteAsync(slot.Run, slot.Live, work).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Memory that ran out too: without a retry the run would wait for the next start.
        catch (Exception exception)
        {
            failure = exception;
        }
#pragma warning restore CA1031

        if (result is not null)
        {
            Taken(slot.Run, work.Results);
        }

        lock (_pool.Gate)
        {
            if (result is null)
            {
                slot.PutBack(work);
            }
            else
            {
                slot.Keep(_cache.IsEnabled ? result : result with { Live = null });
            }
        }

        return failure;
    }

    private void Taken(long run, List<InboxMessage> results)
    {
        foreach (InboxMessage result in results)
        {
            _resultTaken(run, result.Task);
        }

        if (results.Count > 0)
        {
            _resultRoom.Release(results.Count);
        }
    }

    private void FailStarts(Func<StoreUnavailableException> refusal)
    {
        List<StartWithTurn> starts;
        lock (_pool.Gate)
        {
            starts = _queue.TakeStarts();
        }

        starts.ForEach(start => start.Fail(refusal()));
    }

    private void Wake(long run)
    {
        lock (_pool.Gate)
        {
            _queue.Wake(run);
            _pool.Pump();
        }
    }
}

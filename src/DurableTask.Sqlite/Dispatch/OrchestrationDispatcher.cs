using DurableTask.Sqlite.Activities;
using DurableTask.Sqlite.Disturbances;
using DurableTask.Sqlite.History;
using DurableTask.Sqlite.Runtime;
using DurableTask.Sqlite.Store;
using DurableTask.Sqlite.Tracing;
using Microsoft.Extensions.Logging;

namespace DurableTask.Sqlite.Dispatch;

/// <summary>
/// Knows which runs are ready and gives each its turn, in order of arrival, so many at once. What does not fit into memory stays in the
/// inbox, and is found there again by the numbers of the messages.
/// </summary>
internal sealed class OrchestrationDispatcher : IDisposable
{
    private const int MaxQueued = 4096;
    private const int MaxResults = 4096;
    private const int MessagesPerEpisode = 1000;
    private const int HistoryPage = 500;
    private const int ScanPage = 1000;
    private static readonly TimeSpan FaultDelay = TimeSpan.FromSeconds(1);

    private readonly Database _database;
    private readonly RuntimeEnvironment _environment;
    private readonly SqliteDurableTaskOptions _options;
    private readonly Disturber? _disturber;
    private readonly TimeProvider _time;
    private readonly EngineCounters _counters;
    private readonly ILogger _logger;
    private readonly object _gate = new();
    private readonly Dictionary<long, OrchestrationSlot> _slots = [];
    private readonly Queue<OrchestrationSlot> _queue = new();
    private readonly LinkedList<OrchestrationSlot> _idle = new();
    private readonly SemaphoreSlim _resultRoom = new(MaxResults);
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Action<long, int> _resultTaken = static (_, _) => { };
    private Action<ActivityWork> _runLost = static _ => { };
    private long _lostTurns;
    private long _idleSize;
    private int _active;
    private int _starting;
    private bool _isPaused;
    private bool _isSpilled;
    private bool _isScanning;
    private long _spilledAfter;
    private long _spilledUpTo;

    public OrchestrationDispatcher(
        Database database,
        RuntimeEnvironment environment,
        SqliteDurableTaskOptions options,
        Disturber? disturber,
        TimeProvider time,
        EngineCounters counters,
        ILogger logger)
    {
        _database = database;
        _environment = environment;
        _options = options;
        _disturber = disturber;
        _time = time;
        _counters = counters;
        _logger = logger;
    }

    public int Active
    {
        get
        {
            lock (_gate)
            {
                return _active;
            }
        }
    }

    public int Queued
    {
        get
        {
            lock (_gate)
            {
                return _queue.Count;
            }
        }
    }

    public int Cached
    {
        get
        {
            lock (_gate)
            {
                return _idle.Count;
            }
        }
    }

    /// <summary>Begins with all that waits in the inbox.</summary>
    /// <param name="resultTaken">Told the run and task of each activity result that is durable or dropped.</param>
    /// <param name="runLost">For tests: runs an activity that a lost turn scheduled.</param>
    public void Start(Action<long, int> resultTaken, Action<ActivityWork> runLost)
    {
        _resultTaken = resultTaken;
        _runLost = runLost;
        lock (_gate)
        {
            _isSpilled = true;
            Pump();
        }
    }

    /// <summary>While the database cannot be written there are no new turns.</summary>
    public void Pause(bool paused)
    {
        lock (_gate)
        {
            _isPaused = paused;
            Pump();
        }
    }

    public void Notify(IReadOnlyList<InboxNotice> notices)
    {
        lock (_gate)
        {
            foreach (InboxNotice notice in notices)
            {
                Notify(notice, force: false);
            }

            Pump();
        }
    }

    /// <summary>Hands in the result of an activity. Waits while too many of them are not durable yet.</summary>
    public async Task DeliverAsync(long run, InboxMessage result)
    {
        await WaitForRoomAsync().ConfigureAwait(false);
        lock (_gate)
        {
            OrchestrationSlot slot = GetOrAdd(run);
            slot.Results.Add(result);
            Enqueue(slot);
            Pump();
        }
    }

    /// <summary>No new turns; ends when those that run have ended.</summary>
    public async Task StopAsync(TimeSpan limit, CancellationToken cancellation)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        lock (_gate)
        {
            CheckDrained();
        }

        await Task.WhenAny(_drained.Task, Task.Delay(limit, cancellation)).ConfigureAwait(false);
    }

    /// <summary>After the stop: results that no turn has taken.</summary>
    public List<(long Run, InboxMessage Result)> TakeResults()
    {
        lock (_gate)
        {
            return [.. _slots.Values.SelectMany(slot => slot.TakeResults(), (slot, result) => (slot.Run, result))];
        }
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _resultRoom.Dispose();
    }

    private async Task WaitForRoomAsync()
    {
        try
        {
            await _resultRoom.WaitAsync(_stopping.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The last group takes it.
        }
    }

    private void Notify(InboxNotice notice, bool force)
    {
        bool isKnown = _slots.ContainsKey(notice.Run);
        if (!isKnown && !force && (_isSpilled || _queue.Count >= MaxQueued))
        {
            Spill(notice.Message);
            return;
        }

        OrchestrationSlot slot = GetOrAdd(notice.Run);
        slot.HasInbox = true;
        slot.HasControl |= notice.IsControl;
        Enqueue(slot);
    }

    private void Spill(long message)
    {
        if (!_isSpilled)
        {
            _isSpilled = true;
            _spilledAfter = message - 1;
        }

        _spilledUpTo = Math.Max(_spilledUpTo, message);
    }

    private OrchestrationSlot GetOrAdd(long run)
    {
        if (!_slots.TryGetValue(run, out OrchestrationSlot? slot))
        {
            slot = new OrchestrationSlot(run);
            _slots.Add(run, slot);
        }

        return slot;
    }

    private void Enqueue(OrchestrationSlot slot)
    {
        if (slot.IsQueued || slot.IsActive || !slot.HasWork)
        {
            return;
        }

        if (slot.Node.List is not null)
        {
            _idle.Remove(slot.Node);
            _idleSize -= slot.Live?.Size ?? 0;
        }

        slot.IsQueued = true;
        _queue.Enqueue(slot);
    }

    /// <summary>Starts workers, free of whatever context the caller has, for what is ready, and a look into the inbox where that may have more.</summary>
    private void Pump()
    {
        if (_isPaused || _stopping.IsCancellationRequested)
        {
            return;
        }

        while (_starting < _queue.Count && _active < _options.MaxConcurrentOrchestrations)
        {
            _starting++;
            _active++;
            ThreadPool.UnsafeQueueUserWorkItem(static dispatcher => _ = dispatcher.WorkAsync(), this, preferLocal: false);
        }

        if (_isSpilled && !_isScanning && _queue.Count < MaxQueued / 2)
        {
            _isScanning = true;
            ThreadPool.UnsafeQueueUserWorkItem(static dispatcher => _ = dispatcher.ScanAsync(), this, preferLocal: false);
        }
    }

    private async Task ScanAsync()
    {
        long after;
        lock (_gate)
        {
            after = _spilledAfter;
        }

        (List<InboxNotice> Runs, long Last)? found = null;
        try
        {
            found = await _database.Readers.ReadAsync(sql => StoreQueries.ReadReady(sql, after, ScanPage)).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is StoreUnavailableException or ObjectDisposedException)
        {
            DispatchLog.ScanFailed(_logger, exception);
            await PauseAfterFaultAsync().ConfigureAwait(false);
        }

        lock (_gate)
        {
            _isScanning = false;
            if (found is { } page)
            {
                Take(page.Runs, page.Last, after);
            }

            Pump();
        }
    }

    private void Take(List<InboxNotice> runs, long last, long after)
    {
        foreach (InboxNotice notice in runs)
        {
            Notify(notice, force: true);
        }

        _spilledAfter = Math.Max(last, after);
        _isSpilled = last != 0 || _spilledUpTo > _spilledAfter;
    }

    private async Task WorkAsync()
    {
        lock (_gate)
        {
            _starting--;
        }

        while (TakeNext() is { } slot)
        {
            bool faulted = !await TryTurnAsync(slot).ConfigureAwait(false);
            if (faulted)
            {
                await PauseAfterFaultAsync().ConfigureAwait(false);
            }

            Release(slot);
        }
    }

    private OrchestrationSlot? TakeNext()
    {
        lock (_gate)
        {
            if (!_isPaused && !_stopping.IsCancellationRequested && _queue.TryDequeue(out OrchestrationSlot? slot))
            {
                slot.IsQueued = false;
                slot.IsActive = true;
                Pump();
                return slot;
            }

            _active--;
            CheckDrained();
            return null;
        }
    }

    private void Release(OrchestrationSlot slot)
    {
        lock (_gate)
        {
            slot.IsActive = false;
            if (slot.HasWork)
            {
                Enqueue(slot);
            }
            else if (slot.Live is null)
            {
                _slots.Remove(slot.Run);
            }
            else
            {
                _idle.AddLast(slot.Node);
                _idleSize += slot.Live.Size;
                Evict();
            }
        }
    }

    private void Evict()
    {
        while (_idle.First is { } oldest
            && (_idle.Count > _options.MaxCachedOrchestrations || _idleSize > _options.MaxCachedCharacters))
        {
            _idle.RemoveFirst();
            _idleSize -= oldest.Value.Live!.Size;
            _slots.Remove(oldest.Value.Run);
        }
    }

    private void CheckDrained()
    {
        if (_active == 0 && _stopping.IsCancellationRequested)
        {
            _drained.TrySetResult();
        }
    }

    private async Task PauseAfterFaultAsync()
    {
        try
        {
            await Task.Delay(FaultDelay, _stopping.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Nothing more to wait for.
        }
    }

    /// <returns>False if the turn came to nothing and has to be taken again, from what is durable.</returns>
    private async Task<bool> TryTurnAsync(OrchestrationSlot slot)
    {
        (List<InboxMessage> results, bool hasInbox, bool hasControl) = TakeWork(slot);
        try
        {
            if (!await TurnAsync(slot, results, hasInbox).ConfigureAwait(false))
            {
                TakeBack(slot, results, hasInbox, hasControl);
            }

            return true;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            if (!_stopping.IsCancellationRequested)
            {
                DispatchLog.TurnFailed(_logger, exception, slot.Live?.Instance.Id, slot.Run);
            }

            TakeBack(slot, results, hasInbox, hasControl);
            return false;
        }
    }

    private void TakeBack(OrchestrationSlot slot, List<InboxMessage> results, bool hasInbox, bool hasControl)
    {
        lock (_gate)
        {
            slot.Live = null;
            slot.Results.InsertRange(0, results);
            slot.HasInbox |= hasInbox;
            slot.HasControl |= hasControl;
        }
    }

    private (List<InboxMessage> Results, bool HasInbox, bool HasControl) TakeWork(OrchestrationSlot slot)
    {
        lock (_gate)
        {
            (List<InboxMessage>, bool, bool) work = (slot.TakeResults(), slot.HasInbox, slot.HasControl);
            slot.HasInbox = false;
            slot.HasControl = false;
            slot.IsWoken = false;
            return work;
        }
    }

    /// <returns>False where it was lost, in a test.</returns>
    private async Task<bool> TurnAsync(OrchestrationSlot slot, List<InboxMessage> results, bool hasInbox)
    {
        LiveOrchestration? live = slot.Live ?? await LoadAsync(slot.Run).ConfigureAwait(false);
        if (live is null)
        {
            await DropAsync(slot.Run, results, hasInbox).ConfigureAwait(false);
            return true;
        }

        bool wasSuspended = live.IsSuspended;
        List<InboxMessage> messages = hasInbox
            ? await _database.Readers.ReadAsync(sql => StoreQueries.ReadInbox(sql, slot.Run, wasSuspended, MessagesPerEpisode)).ConfigureAwait(false)
            : [];
        bool mayHaveMore = messages.Count == MessagesPerEpisode;
        messages.AddRange(results);

        Episode episode = live.RunEpisode(messages, _time.GetUtcNow().UtcDateTime);
        if (_disturber is not null && Loses(_disturber, live.Instance, episode))
        {
            return false;
        }

        var commit = new EpisodeCommit(live.Instance, episode);
        await CommitAsync(commit, episode).ConfigureAwait(false);
        if (commit.IsVoid)
        {
            slot.Live = null;
            await DropAsync(slot.Run, results, hasInbox).ConfigureAwait(false);
            return true;
        }

        await KeepAsync(slot.Run, results, episode).ConfigureAwait(false);
        Report(live, episode, episode.Dropped + commit.Dropped);
        bool goesOn = episode.End is null;
        bool stays = goesOn && _options.MaxCachedOrchestrations > 0
            && _disturber?.Decides(DisturbanceKind.Unload, slot.Run, live.NextSequence) is not true;
        lock (_gate)
        {
            slot.Live = stays ? live : null;
            slot.HasInbox |= goesOn && (mayHaveMore || wasSuspended != live.IsSuspended);
        }

        return true;
    }

    private bool Loses(Disturber disturber, InstanceRow instance, Episode episode)
    {
        // Each try is a case of its own: a turn is not lost for ever.
        if (!disturber.Decides(DisturbanceKind.LostTurn, instance.Run, Interlocked.Increment(ref _lostTurns)))
        {
            return false;
        }

        foreach (HistoryRow row in episode.Decisions.Select(decision => decision.Row).Where(row => row.Type == HistoryEventType.TaskScheduled))
        {
            _runLost(new ActivityWork(
                instance.Run, row.Task, instance.Id, row.Name!, row.Extra ?? string.Empty, row.Payload, ActivityWork.Fresh, instance.Trace));
        }

        return true;
    }

    private async Task CommitAsync(EpisodeCommit commit, Episode episode)
    {
        if (!episode.IsEmpty)
        {
            await _database.Writer.WriteAsync(commit).ConfigureAwait(false);
            _counters.Episode();
        }
    }

    private void Report(LiveOrchestration live, Episode episode, int dropped)
    {
        InstanceRow instance = live.Instance;
        if (dropped > 0)
        {
            _counters.Dropped(dropped);
            DispatchLog.Dropped(_logger, dropped, instance.Id);
        }

        if (episode.End is { } end)
        {
            EngineTracing.Report(instance, live.StartedAt, _time.GetUtcNow().UtcDateTime, end);
        }

        if (episode.End is OrchestrationEnd.Finished finished)
        {
            DispatchLog.Finished(_logger, instance.Name, instance.Id, finished.Status);
        }
    }

    /// <summary>Results that the episode took are durable; those that a suspended instance did not take are put into its inbox.</summary>
    private async Task KeepAsync(long run, List<InboxMessage> results, Episode episode)
    {
        if (results.Count == 0)
        {
            return;
        }

        var taken = episode.Results.ToHashSet();
        List<(long, InboxMessage)> left = [.. results.Where(result => !taken.Contains(result.Task)).Select(result => (run, result))];
        if (left.Count > 0)
        {
            await _database.Writer.WriteAsync(new KeepResults(left)).ConfigureAwait(false);
        }

        Taken(run, results);
    }

    private async Task DropAsync(long run, List<InboxMessage> results, bool hasInbox)
    {
        var drop = new DropMessages(run, [.. results.Select(result => result.Task)], hasInbox);
        await _database.Writer.WriteAsync(drop).ConfigureAwait(false);
        _counters.Dropped(results.Count);
        Taken(run, results);
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

    /// <returns>Null where the run is over.</returns>
    private async Task<LiveOrchestration?> LoadAsync(long run)
    {
        InstanceRow? instance = await _database.Readers.ReadAsync(sql => StoreQueries.FindRun(sql, run)).ConfigureAwait(false);
        if (instance is null or { IsFinished: true })
        {
            return null;
        }

        var live = new LiveOrchestration(instance, _environment, () => Wake(run));
        int from = 0;
        List<HistoryRow> page;
        do
        {
            int next = from;
            page = await _database.Readers.ReadAsync(sql => StoreQueries.ReadHistory(sql, run, next, HistoryPage)).ConfigureAwait(false);
            live.Replay(page);
            from += page.Count;
        }
        while (page.Count == HistoryPage);

        if (from > 0)
        {
            live.EndReplay();
            _counters.Replay();
        }

        return live;
    }

    private void Wake(long run)
    {
        lock (_gate)
        {
            if (_slots.TryGetValue(run, out OrchestrationSlot? slot))
            {
                slot.IsWoken = true;
                Enqueue(slot);
                Pump();
            }
        }
    }
}

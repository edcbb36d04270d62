using DurableTask.Sqlite.Dispatch;
using DurableTask.Sqlite.Disturbances;
using DurableTask.Sqlite.Runtime;
using DurableTask.Sqlite.Store;
using Microsoft.Extensions.Logging;

namespace DurableTask.Sqlite.Activities;

/// <summary>Runs activities, so many at once, and hands on what they end with.</summary>
internal sealed class ActivityRunner : IDisposable
{
    private const int ScanPage = 256;
    private static readonly TimeSpan FaultDelay = TimeSpan.FromSeconds(1);

    private readonly Database _database;
    private readonly RuntimeEnvironment _environment;
    private readonly SqliteDurableTaskOptions _options;
    private readonly Func<long, InboxMessage, Task> _deliver;
    private readonly EngineCounters _counters;
    private readonly DisturbedActivities? _disturbed;
    private readonly ILogger _logger;
    private readonly object _gate = new();
    private readonly ActivityRounds _rounds = new();
    private readonly Dictionary<long, List<CancellationTokenSource>> _running = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isStarted;
    private bool _isPaused;
    private int _workers;
    private int _starting;
    private int _busy;

    /// <param name="database">Where they are.</param>
    /// <param name="environment">What they are.</param>
    /// <param name="options">How many at once, how often.</param>
    /// <param name="disturber">Disturbs them in tests; otherwise null.</param>
    /// <param name="deliver">Takes a result to its run.</param>
    /// <param name="counters">Counts them.</param>
    /// <param name="logger">Logs failures.</param>
    public ActivityRunner(
        Database database,
        RuntimeEnvironment environment,
        SqliteDurableTaskOptions options,
        Disturber? disturber,
        Func<long, InboxMessage, Task> deliver,
        EngineCounters counters,
        ILogger logger)
    {
        _database = database;
        _environment = environment;
        _options = options;
        _deliver = deliver;
        _counters = counters;
        _logger = logger;
        _disturbed = disturber is null
            ? null
            : new DisturbedActivities(disturber, work => CallAsync(work, isStray: true), DeliverAsync, _stopping.Token);
    }

    public int Running
    {
        get
        {
            lock (_gate)
            {
                return _busy;
            }
        }
    }

    public int Queued
    {
        get
        {
            lock (_gate)
            {
                return _rounds.Queued;
            }
        }
    }

    public void Start()
    {
        lock (_gate)
        {
            _isStarted = true;
            Pump();
        }
    }

    /// <summary>While the database cannot be written nothing new is begun.</summary>
    public void Pause(bool paused)
    {
        lock (_gate)
        {
            _isPaused = paused;
            Pump();
        }
    }

    /// <summary>These are durable and may run.</summary>
    public void Add(IReadOnlyList<ActivityWork> works)
    {
        lock (_gate)
        {
            foreach (ActivityWork work in works)
            {
                _rounds.Add(work);
            }

            Pump();
        }
    }

    /// <summary>The activity's row is gone: its result is durable, or nobody wants it.</summary>
    public void Ended(long run, int task)
    {
        lock (_gate)
        {
            _rounds.Ended(run, task);
        }
    }

    /// <summary>The run was terminated.</summary>
    public void Cancel(long run)
    {
        CancellationTokenSource[] running;
        lock (_gate)
        {
            _rounds.Remove(run);
            running = _running.TryGetValue(run, out List<CancellationTokenSource>? sources) ? [.. sources] : [];
        }

        foreach (CancellationTokenSource source in running)
        {
            _ = CancelAsync(source);
        }
    }

    /// <summary>For tests: an activity of a turn that was lost.</summary>
    public void RunLost(ActivityWork work) => _disturbed?.RunLost(work);

    /// <summary>For tests: waits for what runs beyond what is wanted.</summary>
    public Task SettleAsync() => _disturbed?.DrainAsync() ?? Task.CompletedTask;

    /// <summary>Cancels what runs, and waits for it.</summary>
    public async Task StopAsync(TimeSpan limit, CancellationToken cancellation)
    {
        await CancelAsync(_stopping).ConfigureAwait(false);
        int left;
        lock (_gate)
        {
            CheckDrained();
        }

        Task drained = Task.WhenAll(_drained.Task, SettleAsync());
        await Task.WhenAny(drained, Task.Delay(limit, cancellation)).ConfigureAwait(false);
        lock (_gate)
        {
            left = _busy;
        }

        if (left > 0)
        {
            ActivityLog.LeftBehind(_logger, left);
        }
    }

    public void Dispose() => _stopping.Dispose();

    private async Task CancelAsync(CancellationTokenSource source)
    {
        try
        {
            await source.CancelAsync().ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // The activity has ended meanwhile.
        }
        catch (AggregateException exception)
        {
            ActivityLog.CancellationFailed(_logger, exception);
        }
    }

    /// <summary>Starts workers, free of whatever context the caller has.</summary>
    private void Pump()
    {
        if (!_isStarted || _isPaused || _stopping.IsCancellationRequested)
        {
            return;
        }

        while (_starting < _rounds.Ready && _workers < _options.MaxConcurrentActivities)
        {
            _starting++;
            _workers++;
            ThreadPool.UnsafeQueueUserWorkItem(static runner => _ = runner.WorkAsync(), this, preferLocal: false);
        }

        if (_rounds.WantsScan)
        {
            _rounds.BeginScan();
            ThreadPool.UnsafeQueueUserWorkItem(static runner => _ = runner.ScanAsync(), this, preferLocal: false);
        }
    }

    private async Task ScanAsync()
    {
        long after;
        lock (_gate)
        {
            after = _rounds.ScannedRun;
        }

        List<long>? runs = await TryReadAsync(sql => StoreQueries.ReadRunsWithActivities(sql, after, ScanPage)).ConfigureAwait(false);
        lock (_gate)
        {
            _rounds.Scanned(runs, ScanPage);
            Pump();
        }
    }

    private async Task WorkAsync()
    {
        lock (_gate)
        {
            _starting--;
        }

        while (true)
        {
            (ActivityWork? work, ActivityLane? lane) = TakeNext();
            if (work is not null)
            {
                await RunAsync(work).ConfigureAwait(false);
            }
            else if (lane is not null)
            {
                await LoadAsync(lane).ConfigureAwait(false);
            }
            else
            {
                return;
            }
        }
    }

    private (ActivityWork? Work, ActivityLane? Lane) TakeNext()
    {
        lock (_gate)
        {
            if (!_isPaused && !_stopping.IsCancellationRequested)
            {
                (ActivityWork? Work, ActivityLane? Lane) next = _rounds.Next();
                if (next.Work is not null || next.Lane is not null)
                {
                    _busy += next.Work is null ? 0 : 1;
                    Pump();
                    return next;
                }
            }

            _workers--;
            CheckDrained();
            return default;
        }
    }

    private void CheckDrained()
    {
        if (_workers == 0 && _stopping.IsCancellationRequested)
        {
            _drained.TrySetResult();
        }
    }

    private async Task LoadAsync(ActivityLane lane)
    {
        int after = lane.LastTask;
        List<ActivityWork>? found = await TryReadAsync(
            sql => StoreQueries.ReadActivities(sql, lane.Run, after, ActivityRounds.LanePage)).ConfigureAwait(false);
        lock (_gate)
        {
            _rounds.Loaded(lane, found);
            Pump();
        }
    }

    private async Task<T?> TryReadAsync<T>(Func<SqlSession, T> read)
        where T : class
    {
        try
        {
            return await _database.Readers.ReadAsync(read, _stopping.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is StoreUnavailableException or OperationCanceledException or ObjectDisposedException)
        {
            if (!_stopping.IsCancellationRequested)
            {
                ActivityLog.LoadFailed(_logger, exception);
                await Task.Delay(FaultDelay, CancellationToken.None).ConfigureAwait(false);
            }

            return null;
        }
    }

    private async Task RunAsync(ActivityWork work)
    {
        try
        {
            if (_disturbed is not null)
            {
                await _disturbed.RunAsync(work, ResultOfAsync).ConfigureAwait(false);
            }
            else if (await ResultOfAsync(work).ConfigureAwait(false) is { } result)
            {
                await DeliverAsync(work.Run, result).ConfigureAwait(false);
            }
        }
        finally
        {
            lock (_gate)
            {
                _busy--;
            }
        }
    }

    private Task DeliverAsync(long run, InboxMessage result)
    {
        _counters.Activity();
        return _deliver(run, result);
    }

    /// <returns>Null where it is to run again at the next start.</returns>
    private async Task<InboxMessage?> ResultOfAsync(ActivityWork work)
    {
        if (work.Attempts == ActivityWork.Fresh)
        {
            return await CallAsync(work).ConfigureAwait(false);
        }

        int deliveries = Math.Max(work.Attempts, 1);
        if (deliveries >= _options.MaxActivityDeliveries)
        {
            ActivityLog.GivenUp(_logger, work.Name, work.Task, work.InstanceId, deliveries);
            return Failed(work, FailureRecord.From(new PoisonActivityException(
                $"The activity '{work.Name}' was given up: the process died {deliveries} times while it may have been running.")) with
            { IsNonRetriable = true });
        }

        try
        {
            await _database.Writer.WriteAsync(new MarkDelivered(work.Run, work.Task, deliveries + 1)).ConfigureAwait(false);
        }
        catch (StoreUnavailableException)
        {
            return null;
        }

        return await CallAsync(work).ConfigureAwait(false);
    }

    /// <param name="work">The activity.</param>
    /// <param name="isStray">Whether it runs where nobody knows of it: then nothing but a stop cancels it.</param>
    private async Task<InboxMessage?> CallAsync(ActivityWork work, bool isStray = false)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        if (!isStray)
        {
            Register(work.Run, cancellation);
        }

        try
        {
            if (_environment.Registry.FindActivity(work.Name) is not { } function)
            {
                return Failed(work, new FailureRecord(
                    "ActivityTaskNotFound", $"No activity task named '{work.Name}' was found.", null, null, IsNonRetriable: true));
            }

            object? output = await function(
                new ActivityCallContext(work), new SerializedInput(work.Input, _environment.Converter), cancellation.Token).ConfigureAwait(false);
            return new InboxMessage(0, MessageKind.ActivityCompleted, work.Task, null, _environment.Converter.Serialize(output));
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            ActivityLog.Failed(_logger, exception, work.Name, work.Task, work.InstanceId);
            return Failed(work, FailureRecord.From(exception));
        }
        finally
        {
            if (!isStray)
            {
                Unregister(work.Run, cancellation);
            }
        }
    }

    private static InboxMessage Failed(ActivityWork work, FailureRecord failure) =>
        new(0, MessageKind.ActivityFailed, work.Task, null, failure.ToJson());

    private void Register(long run, CancellationTokenSource source)
    {
        lock (_gate)
        {
            if (!_running.TryGetValue(run, out List<CancellationTokenSource>? sources))
            {
                _running[run] = sources = [];
            }

            sources.Add(source);
        }
    }

    private void Unregister(long run, CancellationTokenSource source)
    {
        lock (_gate)
        {
            List<CancellationTokenSource> sources = _running[run];
            sources.Remove(source);
            if (sources.Count == 0)
            {
                _running.Remove(run);
            }
        }
    }
}

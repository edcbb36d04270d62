using DurableTask.Sqlite.Store;
using Microsoft.Extensions.Logging;

namespace DurableTask.Sqlite.Dispatch;

/// <summary>Delivers the messages of due timers. Only the next due time is in memory.</summary>
internal sealed class TimerService : IAsyncDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);
    private static readonly TimeSpan FaultDelay = TimeSpan.FromSeconds(1);

    private readonly Database _database;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _signal = new(1);
    private readonly CancellationTokenSource _stopping = new();
    private long _next = long.MaxValue;
    private Task _loop = Task.CompletedTask;

    public TimerService(Database database, TimeProvider time, ILogger logger)
    {
        _database = database;
        _time = time;
        _logger = logger;
        _timer = time.CreateTimer(_ => Signal(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Start() => _loop = Task.Run(LoopAsync);

    /// <summary>Registers a timer that is due at this time.</summary>
    public void Schedule(long due)
    {
        lock (_gate)
        {
            if (due < _next && !_stopping.IsCancellationRequested)
            {
                _next = due;
                _timer.Change(Until(due), Timeout.InfiniteTimeSpan);
            }
        }
    }

    public async Task StopAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
        _signal.Dispose();
    }

    private TimeSpan Until(long due)
    {
        long ticks = due - _time.GetUtcNow().UtcTicks;
        double milliseconds = Math.Ceiling(Math.Min(ticks, Longest.Ticks) / (double)TimeSpan.TicksPerMillisecond);
        return ticks <= 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(milliseconds);
    }

    private void Signal()
    {
        lock (_gate)
        {
            if (!_stopping.IsCancellationRequested && _signal.CurrentCount == 0)
            {
                _signal.Release();
            }
        }
    }

    private async Task LoopAsync()
    {
        try
        {
            while (true)
            {
                await _signal.WaitAsync(_stopping.Token).ConfigureAwait(false);
                await TickAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The engine stops.
        }
    }

    private async Task TickAsync()
    {
        lock (_gate)
        {
            _next = long.MaxValue;
        }

        try
        {
            FireTimers fire;
            do
            {
                fire = new FireTimers(_time.GetUtcNow().UtcTicks);
                await _database.Writer.WriteAsync(fire, _stopping.Token).ConfigureAwait(false);
            }
            while (fire.MayHaveMore);

            Schedule(fire.Next);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            if (_stopping.IsCancellationRequested)
            {
                return;
            }

            DispatchLog.TimersFailed(_logger, exception);
            await Task.Delay(FaultDelay, _stopping.Token).ConfigureAwait(false);
            Signal();
        }
    }
}

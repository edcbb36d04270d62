using System.Globalization;
using System.Text;

namespace Ocfl.Cli;

/// <summary>
/// Shows how far work in bytes is: files, bytes, their total, rate and time left. The line is updated several times a second, whether the
/// work reports or not, if the error output is a terminal. Thread-safe.
/// </summary>
internal sealed class ProgressMeter : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly string? _items;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly Lock _lock = new();
    private readonly Queue<(TimeSpan At, long Bytes)> _samples = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ProgressLine? _line;
    private readonly Task _refresh = Task.CompletedTask;
    private long _done;
    private long _bytes;
    private long _total = -1;

    /// <summary>Starts to show.</summary>
    /// <param name="terminal">Where.</param>
    /// <param name="items">What is counted, such as <c>files</c>; null for nothing but bytes.</param>
    /// <param name="time">The clock; null for the system's.</param>
    public ProgressMeter(Terminal terminal, string? items, TimeProvider? time = null)
    {
        _items = items;
        _time = time ?? TimeProvider.System;
        _start = _time.GetTimestamp();
        if (terminal.ShowsProgress)
        {
            _line = new ProgressLine(terminal);
            _refresh = RefreshAsync(_line);
        }
    }

    /// <summary>Adds bytes that are done.</summary>
    public void Add(long bytes) => Interlocked.Add(ref _bytes, bytes);

    /// <summary>Adds items that are done.</summary>
    public void AddItems(long count = 1) => Interlocked.Add(ref _done, count);

    /// <summary>Sets what is done.</summary>
    public void Set(long items, long bytes)
    {
        Interlocked.Exchange(ref _done, items);
        Interlocked.Exchange(ref _bytes, bytes);
    }

    /// <summary>Sets how many bytes there are.</summary>
    public void SetTotal(long bytes) => Interlocked.Exchange(ref _total, bytes);

    /// <summary>Finds out in the background how many bytes there are, if that is shown. A failure leaves the total unknown.</summary>
    public void FindTotal(Func<CancellationToken, Task<long>> find)
    {
        if (_line is not null)
        {
            _ = FindTotalAsync(find);
        }
    }

    /// <summary>The line as it is now.</summary>
    public string Describe()
    {
        TimeSpan elapsed = _time.GetElapsedTime(_start);
        long bytes = Interlocked.Read(ref _bytes);
        long total = Interlocked.Read(ref _total);
        double rate = MeasureRate(elapsed, bytes);
        StringBuilder line = new($"{Clock(elapsed)}  ");
        if (_items is not null)
        {
            line.Append(CultureInfo.InvariantCulture, $"{Interlocked.Read(ref _done)} {_items}, ");
        }

        line.Append(ProgressLine.Bytes(bytes));
        if (total >= bytes)
        {
            line.Append(CultureInfo.InvariantCulture, $" of {ProgressLine.Bytes(total)}");
        }

        if (rate > 0)
        {
            line.Append(CultureInfo.InvariantCulture, $", {ProgressLine.Bytes((long)rate)}/s");
            if (total > bytes)
            {
                line.Append(CultureInfo.InvariantCulture, $", {Clock(TimeSpan.FromSeconds((total - bytes) / rate))} left");
            }
        }

        return line.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _refresh.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _line?.Dispose();
        _stop.Dispose();
    }

    // The rate of the last seconds: of all the time, it would follow a change too late.
    private double MeasureRate(TimeSpan elapsed, long bytes)
    {
        lock (_lock)
        {
            while (_samples.TryPeek(out (TimeSpan At, long Bytes) first) && elapsed - first.At > Window && _samples.Count > 1)
            {
                _samples.Dequeue();
            }

            (TimeSpan since, long before) = _samples.TryPeek(out (TimeSpan At, long Bytes) oldest) ? oldest : (TimeSpan.Zero, 0);
            _samples.Enqueue((elapsed, bytes));
            double seconds = (elapsed - since).TotalSeconds;
            return seconds > 0 ? Math.Max(0, bytes - before) / seconds : 0;
        }
    }

    private static string Clock(TimeSpan time) => time.TotalHours >= 100 ? "long"
        : time.TotalHours >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}:{time.Seconds:00}");

    private async Task RefreshAsync(ProgressLine line)
    {
        using PeriodicTimer timer = new(Pause, _time);
        while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
        {
            line.Report(Describe);
        }
    }

    private async Task FindTotalAsync(Func<CancellationToken, Task<long>> find)
    {
        try
        {
            CancellationToken stop = _stop.Token;
            SetTotal(await Task.Run(() => find(stop), stop).ConfigureAwait(false));
        }
        catch (Exception failure) when (failure is OcflException or OperationCanceledException or ObjectDisposedException)
        {
            // The line then has no total.
        }
    }
}

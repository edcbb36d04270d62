using Microsoft.Azure.Functions.Worker;
using OcflFunctions.Local.Functions;

namespace OcflFunctions.Local.Timers;

/// <summary>
/// Fires one timer function on its schedule, one run after the other. A run that fails is logged, and the next one follows on schedule.
/// </summary>
internal sealed partial class TimerLoop(
    Function function,
    ITimerSchedule schedule,
    TimerMonitor monitor,
    IServiceScopeFactory scopes,
    TimeProvider clock,
    ILogger<TimerLoop> logger)
{
    /// <summary>Long waits are split, so that a change of the clock is noticed.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private readonly FunctionInvoker _invoker = new(function);
    private readonly TimerFunctionTrigger _trigger = (TimerFunctionTrigger)function.Trigger;

    private bool IsMonitored => _trigger.UseMonitor && schedule.IsMonitored;

    /// <summary>Fires until the host stops.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            await CatchUpAsync(stopping);
            while (schedule.Next(clock.GetUtcNow()) is { } next)
            {
                await WaitUntilAsync(next, stopping);
                await FireAsync(next, isPastDue: false, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    /// <summary>Runs the function at once if its trigger says so, or if its last occurrence was missed.</summary>
    private async Task CatchUpAsync(CancellationToken stopping)
    {
        ScheduleStatus? status = IsMonitored ? await monitor.ReadAsync(function.Name, stopping) : null;
        bool missed = status is not null && schedule.Next(AsUtc(status.Last)) <= clock.GetUtcNow();
        if (_trigger.RunOnStartup || missed)
        {
            await FireAsync(clock.GetUtcNow(), missed, stopping);
        }
        else if (IsMonitored && status is null)
        {
            await KeepAsync(last: clock.GetUtcNow());
        }
    }

    private async Task WaitUntilAsync(DateTimeOffset time, CancellationToken stopping)
    {
        while (time - clock.GetUtcNow() is var rest && rest > TimeSpan.Zero)
        {
            await Task.Delay(rest < LongestWait ? rest : LongestWait, clock, stopping);
        }
    }

    private async Task FireAsync(DateTimeOffset occurrence, bool isPastDue, CancellationToken stopping)
    {
        ScheduleStatus? status = IsMonitored ? await monitor.ReadAsync(function.Name, stopping) : null;
        await RunFunctionAsync(new TimerInfo { IsPastDue = isPastDue, ScheduleStatus = status }, stopping);
        if (IsMonitored)
        {
            await KeepAsync(occurrence);
        }
    }

    private async Task RunFunctionAsync(TimerInfo timer, CancellationToken stopping)
    {
        try
        {
            await using AsyncServiceScope scope = scopes.CreateAsyncScope();
            await _invoker.InvokeAsync(new LocalInvocation(scope.ServiceProvider, stopping) { Timer = timer });
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // No exception of a function may stop its timer.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            LogFailed(failure, function.Name);
        }
    }

    // Not cancelled: the function has run, and must not run again for this occurrence.
    private async Task KeepAsync(DateTimeOffset last)
    {
        DateTime now = clock.GetUtcNow().UtcDateTime;
        DateTime next = schedule.Next(last)?.UtcDateTime ?? default;
        try
        {
            await monitor.WriteAsync(
                function.Name, new ScheduleStatus { Last = last.UtcDateTime, Next = next, LastUpdated = now }, CancellationToken.None);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            LogNotKept(failure, function.Name);
        }
    }

    private static DateTimeOffset AsUtc(DateTime time) => new(DateTime.SpecifyKind(time, DateTimeKind.Utc));

    [LoggerMessage(2102, LogLevel.Error, "The timer function {Function} failed; it runs again at its next occurrence.")]
    private partial void LogFailed(Exception failure, string function);

    [LoggerMessage(2103, LogLevel.Warning, "The last run of the timer function {Function} could not be recorded.")]
    private partial void LogNotKept(Exception failure, string function);
}

namespace OcflFunctions.Local.Timers;

/// <summary>Runs the timer functions for as long as the host runs.</summary>
internal sealed class TimerService(IReadOnlyList<TimerLoop> timers) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(timers.Select(timer => timer.RunAsync(stoppingToken)));
}

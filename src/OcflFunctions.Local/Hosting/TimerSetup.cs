using OcflFunctions.Local.Functions;
using OcflFunctions.Local.Timers;

namespace OcflFunctions.Local.Hosting;

/// <summary>Adds the timer functions to a host.</summary>
internal static class TimerSetup
{
    /// <summary>The file beside the database that remembers when timers fired.</summary>
    private const string MonitorFile = "timers.json";

    public static void Add(IServiceCollection services, FunctionCatalog catalog)
    {
        services.AddSingleton(provider => new TimerMonitor(
            Path.Combine(EngineSetup.FolderOf(provider), MonitorFile), provider.GetRequiredService<ILogger<TimerMonitor>>()));
        services.AddSingleton(provider => new TimerService(
            [.. catalog.Functions.Where(function => function.Trigger is TimerFunctionTrigger).Select(
                function => Loop(provider, function))]));
        services.AddHostedService(provider => provider.GetRequiredService<TimerService>());
    }

    /// <summary>Reads every schedule, so that an invalid one is an error of the start.</summary>
    /// <exception cref="FunctionLoadException">A schedule cannot be read.</exception>
    public static void Require(IServiceProvider provider) => provider.GetRequiredService<TimerService>();

    private static TimerLoop Loop(IServiceProvider provider, Function function)
    {
        var clock = provider.GetRequiredService<TimeProvider>();
        ITimerSchedule schedule = TimerSchedules.Read(function, provider.GetRequiredService<IConfiguration>(), clock.GetUtcNow());
        return ActivatorUtilities.CreateInstance<TimerLoop>(provider, function, schedule);
    }
}

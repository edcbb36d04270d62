using System.Globalization;
using OcflFunctions.Local.Functions;

namespace OcflFunctions.Local.Timers;

/// <summary>Reads the schedules of timer functions.</summary>
internal static class TimerSchedules
{
    /// <summary>The schedule of a function.</summary>
    /// <param name="function">A function with a timer trigger.</param>
    /// <param name="configuration">Where a schedule of the form <c>%Setting%</c> is looked up.</param>
    /// <param name="now">The present time, to detect a schedule that never fires.</param>
    /// <exception cref="FunctionLoadException">The setting is missing, or its value is not a schedule.</exception>
    public static ITimerSchedule Read(Function function, IConfiguration configuration, DateTimeOffset now)
    {
        string written = ((TimerFunctionTrigger)function.Trigger).Schedule;
        string text = Expand(function, written, configuration);
        ITimerSchedule schedule = Parse(function, text);
        return schedule.Next(now) is not null ? schedule : throw Bad(function, text, "it never fires");
    }

    private static string Expand(Function function, string written, IConfiguration configuration)
    {
        if (written is not ['%', .. var middle, '%'])
        {
            return written;
        }

        string setting = middle.Replace("__", ":", StringComparison.Ordinal);
        return configuration[setting] is { Length: > 0 } value
            ? value
            : throw new FunctionLoadException([$"{function.Description}: the schedule is the setting '{middle}', which is missing."]);
    }

    private static ITimerSchedule Parse(Function function, string text)
    {
        if (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan interval) && !text.Contains(' ', StringComparison.Ordinal))
        {
            return interval > TimeSpan.Zero ? new ConstantSchedule(interval) : throw Bad(function, text, "a time span must be above zero");
        }

        return CronSchedule.TryParse(text, out CronSchedule? cron, out string? problem) ? cron : throw Bad(function, text, problem);
    }

    private static FunctionLoadException Bad(Function function, string text, string problem) =>
        new([$"{function.Description}: '{text}' is not a schedule: {problem}."]);
}

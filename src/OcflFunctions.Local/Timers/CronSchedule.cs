using System.Diagnostics.CodeAnalysis;
using NCrontab;

namespace OcflFunctions.Local.Timers;

/// <summary>
/// An NCRONTAB expression, in UTC: <c>{second} {minute} {hour} {day} {month} {day of the week}</c>, or five fields without the seconds. It
/// is read as Azure Functions reads it.
/// </summary>
internal sealed class CronSchedule : ITimerSchedule
{
    /// <summary>The calendar repeats within 28 years, except for a century's missing leap day.</summary>
    private const int YearsToSearch = 40;

    private readonly CrontabSchedule _schedule;

    private CronSchedule(CrontabSchedule schedule, bool isMonitored)
    {
        _schedule = schedule;
        IsMonitored = isMonitored;
    }

    public bool IsMonitored { get; }

    /// <summary>Reads an expression.</summary>
    /// <param name="expression">Five or six fields.</param>
    /// <param name="schedule">The schedule.</param>
    /// <param name="problem">What is wrong with the expression.</param>
    /// <returns>Whether the expression is valid.</returns>
    public static bool TryParse(
        string expression, [NotNullWhen(true)] out CronSchedule? schedule, [NotNullWhen(false)] out string? problem)
    {
        string[] fields = expression.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        bool hasSeconds = fields.Length == 6;
        try
        {
            var parsed = CrontabSchedule.Parse(expression, new CrontabSchedule.ParseOptions { IncludingSeconds = hasSeconds });
            schedule = new CronSchedule(parsed, !hasSeconds || IsOneSecond(fields[0]));
            problem = null;
            return true;
        }
        catch (CrontabException failure)
        {
            schedule = null;
            problem = failure.Message.TrimEnd('.');
            return false;
        }
    }

    public DateTimeOffset? Next(DateTimeOffset after)
    {
        DateTime start = after.UtcDateTime;
        DateTime end = start.Year < DateTime.MaxValue.Year - YearsToSearch ? start.AddYears(YearsToSearch) : DateTime.MaxValue;
        DateTime next = _schedule.GetNextOccurrence(start, end);
        return next < end ? new DateTimeOffset(DateTime.SpecifyKind(next, DateTimeKind.Utc)) : null;
    }

    private static bool IsOneSecond(string text)
    {
        CrontabField seconds = CrontabField.Seconds(text);
        return seconds.Next(seconds.GetFirst() + 1) < 0;
    }
}

using System.Globalization;
using NCrontab;

namespace OcflFunctions.Hosting;

/// <summary>Reads a schedule as timer triggers do: an NCRONTAB expression of six fields in UTC, or a time span.</summary>
internal static class ScheduleText
{
    /// <summary>Whether a text is a schedule.</summary>
    public static bool IsValid(string text) => ReadSpan(text) is not null || ReadCron(text) is not null;

    /// <summary>The first occurrence after a time; null if the text is not a schedule.</summary>
    public static DateTimeOffset? Next(string text, DateTimeOffset after) =>
        ReadSpan(text) is { } span ? after + span
        : ReadCron(text) is { } cron
            ? new DateTimeOffset(DateTime.SpecifyKind(cron.GetNextOccurrence(after.UtcDateTime), DateTimeKind.Utc))
            : null;

    private static TimeSpan? ReadSpan(string text) =>
        TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan interval)
            && interval > TimeSpan.Zero
            && !text.Contains(' ', StringComparison.Ordinal)
            ? interval
            : null;

    private static CrontabSchedule? ReadCron(string text) =>
        CrontabSchedule.TryParse(text, new CrontabSchedule.ParseOptions { IncludingSeconds = true });
}

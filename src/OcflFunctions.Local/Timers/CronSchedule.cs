using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace OcflFunctions.Local.Timers;

/// <summary>
/// An NCRONTAB expression, in UTC: <c>{second} {minute} {hour} {day} {month} {day of the week}</c>, or five fields without the seconds.
/// A field is <c>*</c>, a value, a range <c>a-b</c>, a step <c>*/n</c>, <c>a/n</c> or <c>a-b/n</c>, or several of these with commas
/// between them. Months and days of the week have English names too. Day and day of the week must both match.
/// </summary>
internal sealed class CronSchedule : ITimerSchedule
{
    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    private static readonly string[] DaysOfWeek = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    /// <summary>The calendar repeats within 28 years, but for a century's missing leap day.</summary>
    private const int YearsToSearch = 40;

    private readonly ulong _seconds;
    private readonly ulong _minutes;
    private readonly ulong _hours;
    private readonly ulong _days;
    private readonly ulong _months;
    private readonly ulong _daysOfWeek;

    private CronSchedule(string[] fields)
    {
        _seconds = Field("second", fields[0], 0, 59, []);
        _minutes = Field("minute", fields[1], 0, 59, []);
        _hours = Field("hour", fields[2], 0, 23, []);
        _days = Field("day", fields[3], 1, 31, []);
        _months = Field("month", fields[4], 1, 12, Months);
        _daysOfWeek = Field("day of the week", fields[5], 0, 6, DaysOfWeek);
    }

    public bool IsMonitored => System.Numerics.BitOperations.PopCount(_seconds) == 1;

    /// <summary>Reads an expression.</summary>
    /// <param name="expression">Five or six fields.</param>
    /// <param name="schedule">The schedule.</param>
    /// <param name="problem">What is wrong with the expression.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryParse(
        string expression, [NotNullWhen(true)] out CronSchedule? schedule, [NotNullWhen(false)] out string? problem)
    {
        string[] fields = expression.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        try
        {
            schedule = fields.Length switch
            {
                6 => new CronSchedule(fields),
                5 => new CronSchedule(["0", .. fields]),
                _ => throw new FormatException($"it has {fields.Length} fields, not six (or five, without the seconds)"),
            };
            problem = null;
            return true;
        }
        catch (FormatException failure)
        {
            schedule = null;
            problem = failure.Message;
            return false;
        }
    }

    public DateTimeOffset? Next(DateTimeOffset after)
    {
        DateTime start = after.UtcDateTime;
        DateTime time = new DateTime(start.Ticks - (start.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc).AddSeconds(1);
        int lastYear = Math.Min(time.Year + YearsToSearch, DateTime.MaxValue.Year - 1);
        while (time.Year <= lastYear)
        {
            DateTime candidate = SkipToMatch(time);
            if (candidate == time)
            {
                return new DateTimeOffset(time);
            }

            time = candidate;
        }

        return null;
    }

    /// <summary>The moment itself where it matches; otherwise the start of the next unit of the first field that does not.</summary>
    private DateTime SkipToMatch(DateTime time) => time switch
    {
        _ when !Has(_months, time.Month) => new DateTime(time.Year, time.Month, 1, 0, 0, 0, DateTimeKind.Utc).AddMonths(1),
        _ when !Has(_days, time.Day) || !Has(_daysOfWeek, (int)time.DayOfWeek) => time.Date.AddDays(1),
        _ when !Has(_hours, time.Hour) => time.Date.AddHours(time.Hour + 1),
        _ when !Has(_minutes, time.Minute) => time.Date.AddHours(time.Hour).AddMinutes(time.Minute + 1),
        _ when !Has(_seconds, time.Second) => time.AddSeconds(1),
        _ => time,
    };

    private static bool Has(ulong set, int value) => (set & (1UL << value)) != 0;

    private static ulong Field(string name, string text, int min, int max, string[] names)
    {
        ulong set = 0;
        foreach (string part in text.Split(','))
        {
            set |= Part(name, part, min, max, names);
        }

        return set;
    }

    private static ulong Part(string name, string part, int min, int max, string[] names)
    {
        string[] stepped = part.Split('/');
        string[] range = stepped[0].Split('-');
        if (stepped.Length > 2 || range.Length > 2)
        {
            throw new FormatException($"'{part}' is no {name}");
        }

        int step = stepped.Length == 2 ? Value(name, stepped[1], 1, max, []) : 1;
        (int first, int last) = stepped[0] == "*" ? (min, max) : Bounds(name, range, min, max, names, open: stepped.Length == 2);
        if (first > last)
        {
            throw new FormatException($"'{part}' is no {name}: the range ends before it starts");
        }

        ulong set = 0;
        for (int value = first; value <= last; value += step)
        {
            set |= 1UL << value;
        }

        return set;
    }

    private static (int First, int Last) Bounds(string name, string[] range, int min, int max, string[] names, bool open)
    {
        int first = Value(name, range[0], min, max, names);
        int last = range.Length == 2 ? Value(name, range[1], min, max, names) : open ? max : first;
        return (first, last);
    }

    private static int Value(string name, string text, int min, int max, string[] names)
    {
        int named = Array.FindIndex(names, known => text.Length >= 3 && text.StartsWith(known, StringComparison.OrdinalIgnoreCase));
        if (named >= 0)
        {
            return named + min;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= min && value <= max
            ? value
            : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"'{text}' is no {name} from {min} to {max}"));
    }
}

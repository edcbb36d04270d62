namespace Ocfl.Inventories;

/// <summary>The date and time format of RFC 3339, section 5.6, exactly.</summary>
internal static class Rfc3339
{
    private const int DateTimeLength = 19;

    /// <summary>Reads a date and time. Parts of a second below 100 ns are cut off.</summary>
    /// <returns>False for what is not one, such as February 30, or a 61st second where no leap second can be.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out DateTimeOffset value)
    {
        value = default;
        if (text.Length <= DateTimeLength
            || text[4] != '-' || text[7] != '-' || text[10] is not ('T' or 't') || text[13] != ':' || text[16] != ':'
            || !TryDigits(text[..4], out int year) || !TryDigits(text[5..7], out int month) || !TryDigits(text[8..10], out int day)
            || !TryDigits(text[11..13], out int hour) || !TryDigits(text[14..16], out int minute) || !TryDigits(
                text[17..19], out int second)
            || month is < 1 or > 12 || day < 1 || day > DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 60
            || !TryFraction(text[DateTimeLength..], out long ticks, out int fractionLength)
            || !TryOffset(text[(DateTimeLength + fractionLength)..], out int offset))
        {
            return false;
        }

        // A leap second counts as the first moment after it. DateTime has no year 0; 2000 has the same calendar.
        DateTime local = AddWithinRange(new(year == 0 ? 2000 : year, month, day, hour, minute, 0), second * TimeSpan.TicksPerSecond);
        if (second == 60 && !IsEndOfMonthInUtc(local, offset))
        {
            return false;
        }

        value = ToOffset(year == 0 ? DateTime.MinValue : local, year == 0 ? 0 : ticks, offset);
        return true;
    }

    private static int DaysInMonth(int year, int month) => DateTime.DaysInMonth(year == 0 ? 2000 : year, month);

    private static bool IsEndOfMonthInUtc(DateTime afterLeapSecond, int offsetMinutes)
    {
        DateTime utc = AddWithinRange(afterLeapSecond, -offsetMinutes * TimeSpan.TicksPerMinute);
        return utc.Day == 1 && utc.TimeOfDay == TimeSpan.Zero;
    }

    private static DateTimeOffset ToOffset(DateTime local, long fraction, int offsetMinutes)
    {
        DateTime utc = AddWithinRange(local, fraction - (offsetMinutes * TimeSpan.TicksPerMinute));
        DateTimeOffset value = new(utc, TimeSpan.Zero);
        bool fits = Math.Abs(offsetMinutes) <= 14 * 60
            && AddWithinRange(utc, offsetMinutes * TimeSpan.TicksPerMinute) - utc == TimeSpan.FromMinutes(offsetMinutes);
        return fits ? value.ToOffset(TimeSpan.FromMinutes(offsetMinutes)) : value;
    }

    private static DateTime AddWithinRange(DateTime time, long ticks) =>
        new(Math.Clamp(time.Ticks + ticks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks));

    private static bool TryFraction(ReadOnlySpan<char> text, out long ticks, out int length)
    {
        ticks = 0;
        length = 0;
        if (text[0] != '.')
        {
            return true;
        }

        int digits = text[1..].IndexOfAnyExceptInRange('0', '9');
        if (digits <= 0)
        {
            return false;
        }

        for (int i = 0; i < 7; i++)
        {
            ticks = (ticks * 10) + (i < digits ? text[1 + i] - '0' : 0);
        }

        length = digits + 1;
        return true;
    }

    private static bool TryOffset(ReadOnlySpan<char> text, out int minutes)
    {
        minutes = 0;
        if (text is "Z" or "z")
        {
            return true;
        }

        if (text.Length != 6 || text[0] is not ('+' or '-') || text[3] != ':'
            || !TryDigits(text[1..3], out int hour) || !TryDigits(text[4..6], out int minute) || hour > 23 || minute > 59)
        {
            return false;
        }

        minutes = ((hour * 60) + minute) * (text[0] == '-' ? -1 : 1);
        return true;
    }

    private static bool TryDigits(ReadOnlySpan<char> text, out int value)
    {
        value = 0;
        foreach (char digit in text)
        {
            if (!char.IsAsciiDigit(digit))
            {
                return false;
            }

            value = (value * 10) + (digit - '0');
        }

        return true;
    }
}

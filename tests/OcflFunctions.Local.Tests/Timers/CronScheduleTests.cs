using System.Globalization;
using OcflFunctions.Local.Timers;

namespace OcflFunctions.Local.Tests.Timers;

public class CronScheduleTests
{
    [Theory]
    [InlineData("* * * * * *", "2026-08-01T12:00:00.5Z", "2026-08-01T12:00:01Z")]
    [InlineData("0 */5 * * * *", "2026-08-01T12:00:00Z", "2026-08-01T12:05:00Z")]
    [InlineData("*/5 * * * *", "2026-08-01T12:00:00Z", "2026-08-01T12:05:00Z")]
    [InlineData("0 0 3 * * *", "2026-08-01T03:00:00Z", "2026-08-02T03:00:00Z")]
    [InlineData("0 30 9-17/4 * * 1-5", "2026-08-01T12:00:00Z", "2026-08-03T09:30:00Z")]
    [InlineData("0 30 9-17/4 * * Mon-Fri", "2026-08-03T13:30:00Z", "2026-08-03T17:30:00Z")]
    [InlineData("0 0 0 29 2 *", "2026-08-01T00:00:00Z", "2028-02-29T00:00:00Z")]
    [InlineData("0 0 0 29 2 Sunday", "2026-08-01T00:00:00Z", "2032-02-29T00:00:00Z")]
    [InlineData("0 0 0 31 * *", "2026-08-31T00:00:00Z", "2026-10-31T00:00:00Z")]
    [InlineData("59 59 23 31 dec *", "2026-12-31T23:59:59Z", "2027-12-31T23:59:59Z")]
    [InlineData("10,20 0 0 1 1,JUL *", "2026-06-01T00:00:00Z", "2026-07-01T00:00:10Z")]
    [InlineData("10,20 0 0 1 1,JUL *", "2026-07-01T00:00:10Z", "2026-07-01T00:00:20Z")]
    [InlineData("40/15 0 0 * * *", "2026-07-01T00:00:40Z", "2026-07-01T00:00:55Z")]
    [InlineData("0 0 0 13 * 5", "2026-08-01T00:00:00Z", "2026-11-13T00:00:00Z")]
    [InlineData("0 0 0 1 1 *", "2026-08-01T02:00:00+02:00", "2027-01-01T00:00:00Z")]
    public void The_next_occurrence_is_the_first_after_the_moment(string expression, string after, string expected)
    {
        Assert.True(CronSchedule.TryParse(expression, out CronSchedule? schedule, out string? problem), problem);

        Assert.Equal(Time(expected), schedule.Next(Time(after)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("* * * *")]
    [InlineData("* * * * * * *")]
    [InlineData("60 * * * * *")]
    [InlineData("* * 24 * * *")]
    [InlineData("* * * 0 * *")]
    [InlineData("* * * 32 * *")]
    [InlineData("* * * * 13 *")]
    [InlineData("* * * * * 7")]
    [InlineData("1-2-3 * * * * *")]
    [InlineData("1/2/3 * * * * *")]
    [InlineData("-1 * * * * *")]
    [InlineData("1,, * * * * *")]
    [InlineData("a * * * * *")]
    [InlineData("* * * * mo *")]
    [InlineData("１ * * * * *")]
    public void What_is_no_expression_is_refused_with_a_reason(string expression)
    {
        Assert.False(CronSchedule.TryParse(expression, out _, out string? problem));

        Assert.NotEmpty(problem);
    }

    [Fact]
    public void A_day_that_no_month_has_never_comes()
    {
        Assert.True(CronSchedule.TryParse("0 0 0 30 2 *", out CronSchedule? schedule, out _));

        Assert.Null(schedule.Next(Time("2026-08-01T00:00:00Z")));
    }

    [Fact]
    public void Occurrences_agree_with_a_search_of_every_second()
    {
        Assert.True(CronSchedule.TryParse("7/20 */13 1-22/7 * * mon,wed", out CronSchedule? schedule, out _));
        DateTimeOffset time = Time("2026-08-01T00:00:00Z");
        DateTimeOffset end = time.AddDays(9);

        var expected = new List<DateTimeOffset>();
        for (DateTimeOffset second = time.AddSeconds(1); second <= end; second = second.AddSeconds(1))
        {
            if (second is { Second: 7 or 27 or 47, Hour: 1 or 8 or 15 or 22, DayOfWeek: DayOfWeek.Monday or DayOfWeek.Wednesday }
                && second.Minute % 13 == 0)
            {
                expected.Add(second);
            }
        }

        var found = new List<DateTimeOffset>();
        while (schedule.Next(time) is { } next && next <= end)
        {
            found.Add(next);
            time = next;
        }

        Assert.Equal(expected, found);
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}

using System.Text;
using Microsoft.Extensions.Time.Testing;

namespace Ocfl.Cli.Tests;

public sealed class ProgressMeterTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task The_line_has_bytes_total_rate_and_time_left()
    {
        using Terminal terminal = new(new MemoryStream(), new MemoryStream(), showsProgress: false);
        await using ProgressMeter meter = new(terminal, "files", _time);
        Assert.Equal("0:00  0 files, 0 B", meter.Describe());

        _time.Advance(TimeSpan.FromSeconds(4));
        meter.Add(4 << 20);
        meter.AddItems();
        Assert.Equal("0:04  1 files, 4.0 MiB, 1.0 MiB/s", meter.Describe());

        meter.SetTotal(64 << 20);
        _time.Advance(TimeSpan.FromSeconds(2));
        meter.Add(4 << 20);
        Assert.Equal("0:06  1 files, 8.0 MiB of 64.0 MiB, 1.3 MiB/s, 0:42 left", meter.Describe());

        // Half a minute without a byte: the rate is of the last seconds.
        for (int second = 0; second < 30; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            meter.Describe();
        }

        Assert.Equal("0:36  1 files, 8.0 MiB of 64.0 MiB", meter.Describe());
    }

    [Fact]
    public async Task The_line_moves_on_without_reports()
    {
        MemoryStream error = new();
        using Terminal terminal = new(new MemoryStream(), error, showsProgress: true);
        await using (ProgressMeter meter = new(terminal, "files", _time))
        {
            using CancellationTokenSource deadline = new(TimeSpan.FromMinutes(1));
            using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(10));
            while (Shown(error).Split('\r').Select(line => line.TrimEnd()).Distinct(StringComparer.Ordinal).Count() < 4)
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                await timer.WaitForNextTickAsync(deadline.Token);
            }
        }

        Assert.EndsWith(" \r", Shown(error), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "xterm", null)]
    [InlineData(true, "xterm", "")]
    [InlineData(false, "xterm", "1")]
    [InlineData(false, "dumb", null)]
    [InlineData(false, null, null)]
    public void Colors_follow_NO_COLOR_and_the_terminal(bool expected, string? term, string? noColor)
    {
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(expected, Terminal.AllowsColors(name => name == "TERM" ? term : name == "NO_COLOR" ? noColor : null));
        }
    }

    [Fact]
    public void Colors_are_for_terminals()
    {
        using Terminal plain = new(new MemoryStream(), new MemoryStream(), showsProgress: false);
        using Terminal colored = new(new MemoryStream(), new MemoryStream(), showsProgress: false, hasColors: true);

        Assert.Equal("valid", plain.Paint("valid", Color.Green));
        Assert.Equal("\u001b[32mvalid\u001b[0m", colored.Paint("valid", Color.Green));
    }

    private static string Shown(MemoryStream error) => Encoding.UTF8.GetString(error.ToArray());
}

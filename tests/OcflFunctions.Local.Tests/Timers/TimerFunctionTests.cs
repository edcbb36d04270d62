using System.Text.Json;
using Ocfl.Testing;
using OcflFunctions.Local.Functions;
using OcflFunctions.Local.Tests.Functions;
using OcflFunctions.Local.Tests.Hosting;

namespace OcflFunctions.Local.Tests.Timers;

public class TimerFunctionTests
{
    [Fact]
    public async Task Timers_fire_on_their_schedules_and_again_after_a_failure()
    {
        await using RunningHost host = await RunningHost.StartAsync(settings: ["Sample:Schedule=00:00:01"]);

        Assert.Equal("False", await host.NextNoteAsync("at start"));
        Assert.Equal("False", await host.NextNoteAsync("every second"));
        Assert.Equal("False", await host.NextNoteAsync("every second"));
        string first = await host.NextNoteAsync("from setting");
        string second = await host.NextNoteAsync("from setting");
        Assert.NotEqual(first, second);
        Assert.EndsWith(" True", first, StringComparison.Ordinal);
        await host.StatusAsync(first.Split(' ')[0], "Completed");
        Assert.Equal(0, host.Recorder.Count("switched timer"));
        Assert.Equal(0, host.Recorder.Count("monitored"));
    }

    [Fact]
    public async Task A_monitored_timer_that_was_missed_runs_at_the_next_start()
    {
        using var folder = new TemporaryFolder();
        string file = Path.Combine(folder.Path, "durable", "timers.json");
        await using (await RunningHost.StartAsync(folder))
        {
            await WrittenAsync(file);
        }

        await File.WriteAllTextAsync(
            file, """{"Monitored":{"Last":"2020-01-01T00:00:00Z","Next":"2021-01-01T00:00:00Z","LastUpdated":"2020-01-01T00:00:00Z"}}""");
        await using (RunningHost second = await RunningHost.StartAsync(folder))
        {
            Assert.Equal("True", await second.NextNoteAsync("monitored"));
        }

        await using RunningHost third = await RunningHost.StartAsync(folder);
        await third.NextNoteAsync("every second");
        Assert.Equal(0, third.Recorder.Count("monitored"));
    }

    [Fact]
    public async Task A_file_of_timers_that_cannot_be_read_is_started_afresh()
    {
        using var folder = new TemporaryFolder();
        string file = Path.Combine(Directory.CreateDirectory(Path.Combine(folder.Path, "durable")).FullName, "timers.json");
        await File.WriteAllTextAsync(file, "{ broken");

        await using RunningHost host = await RunningHost.StartAsync(folder);

        using JsonDocument written = JsonDocument.Parse(await WrittenAsync(file));
        Assert.True(written.RootElement.TryGetProperty("Monitored", out _));
    }

    [Theory]
    [InlineData("Sample:Schedule=", "missing")]
    [InlineData("Sample:Schedule=* * *", "'* * *'")]
    [InlineData("Sample:Schedule=00:00:00", "above zero")]
    [InlineData("Sample:Schedule=0 0 0 30 2 *", "never fires")]
    public void A_schedule_that_is_not_valid_is_an_error_of_the_start(string setting, string expected)
    {
        using var folder = new TemporaryFolder();

        var failure = Assert.Throws<FunctionLoadException>(() => RunningHost.Build(folder, new Recorder(), setting));

        Assert.Contains("'FromSetting'", failure.Message, StringComparison.Ordinal);
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    /// <summary>The file of timers once it tells of the monitored one.</summary>
    private static async Task<string> WrittenAsync(string file)
    {
        using var deadline = new CancellationTokenSource(RunningHost.Deadline);
        while (true)
        {
            string text = File.Exists(file) ? await File.ReadAllTextAsync(file, deadline.Token) : "";
            if (text.Contains("Monitored", StringComparison.Ordinal))
            {
                return text;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), deadline.Token);
        }
    }
}

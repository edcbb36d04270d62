using System.Diagnostics;
using System.Globalization;
using DurableTask.Sqlite.Store;
using DurableTask.Sqlite.TestHost;
using Microsoft.Data.Sqlite;

namespace DurableTask.Sqlite.Tests;

/// <summary>A real process under load, killed at random moments.</summary>
[Trait("Category", "Slow")]
public sealed class KillTests : IDisposable
{
    // CI kills ten times; DURABLE_KILLS sets another number.
    private static readonly int Rounds =
        int.TryParse(Environment.GetEnvironmentVariable("DURABLE_KILLS"), CultureInfo.InvariantCulture, out int kills) ? kills : 10;

    private const int Steps = 8;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("durable-kill-");
    private readonly Dictionary<string, HashSet<string>> _acknowledged = [];
    private readonly HashSet<(string Id, string Number)> _asked = [];

    private string DatabasePath => Path.Combine(_folder.FullName, "engine.db");

    [Fact]
    public async Task Whatever_was_acknowledged_is_done_exactly_once_however_often_the_process_is_killed()
    {
        var random = new Random(Environment.TickCount);
        for (int round = 0; round < Rounds; round++)
        {
            using HostProcess process = await HostProcess.StartAsync(DatabasePath);
            await LoadAsync(process, round, TimeSpan.FromMilliseconds(random.Next(20, 400)));
            process.Kill();
            Note(await process.RemainingAnswersAsync());
        }

        using HostProcess last = await HostProcess.StartAsync(DatabasePath);
        await FinishAsync(last);
        await last.StopAsync();
        CheckHistories();
        Assert.True(_acknowledged.Count > Rounds, $"Only {_acknowledged.Count} orchestrations were started in time.");
    }

    [Fact]
    public async Task An_activity_that_kills_the_process_fails_after_its_deliveries_and_the_others_go_on()
    {
        const int Deliveries = 3;
        int deaths = 0;
        for (; deaths <= Deliveries; deaths++)
        {
            using HostProcess process = await HostProcess.StartAsync(DatabasePath, Deliveries);
            if (deaths == 0)
            {
                await process.SendAsync("start other 0");
                await process.AnswersAsync("ok start other", 1);
                await process.SendAsync("poison bad");
            }

            try
            {
                await process.SendAsync("wait bad");
            }
            catch (IOException) when (deaths < Deliveries)
            {
                // The activity has killed it already.
            }

            List<string> answers = deaths < Deliveries ? await process.RemainingAnswersAsync() : await process.AnswersAsync("done bad", 1);
            if (answers.Find(answer => answer.StartsWith("done bad", StringComparison.Ordinal)) is { } end)
            {
                Assert.StartsWith("done bad Failed", end, StringComparison.Ordinal);
                Assert.Contains($"the process died {Deliveries} times", end, StringComparison.Ordinal);
                await process.StopAsync();
                break;
            }
        }

        Assert.Equal(Deliveries, deaths);
        Assert.Equal(Deliveries, File.ReadLines(DatabasePath + ".ledger").Count(line => line == "bad poison"));
        using HostProcess last = await HostProcess.StartAsync(DatabasePath, Deliveries);
        for (int number = 0; number < KillWork.Events; number++)
        {
            await last.SendAsync($"raise other {number}");
        }

        await last.SendAsync("wait other");
        Assert.StartsWith("done other Completed", (await last.AnswersAsync("done other", 1))[0], StringComparison.Ordinal);
        await last.StopAsync();
    }

    [Fact]
    public async Task Another_process_holds_the_file_until_it_is_gone_and_is_named_till_then()
    {
        using HostProcess process = await HostProcess.StartAsync(DatabasePath);
        var options = new SqliteDurableTaskOptions { DatabasePath = DatabasePath };
        await using var refused = new SqliteDurableTaskEngine(options, new SqliteDurableTaskRegistry());
        DatabaseInUseException refusal = await Assert.ThrowsAsync<DatabaseInUseException>(() => refused.StartAsync(CancellationToken.None));
        Assert.Matches($@"process {process.Id} on {Environment.MachineName}, since \d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\dZ", refusal.Message);

        process.Kill();
        await process.RemainingAnswersAsync();

        await using var next = new SqliteDurableTaskEngine(options, new SqliteDurableTaskRegistry());
        await next.StartAsync(CancellationToken.None);
        Assert.True(next.Health.IsHealthy);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Starts and events until the time is over and a few of them have their answers, which are read as they come.</summary>
    private async Task LoadAsync(HostProcess process, int round, TimeSpan time)
    {
        var clock = Stopwatch.StartNew();
        int before = _acknowledged.Count;
        CancellationToken deadline = Deadline.Token();
        for (int n = 0; clock.Elapsed < time || _acknowledged.Count < before + 3; n++)
        {
            deadline.ThrowIfCancellationRequested();
            string id = $"r{round}-{n}";
            await process.SendAsync($"start {id} {Steps}");
            for (int number = 0; number < KillWork.Events / 2; number++)
            {
                await SendEventAsync(process, id, $"{number}");
            }

            Note(await process.AnswersSoFarAsync());
            await Task.Delay(3);
        }
    }

    private async Task SendEventAsync(HostProcess process, string id, string number)
    {
        // An event follows the answer to its start, which a line sent earlier need not have had: the host answers in any order.
        if (_acknowledged.ContainsKey(id))
        {
            _asked.Add((id, number));
            await process.SendAsync($"raise {id} {number}");
        }
    }

    private void Note(IEnumerable<string> answers)
    {
        foreach (string[] answer in answers.Select(line => line.Split(' ')))
        {
            if (answer is ["ok", "start", var started])
            {
                _acknowledged.TryAdd(started, []);
            }
            else if (answer is ["ok", "raise", var id, var number])
            {
                _acknowledged[id].Add(number);
            }
        }
    }

    /// <summary>
    /// Sends the events that have no answer yet, waits for every orchestration that was acknowledged, and looks at what came out.
    /// </summary>
    private async Task FinishAsync(HostProcess process)
    {
        string steps = string.Join(',', Enumerable.Range(0, Steps).SelectMany(step => new[] { $"{step}a", $"{step}b" }));
        var sentAgain = new HashSet<(string, string)>();
        foreach ((string id, HashSet<string> numbers) in _acknowledged)
        {
            foreach (string number in Enumerable.Range(0, KillWork.Events)
                .Select(n => n.ToString(CultureInfo.InvariantCulture))
                .Except(numbers))
            {
                sentAgain.Add((id, number));
                await process.SendAsync($"raise {id} {number}");
            }

            await process.SendAsync($"wait {id}");
        }

        foreach (string line in await process.AnswersAsync("done", _acknowledged.Count))
        {
            string[] answer = line.Split(' ');
            Assert.Equal("Completed", answer[2]);
            string[] output = answer[3].Split('|');
            Assert.Equal(steps, output[0]);
            foreach (IGrouping<string, string> number in output[1].Split(',').GroupBy(n => n))
            {
                // An event whose answer the kill has swallowed was sent again, and may have come twice. No other.
                bool mayBeTwice = _asked.Contains((answer[1], number.Key)) && sentAgain.Contains((answer[1], number.Key));
                Assert.InRange(number.Count(), 1, mayBeTwice ? 2 : 1);
            }
        }
    }

    private void CheckHistories()
    {
        using var connection = new SqliteConnection($"Data Source={DatabasePath};Pooling=False");
        connection.Open();
        Assert.Equal(0, Number(connection, "SELECT COUNT(*) FROM activities"));
        Assert.Equal(0, Number(connection, "SELECT COUNT(*) FROM inbox i JOIN instances n ON n.run = i.run WHERE n.status = 1"));
        Assert.Equal(0, Number(
            connection,
            "SELECT COUNT(*) FROM (SELECT run, type, task FROM history WHERE task IS NOT NULL GROUP BY run, type, task HAVING COUNT(*) > "
                + "1)"));
        Assert.Equal(
            0,
            Number(
                connection, "SELECT COUNT(*) FROM (SELECT run FROM history WHERE type IN (1, 14) GROUP BY run, type HAVING COUNT(*) > 1)"));
        HashSet<string> ledger = [.. File.ReadAllLines(DatabasePath + ".ledger")];
        Assert.All(_acknowledged.Keys, id => Assert.Contains($"{id} {Steps - 1}a", ledger));
    }

    private static long Number(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
}

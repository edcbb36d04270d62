using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Benchmarks.Engine;

/// <summary>What many instances cost: at the start, and in memory.</summary>
internal static class EngineFootprint
{
    private const int Finished = 1_000_000;
    private const int Running = 1_000;
    private const int Waiting = 100_000;
    private const int AtOnce = 512;

    /// <summary>From the call to an answer about one of the running instances, in a process that has run nothing before.</summary>
    public static async IAsyncEnumerable<Measurement> StartAsync(
        string scratch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The parent fills the database; a child of its own starts on it.
        if (Environment.GetEnvironmentVariable("ENGINE_DATABASE") is { } filled)
        {
            await using EngineRun run = EngineRun.Create(filled);
            TimeSpan before = Environment.CpuUsage.TotalTime;
            var watch = Stopwatch.StartNew();
            await run.StartAsync(cancellationToken);
            double started = watch.Elapsed.TotalSeconds;
            double processor = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
            await run.Client.RaiseEventAsync("wait-0", "go", "on", cancellationToken);
            OrchestrationMetadata end = await run.Client.WaitForInstanceCompletionAsync("wait-0", cancellationToken);
            string detail = string.Create(
                CultureInfo.InvariantCulture,
                $"{processor:0.00} s of processor time; {watch.Elapsed.TotalSeconds:0.00} s until a running instance has taken an event");
            yield return end.RuntimeStatus == OrchestrationRuntimeStatus.Completed
                ? new(EngineRows.Start, started, "s", detail)
                : throw new InvalidOperationException($"The instance is {end.RuntimeStatus}.");
            yield break;
        }

        await FillAsync(scratch, cancellationToken);
        ProcessStartInfo start = new("dotnet", [typeof(EngineFootprint).Assembly.Location, "engine-start", "--json"])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["ENGINE_DATABASE"] = scratch;
        using Process child = Process.Start(start)!;
        string output = await child.StandardOutput.ReadToEndAsync(cancellationToken);
        await child.WaitForExitAsync(cancellationToken);
        yield return System.Text.Json.JsonSerializer.Deserialize<Measurement>(output)!;
    }

    /// <summary>The growth of the process, beside the same engine with nothing to do.</summary>
    public static async IAsyncEnumerable<Measurement> WaitingAsync(
        string scratch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using EngineRun run = await EngineRun.StartAsync(scratch, cancellationToken);
        for (int i = 0; i < 10; i++)
        {
            await run.RunAsync(EngineRun.One, null, cancellationToken);
        }

        long idle = MemoryMeter.Settle();
        await WaitAsync(run, Waiting, cancellationToken);
        long heap = GC.GetTotalMemory(forceFullCollection: true) >> 20;
        long growth = MemoryMeter.Settle() - idle;
        await run.Client.RaiseEventAsync("wait-0", "go", "on", cancellationToken);
        await run.Client.WaitForInstanceCompletionAsync("wait-0", cancellationToken);
        yield return new(
            EngineRows.Waiting, growth / 1e6, "MB", string.Create(CultureInfo.InvariantCulture, $"of it {heap} MiB of managed heap"));
    }

    private static async Task WaitAsync(EngineRun run, int count, CancellationToken cancellationToken)
    {
        await Parallel.ForAsync(
            0,
            count,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (i, cancellation) => await run.Client.ScheduleNewOrchestrationInstanceAsync(
                EngineRun.Wait, new StartOrchestrationOptions($"wait-{i}"), cancellation));
        OrchestrationQuery pending = new() { Statuses = [OrchestrationRuntimeStatus.Pending], PageSize = 1 };
        while (await run.Client.GetAllInstancesAsync(pending).GetAsyncEnumerator(cancellationToken).MoveNextAsync())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
        }
    }

    /// <summary>Finished instances that are copies of one, and running ones that wait for an event.</summary>
    private static async Task FillAsync(string folder, CancellationToken cancellationToken)
    {
        string finished;
        await using (EngineRun run = await EngineRun.StartAsync(folder, cancellationToken))
        {
            await WaitAsync(run, Running, cancellationToken);
            finished = (await run.RunAsync(EngineRun.One, "an input", cancellationToken)).InstanceId;
        }

        await using SqliteConnection connection = new($"Data Source={EngineRun.PathIn(folder)};Pooling=False");
        await connection.OpenAsync(cancellationToken);
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = """
            PRAGMA synchronous = OFF;
            BEGIN;
            CREATE TEMP TABLE copies AS
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $count)
                SELECT i + (SELECT MAX(run) FROM instances) AS run FROM n;
            CREATE TEMP TABLE one AS SELECT * FROM instances WHERE id = $id;
            INSERT INTO instances (run, id, execution, name, version, status, created, updated, completed)
                SELECT c.run, 'finished-' || c.run, o.execution, o.name, o.version, o.status, o.created, o.updated, o.completed
                FROM copies c, one o;
            INSERT INTO payloads (id, data) SELECT c.run * 4 + p.id % 4, p.data
                FROM copies c, one o JOIN payloads p ON p.id / 4 = o.run;
            INSERT INTO history SELECT c.run, h.seq, h.type, h.task, h.name, h.payload, h.extra, h.time, h.due
                FROM copies c, one o JOIN history h ON h.run = o.run ORDER BY c.run, h.seq;
            COMMIT;
            PRAGMA wal_checkpoint(TRUNCATE);
            """;
        command.CommandTimeout = 0;
        command.Parameters.AddWithValue("$count", Finished);
        command.Parameters.AddWithValue("$id", finished);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

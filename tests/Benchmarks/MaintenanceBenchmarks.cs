using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OcflFunctions.Client;
using OcflFunctions.Contracts;
using OcflFunctions.Local.Hosting;

namespace Benchmarks;

/// <summary>Many small updates through the service, with maintenance: what it keeps, and how much space that takes.</summary>
internal static class MaintenanceBenchmarks
{
    private const int AtOnce = 16;
    private const int Objects = 200;
    private const int Rows = 10;

    // Between two batches the clock moves on by this: four batches make the hour that runs are kept.
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(15);

    /// <summary>All of them.</summary>
    /// <param name="count">How many updates.</param>
    public static IEnumerable<Benchmark> All(int count) =>
    [
        new("maintenance", "updates through the service with an hour of retention (--count N)", (scratch, cancellationToken) =>
            RunAsync(scratch, count, cancellationToken)),
    ];

    private static async IAsyncEnumerable<Measurement> RunAsync(
        string scratch, int count, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string source = Path.Combine(scratch, "incoming", "small");
        Directory.CreateDirectory(source);
        await File.WriteAllTextAsync(Path.Combine(source, "file.txt"), "A small file.", cancellationToken);
        SteppedClock clock = new();
        (LocalApplication service, string folder) = LocalService.Build(
            CommandLine.Parse(["--data", scratch, "--Ocfl:Maintenance:KeepRuns=01:00:00", "--Ocfl:Maintenance:Enabled=false"]),
            "http://127.0.0.1:0",
            builder =>
            {
                builder.Services.AddSingleton<TimeProvider>(clock);
                builder.Logging.SetMinimumLevel(LogLevel.Error);
            });
        await using LocalApplication running = service;
        await service.StartAsync(cancellationToken);
        using HttpClient http = new() { BaseAddress = service.Address, Timeout = TimeSpan.FromMinutes(5) };
        OcflFunctionsClient client = new(http);

        var engine = service.Services.GetRequiredService<DurableTaskClient>();
        int batch = Math.Max(AtOnce, count / (Rows * 4));
        int done = 0;
        TimeSpan maintaining = TimeSpan.Zero;
        Stopwatch whole = Stopwatch.StartNew();
        for (int row = 1; row <= Rows; row++)
        {
            for (; done < (long)count * row / Rows; clock.Advance(Step))
            {
                int first = done;
                int next = (int)Math.Min(batch, ((long)count * row / Rows) - done);
                ParallelOptions some = new() { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
                await Parallel.ForEachAsync(Enumerable.Range(first, next), some, async (number, cancellation) =>
                    await UpdateAsync(client, engine, number, cancellation));
                done += next;
                long began = Stopwatch.GetTimestamp();
                await MaintainAsync(client, cancellationToken);
                maintaining += Stopwatch.GetElapsedTime(began);
            }

            yield return Describe(folder, done, whole.Elapsed, maintaining);
        }
    }

    private static async Task UpdateAsync(
        OcflFunctionsClient client, DurableTaskClient engine, int number, CancellationToken cancellationToken)
    {
        UpdateRequest request = new()
        {
            ObjectId = string.Create(CultureInfo.InvariantCulture, $"urn:benchmark:{number % Objects}"),
            Source = new UpdateSource { Directory = "small" },
            Message = string.Create(CultureInfo.InvariantCulture, $"Update {number}."),
            User = new UpdateUser("Benchmark"),
        };
        StartedUpdate started = await client.StartAsync(request, cancellationToken: cancellationToken);

        // Not by the client, which polls once a second.
        OrchestrationMetadata end = await engine.WaitForInstanceCompletionAsync(started.Id, cancellationToken);
        if (end.RuntimeStatus != OrchestrationRuntimeStatus.Completed)
        {
            throw new InvalidOperationException($"Update {started.Id} is {end.RuntimeStatus}.");
        }
    }

    private static async Task MaintainAsync(OcflFunctionsClient client, CancellationToken cancellationToken)
    {
        StartedMaintenance started = await client.StartMaintenanceAsync(cancellationToken: cancellationToken);
        MaintenanceRun run = await client.WaitForMaintenanceAsync(started.Id, cancellationToken: cancellationToken);
        if (run.Status != MaintenanceStatus.Completed)
        {
            throw new InvalidOperationException($"Maintenance is {run.Status}: {run.Errors[0].Error.Message}");
        }
    }

    private static Measurement Describe(string folder, int done, TimeSpan whole, TimeSpan maintaining)
    {
        string work = Path.Combine(folder, "work");
        long entries = Directory.EnumerateFileSystemEntries(work, "*", SearchOption.AllDirectories).LongCount();
        long kept = Directory.Exists(Path.Combine(work, "updates"))
            ? Directory.EnumerateDirectories(Path.Combine(work, "updates")).LongCount()
            : 0;
        long database = Directory.EnumerateFiles(folder, "*.db*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);
        using Process process = Process.GetCurrentProcess();
        return new Measurement(
            string.Create(CultureInfo.InvariantCulture, $"maintenance, {done:N0} updates"),
            database / 1e6,
            "MB",
            string.Create(
                CultureInfo.InvariantCulture,
                $"database; kept {kept:N0} updates, {entries:N0} entries in the work area, {process.WorkingSet64 >> 20} MiB resident, "
                    + $"{whole.TotalSeconds:N0} s of which {maintaining.TotalSeconds:N1} s of maintenance"));
    }

    /// <summary>The system's clock, moved on by steps.</summary>
    private sealed class SteppedClock : TimeProvider
    {
        private long _ahead;

        public void Advance(TimeSpan step) => Interlocked.Add(ref _ahead, step.Ticks);

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _ahead));
    }
}

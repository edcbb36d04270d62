using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.DurableTask.Client;

namespace Benchmarks.Engine;

/// <summary>How much work the engine does in a second, and how long one piece takes.</summary>
internal static class EngineThroughput
{
    private const int Rounds = 3;
    private const int FanOut = 10_000;
    private const int Orchestrations = 5_000;
    private const int AtOnce = 64;
    private const int InARow = 20_000;
    private const int Part = 1_000;
    private const int Calls = 1_000;

    /// <summary>The best of a few rounds, after a smaller one.</summary>
    public static async IAsyncEnumerable<Measurement> FanOutAsync(
        string scratch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using EngineRun run = await EngineRun.StartAsync(scratch, cancellationToken);
        await run.RunAsync(EngineRun.FanOut, FanOut / 2, cancellationToken);
        Cost best = Cost.Most;
        for (int round = 0; round < Rounds; round++)
        {
            Cost cost = await Cost.OfAsync(() => run.RunAsync(EngineRun.FanOut, FanOut, cancellationToken));
            best = cost.Seconds < best.Seconds ? cost : best;
        }

        yield return new(EngineRows.FanOut, FanOut / best.Seconds, "/s", best.Describe(FanOut, "activity"));
    }

    public static async IAsyncEnumerable<Measurement> ThreeAsync(
        string scratch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using EngineRun run = await EngineRun.StartAsync(scratch, cancellationToken);
        await ThreeAsync(run, Orchestrations / 5, cancellationToken);
        Cost best = Cost.Most;
        for (int round = 0; round < Rounds; round++)
        {
            Cost cost = await Cost.OfAsync(() => ThreeAsync(run, Orchestrations, cancellationToken));
            best = cost.Seconds < best.Seconds ? cost : best;
        }

        yield return new(EngineRows.Three, Orchestrations / best.Seconds, "/s", best.Describe(Orchestrations, "orchestration"));
    }

    /// <summary>Also how the last part compares with the first, from the times in the history.</summary>
    public static async IAsyncEnumerable<Measurement> RowAsync(
        string scratch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using EngineRun run = await EngineRun.StartAsync(scratch, cancellationToken);
        await run.RunAsync(EngineRun.Row, Part * 2, cancellationToken);
        OrchestrationMetadata? end = null;
        Cost cost = await Cost.OfAsync(async () => end = await run.RunAsync(EngineRun.Row, InARow, cancellationToken));
        yield return new(EngineRows.Row, InARow / cost.Seconds, "/s", cost.Describe(InARow, "activity"));
        List<DateTime> ends = await run.CompletionTimesAsync(end!.InstanceId, cancellationToken);
        double first = (ends[Part - 1] - ends[0]).TotalSeconds;
        double last = (ends[^1] - ends[^Part]).TotalSeconds;
        yield return new(EngineRows.RowEnd, first / last, "x", "the rate of the last 1,000 beside that of the first 1,000");
    }

    public static async IAsyncEnumerable<Measurement> LatencyAsync(
        string scratch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using EngineRun run = await EngineRun.StartAsync(scratch, cancellationToken);
        for (int i = 0; i < Calls / 2; i++)
        {
            await run.RunAsync(EngineRun.One, null, cancellationToken);
        }

        double[] times = new double[Calls];
        Cost cost = await Cost.OfAsync(async () =>
        {
            for (int i = 0; i < Calls; i++)
            {
                long begin = Stopwatch.GetTimestamp();
                await run.RunAsync(EngineRun.One, null, cancellationToken);
                times[i] = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
            }
        });
        Array.Sort(times);
        yield return new(EngineRows.LatencyMedian, times[Calls / 2], "ms", cost.Describe(Calls, "orchestration"));
        yield return new(EngineRows.LatencyTail, times[Calls * 99 / 100], "ms", string.Empty);
    }

    private static Task ThreeAsync(EngineRun run, int count, CancellationToken cancellationToken) => Parallel.ForAsync(
        0,
        count,
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
        async (_, cancellation) => await run.RunAsync(EngineRun.Three, null, cancellation));

    private sealed record Cost(double Seconds, double Processor, long Flushes)
    {
        public static Cost Most { get; } = new(double.MaxValue, 0, 0);

        public static async Task<Cost> OfAsync(Func<Task> work)
        {
            long commits = EngineRun.Commits();
            TimeSpan processor = Environment.CpuUsage.TotalTime;
            var watch = Stopwatch.StartNew();
            await work();
            double seconds = watch.Elapsed.TotalSeconds;
            return new Cost(seconds, (Environment.CpuUsage.TotalTime - processor).TotalSeconds, EngineRun.Commits() - commits);
        }

        public string Describe(int count, string what) => string.Create(
            CultureInfo.InvariantCulture,
            $"{Processor * 1e6 / count:0} µs of processor time and {(double)Flushes / count:0.###} flushes for each {what}");
    }
}

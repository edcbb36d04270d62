using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Ocfl.Storage;
using OcflFunctions.Audits;
using OcflFunctions.Storage;

namespace Benchmarks;

/// <summary>The ledger of audits with many objects: how long it takes to choose the next ones, and how much memory.</summary>
internal static class AuditBenchmarks
{
    private const int BatchObjects = 20_000;

    private static readonly DateTimeOffset Start = new(2026, 8, 1, 2, 0, 0, TimeSpan.Zero);

    /// <summary>All of them.</summary>
    /// <param name="count">How many objects.</param>
    public static IEnumerable<Benchmark> All(int count) =>
    [
        new("audit-ledger", "choosing the next objects of an audit among many (--count N)", (scratch, cancellationToken) =>
            RunAsync(scratch, count, cancellationToken)),
    ];

    private static async IAsyncEnumerable<Measurement> RunAsync(
        string scratch, int count, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        WorkArea work = new(new LocalStorage(new LocalStorageOptions { Path = Path.Combine(scratch, "work"), Flush = false }));
        AuditLedger ledger = new(work);
        AuditRunStore runs = new(work);
        AuditIdentity run = new("benchmark", Start);
        using Process process = Process.GetCurrentProcess();

        // As a run does: parts of the listing, then one pass that takes them in, and one that notes what was checked.
        List<ListedPart> parts = [];
        for (int first = 0; first < count; first += 50_000)
        {
            string[] roots = [.. Enumerable.Range(first, Math.Min(50_000, count - first)).Select(Root)];
            parts.Add(await runs.PublishPartAsync(
                run, parts.Count, roots, new ListedPart { Objects = roots.Length, IsWhole = true }, cancellationToken));
        }

        Peak peak = new(process);
        yield return await MeasureAsync("a listing is taken in", peak, async () =>
        {
            LedgerPass pass = new(ledger, BatchObjects, Start, Start);
            await pass.RunAsync(
                async (shard, cancellation) =>
                {
                    HashSet<string> seen = new(StringComparer.Ordinal);
                    foreach (ListedPart part in parts)
                    {
                        await runs.ReadPartAsync(part, shard, seen, cancellation);
                    }

                    return seen;
                },
                isWhole: true,
                [],
                Start,
                cancellationToken);
        });
        for (int first = 0; first < count; first += 100_000)
        {
            CheckedObject[] results = [.. Enumerable.Range(first, Math.Min(100_000, count - first)).Select(Check)];
            await new LedgerPass(ledger, 0, Start, Start).RunAsync(listed: null, isWhole: true, results, Start, cancellationToken);
        }

        GC.Collect();
        peak = new Peak(process);
        IReadOnlyList<SelectedObject> chosen = [];
        yield return await MeasureAsync("the next 20,000 are chosen", peak, async () =>
        {
            LedgerPass pass = new(ledger, BatchObjects, Start, Start.AddDays(-30));
            await pass.RunAsync(listed: null, isWhole: true, [], Start.AddDays(-90), cancellationToken);
            chosen = pass.Chosen;
        });
        await runs.PublishBatchAsync(run, 0, chosen, new AuditBatch { Due = chosen.Count }, cancellationToken);
        peak = new Peak(process);
        yield return await MeasureAsync("the next 20 of them are read", peak, async () =>
            await runs.GetObjectsAsync(run, 0, 1_000, 20, cancellationToken));
        CheckedObject[] noted = [.. chosen.Select((one, index) => Check(index) with { Root = one.Root, At = Start.AddMinutes(1) })];
        peak = new Peak(process);
        yield return await MeasureAsync("20,000 checks are noted", peak, async () =>
            await new LedgerPass(ledger, BatchObjects, Start, Start.AddDays(-30)).RunAsync(
                listed: null, isWhole: true, noted, Start.AddDays(-90), cancellationToken));

        async Task<Measurement> MeasureAsync(string what, Peak memory, Func<Task> doAsync)
        {
            long began = Stopwatch.GetTimestamp();
            TimeSpan processor = process.TotalProcessorTime;
            await doAsync();
            TimeSpan took = Stopwatch.GetElapsedTime(began);
            process.Refresh();
            long bytes = Directory.EnumerateFiles(Path.Combine(scratch, "work", "audits", "ledger")).Sum(
                file => new FileInfo(file).Length);
            return new Measurement(
                string.Create(CultureInfo.InvariantCulture, $"audit ledger of {count:N0}, {what}"),
                took.TotalSeconds,
                "s",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{(process.TotalProcessorTime - processor).TotalSeconds:F2} s processor, {memory.MostBytes() >> 20} MiB more resident "
                        + $"at most, ledger of {bytes / 1e6:N0} MB"));
        }
    }

    private static string Root(int number)
    {
        string hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(number)));
        return $"{hash[..3]}/{hash[3..6]}/{hash[6..9]}/{hash}";
    }

    private static CheckedObject Check(int number) => new()
    {
        Root = Root(number),
        At = Start.AddMinutes(-(number * 7919L % 130_000)),
        Result = LedgerResult.Valid,
        Id = string.Create(CultureInfo.InvariantCulture, $"urn:example:object:{number}"),
        Head = "v3",
        Digest = new string('a', 128),
    };

    /// <summary>How much more memory the process has than at the beginning, at most: read while it works.</summary>
    private sealed class Peak : IDisposable
    {
        private readonly Process _process;
        private readonly Lock _gate = new();
        private readonly Timer _timer;
        private readonly long _before;
        private long _most;

        public Peak(Process process)
        {
            _process = process;
            process.Refresh();
            _before = process.WorkingSet64;
            _timer = new Timer(_ => Look(), state: null, TimeSpan.Zero, TimeSpan.FromMilliseconds(20));
        }

        public long MostBytes()
        {
            Dispose();
            return Math.Max(0, Interlocked.Read(ref _most) - _before);
        }

        public void Dispose() => _timer.Dispose();

        private void Look()
        {
            lock (_gate)
            {
                _process.Refresh();
                _most = Math.Max(_most, _process.WorkingSet64);
            }
        }
    }
}

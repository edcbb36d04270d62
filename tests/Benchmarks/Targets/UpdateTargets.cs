using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Benchmarks.Engine;

namespace Benchmarks.Targets;

/// <summary>Updates through HTTP on the embedded engine, beside what they are compared with.</summary>
internal static class UpdateTargets
{
    private const long Range = 256L << 20;
    private const int Clients = 16;
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(100);

    public static IEnumerable<Benchmark> All(TargetSettings settings) =>
    [
        // Few files first: a disk of ext4 is slow for minutes after many have been deleted.
        new("update-idle", "4 small files on an idle service", (scratch, stop) => IdleAsync(scratch, settings, stop)),
        new("update-clients", "500 updates of 4 files to 500 objects by 16 clients", (scratch, stop) => ClientsAsync(
            scratch, settings, stop)),
        new("update-activities", "the activities of 200 and 2,000 files with Azure's default", (scratch, stop) => ActivitiesAsync(
            scratch, settings, stop)),
        new("update-large", "2 GiB in one file, against cp and sha512sum", (scratch, stop) => LargeAsync(scratch, settings, stop)),
        new("update-killed", "the same, killed at 90 %: what is done again", (scratch, stop) => KilledAsync(scratch, settings, stop)),
        new("update-many", "40,000 x 100 B, against ocfl commit", (scratch, stop) => ManyAsync(scratch, settings, stop)),
        new("update-million", "1,000,000 x 10 B: time and memory", (scratch, stop) => MillionAsync(scratch, settings, stop)),
    ];

    private static async IAsyncEnumerable<Measurement> LargeAsync(
        string scratch, TargetSettings settings, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using UpdateService service = await UpdateService.StartAsync(Path.Combine(scratch, "data"));
        string file = await WriteLargeAsync(service, settings, cancellationToken);
        List<Cost> ours = [];
        List<Cost> peer = [];
        for (int round = 0; round < settings.Rounds; round++)
        {
            string copy = Path.Combine(scratch, "copy.bin");
            peer.Add(await Command.RunAsync(["cp", file, copy], cancellationToken)
                + await Command.RunAsync(["sha512sum", copy], cancellationToken));
            File.Delete(copy);
            ours.Add(await service.UpdateAsync(IdOf("large", round), "large", isKept: false, cancellationToken));
        }

        yield return TargetSettings.Ratio(
            "2 GiB in one file, POST to Completed",
            Cost.MedianOf(ours).Seconds,
            Cost.MedianOf(peer).Seconds,
            0.75,
            $"{Cost.MedianOf(ours)}; `cp` and `sha512sum`: {Cost.MedianOf(peer)}");
    }

    private static async IAsyncEnumerable<Measurement> KilledAsync(
        string scratch, TargetSettings settings, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long range = settings.Of(Range, 1 << 20);
        await using UpdateService service = await UpdateService.StartAsync(
            Path.Combine(scratch, "data"), string.Create(CultureInfo.InvariantCulture, $"--Ocfl:Updates:RangeBytes={range}"));
        (long startRead, long startWritten) = service.Bytes;
        string file = await WriteLargeAsync(service, settings, cancellationToken);
        long length = new FileInfo(file).Length;
        (long beforeRead, long beforeWritten) = service.Bytes;
        Cost whole = await service.UpdateAsync(IdOf("whole", 0), "large", isKept: false, cancellationToken);
        (long wholeRead, long wholeWritten) = service.Bytes;

        long began = Stopwatch.GetTimestamp();
        string id = await service.PostAsync(IdOf("killed", 0), "large", cancellationToken);
        while (service.StagedBytes(id) < length * 0.9)
        {
            await Task.Delay(1, cancellationToken);
        }

        (long killedRead, long killedWritten) = await service.KillAndStartAsync();
        service.Remove(await service.WaitAsync(id, cancellationToken));
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        (long endRead, long endWritten) = service.Bytes;
        double read = (killedRead - wholeRead + endRead - startRead - (wholeRead - beforeRead)) / (double)range;
        double written = (killedWritten - wholeWritten + endWritten - startWritten - (wholeWritten - beforeWritten)) / (double)range;
        yield return TargetSettings.AtMost(
            "the same killed at 90 %: read or written again",
            Math.Max(read, written),
            1.05,
            "ranges",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{read:0.00} ranges read, {written:0.00} written again; {seconds:0.00} s with the start, {whole} without a kill"));
    }

    private static async IAsyncEnumerable<Measurement> ManyAsync(
        string scratch, TargetSettings settings, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using UpdateService service = await UpdateService.StartAsync(Path.Combine(scratch, "data"));
        string folder = Path.Combine(service.Sources, "many");
        new DataSet("many", (int)settings.Of(40_000), 100).WriteTo(folder);
        string root = Path.Combine(scratch, "tool");
        await Command.RunAsync([.. settings.Ocfl, "init", root], cancellationToken);
        List<Cost> ours = [];
        List<Cost> peer = [];
        for (int round = 0; round <= settings.Rounds; round++)
        {
            Cost tool = await Command.RunAsync(ToolTargets.Commit(settings, root, IdOf("many", round), folder), cancellationToken);
            Cost update = await service.UpdateAsync(IdOf("many", round), "many", isKept: true, cancellationToken);

            // The first round is to warm up.
            if (round > 0)
            {
                peer.Add(tool);
                ours.Add(update);
            }
        }

        yield return TargetSettings.Ratio(
            "40,000 × 100 B, POST to Completed",
            Cost.MedianOf(ours).Seconds,
            Cost.MedianOf(peer).Seconds,
            1.5,
            $"{Cost.MedianOf(ours)}; `ocfl commit`: {Cost.MedianOf(peer)}");
    }

    private static async IAsyncEnumerable<Measurement> MillionAsync(
        string scratch, TargetSettings settings, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using UpdateService service = await UpdateService.StartAsync(Path.Combine(scratch, "data"));
        int few = (int)settings.Of(40_000);
        new DataSet("few", few, 10).WriteTo(Path.Combine(service.Sources, "few"));
        new DataSet("million", few * 25, 10).WriteTo(Path.Combine(service.Sources, "million"));
        List<Cost> small = [];
        for (int round = 0; round < settings.Rounds; round++)
        {
            small.Add(await service.UpdateAsync(IdOf("few", round), "few", isKept: true, cancellationToken));
        }

        Cost large = await service.UpdateAsync(IdOf("million", 0), "million", isKept: true, cancellationToken);
        Cost median = Cost.MedianOf(small);
        yield return TargetSettings.Ratio(
            "1,000,000 × 10 B in one update, against 25 times 40,000", large.Seconds, 25 * median.Seconds, 1.2, $"{large}; 40,000: {median}");
        yield return TargetSettings.AtMost(
            "the same: memory of the service", service.PeakBytes / 1e6, 1000, "MB", "the most resident memory of the process");
    }

    private static async IAsyncEnumerable<Measurement> IdleAsync(
        string scratch, TargetSettings settings, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const int warmUp = 30;
        await using UpdateService service = await UpdateService.StartAsync(Path.Combine(scratch, "data"));
        WriteSmall(service.Sources);
        List<double> milliseconds = [];
        for (int update = -warmUp; update < settings.Of(50); update++)
        {
            await Task.Delay(Quiet, cancellationToken);
            Cost cost = await service.UpdateAsync(IdOf("idle", update), "small", isKept: true, cancellationToken);
            if (update >= 0)
            {
                milliseconds.Add(cost.Seconds * 1000);
            }
        }

        double flush = await FlushAsync(scratch, cancellationToken);
        yield return TargetSettings.AtMost(
            "4 small files, POST to Completed, idle",
            Cost.MedianOf(milliseconds),
            25,
            "ms",
            string.Create(CultureInfo.InvariantCulture, $"median of {milliseconds.Count}; one flush of this disk: {flush:0.00} ms"));
    }

    private static async IAsyncEnumerable<Measurement> ClientsAsync(
        string scratch, TargetSettings settings, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using UpdateService service = await UpdateService.StartAsync(Path.Combine(scratch, "data"));
        WriteSmall(service.Sources);
        int count = (int)settings.Of(500);
        List<double> rates = [];
        for (int round = 0; round <= settings.Rounds; round++)
        {
            long began = Stopwatch.GetTimestamp();
            await TransferClient.ForEachAsync(
                count,
                Clients,
                (number, cancellation) => service.UpdateBesideOthersAsync(IdOf($"clients-{round}", number), "small", cancellation),
                cancellationToken);

            // The first round is to warm up.
            if (round > 0)
            {
                rates.Add(count / Stopwatch.GetElapsedTime(began).TotalSeconds);
            }
        }

        double flush = await FlushAsync(scratch, cancellationToken);
        yield return TargetSettings.AtLeast(
            "500 updates of 4 files to 500 objects, 16 clients",
            Cost.MedianOf(rates),
            150,
            "a second",
            string.Create(CultureInfo.InvariantCulture, $"median of {rates.Count} rounds; one flush of this disk: {flush:0.00} ms"));
    }

    private static async IAsyncEnumerable<Measurement> ActivitiesAsync(
        string scratch, TargetSettings settings, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The default of the app, which the local host replaces by its own.
        await using UpdateService service = await UpdateService.StartAsync(
            Path.Combine(scratch, "data"),
            string.Create(
                CultureInfo.InvariantCulture,
                $"--Ocfl:Updates:SingleSteps={new OcflFunctions.Hosting.UpdateOptions().SingleSteps}"));
        foreach (int files in (int[])[200, 2_000])
        {
            string source = string.Create(CultureInfo.InvariantCulture, $"files-{files}");
            new DataSet(source, (int)settings.Of(files), 100).WriteTo(Path.Combine(service.Sources, source));
            string id = await service.PostAsync(IdOf(source, 0), source, cancellationToken);
            await service.WaitAsync(id, cancellationToken);
            yield return TargetSettings.AtMost(
                string.Create(CultureInfo.InvariantCulture, $"activities of {files:N0} files with the default of Azure"),
                await service.CountActivitiesAsync(id, cancellationToken),
                40,
                "activities",
                "by the history of the engine");
        }
    }

    private static async Task<string> WriteLargeAsync(UpdateService service, TargetSettings settings, CancellationToken cancellationToken)
    {
        string file = Path.Combine(Directory.CreateDirectory(Path.Combine(service.Sources, "large")).FullName, "large.bin");
        await using FileStream target = File.Create(file, bufferSize: 1);
        await using RepeatedBytes content = new(settings.Of(2L << 30, 1 << 20), seed: 1);
        await content.CopyToAsync(target, 1 << 20, cancellationToken);
        return file;
    }

    private static void WriteSmall(string sources)
    {
        string folder = Directory.CreateDirectory(Path.Combine(sources, "small")).FullName;
        for (int number = 0; number < 4; number++)
        {
            File.WriteAllText(Path.Combine(folder, $"file-{number}.txt"), $"content {number}\n");
        }
    }

    // What the disk takes in this run, since a quiet one and a busy one differ.
    private static async Task<double> FlushAsync(string scratch, CancellationToken cancellationToken)
    {
        double median = 0;
        await foreach (Measurement measurement in FlushMeter.MeasureAsync(scratch, cancellationToken))
        {
            median = measurement.Name == EngineRows.FlushMedian ? measurement.Value : median;
        }

        return median;
    }

    private static string IdOf(string name, int number) => string.Create(CultureInfo.InvariantCulture, $"urn:benchmark:{name}:{number}");
}

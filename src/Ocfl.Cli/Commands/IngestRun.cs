using System.Collections.Concurrent;
using System.Globalization;
using Ocfl.Ingests;

namespace Ocfl.Cli.Commands;

/// <summary>
/// Creates the versions of a manifest, several objects at a time. The lines of one object are done in their order, never side by side. Of
/// the manifest, only the lines that are being worked on are held.
/// </summary>
internal sealed class IngestRun(IngestManifestFile manifest, IngestWorker worker, IngestOutput output, IngestRequest request)
{
    /// <summary>How many lines wait for their turn, so that one object with many lines does not stop the others.</summary>
    private const int WaitingLines = 64;

    private readonly ConcurrentDictionary<string, Task<bool>> _last = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _failed = new(StringComparer.Ordinal);
    private volatile bool _isBroken;

    public static async Task<int> RunAsync(Terminal terminal, IngestRequest request, CancellationToken cancellationToken)
    {
        using IngestManifestFile manifest = new(terminal, request);
        try
        {
            return await RunAsync(terminal, request, manifest, cancellationToken).ConfigureAwait(false);
        }
        catch (IngestManifestException fault)
        {
            throw new ToolException(IngestManifestFile.Option, request.Manifest, fault.Message);
        }
    }

    private static async Task<int> RunAsync(
        Terminal terminal, IngestRequest request, IngestManifestFile manifest, CancellationToken cancellationToken)
    {
        if (request.Report is { } file && !manifest.CanReadTwice)
        {
            throw new ToolException(IngestReport.Option, file, "is for a manifest in a file, which can be read again");
        }

        WritableRoot root = await Place.OpenRootToWriteAsync(
            request.Root, request.Pending, cancellationToken).ConfigureAwait(false);
        if (manifest.CanReadTwice || request.OnlyChecks)
        {
            (long lines, long faults) = await manifest.CheckAsync(cancellationToken).ConfigureAwait(false);
            if (request.OnlyChecks)
            {
                ReportCheck(terminal, request, lines, faults);
            }

            if (request.OnlyChecks || faults > 0)
            {
                return faults == 0 ? ExitCode.Success : ExitCode.Failure;
            }
        }

        using IngestReport? report = request.Report is null
            ? null
            : IngestReport.Open(
                request.Report, manifest.Path, await manifest.HashAsync(cancellationToken).ConfigureAwait(false));
        IngestOutput output = new(terminal, request.IsJson, request.IsQuiet, report);
        ProgressMeter meter = new(terminal, "lines");
        await using (meter.ConfigureAwait(false))
        {
            IngestWorker worker = new(terminal, root, manifest, request, meter);
            await new IngestRun(manifest, worker, output, request).WorkAsync(report, meter, cancellationToken).ConfigureAwait(false);
        }

        output.WriteTotal();
        return output.ExitCode;
    }

    private static void ReportCheck(Terminal terminal, IngestRequest request, long lines, long faults)
    {
        if (request.IsJson)
        {
            terminal.WriteJson(new IngestCheckLine("check", faults == 0, lines, faults), JsonLines.Plain.IngestCheckLine);
        }
        else if (faults == 0)
        {
            terminal.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the manifest is valid: {lines} lines"));
        }
    }

    private async Task WorkAsync(IngestReport? report, ProgressMeter meter, CancellationToken cancellationToken)
    {
        using SemaphoreSlim waiting = new(request.Jobs + WaitingLines);
        using SemaphoreSlim working = new(request.Jobs);
        ConcurrentDictionary<Task, bool> running = new();
        try
        {
            await foreach (IngestLine line in manifest.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                if (report?.IsDone(line.Line) == true)
                {
                    output.CountBefore();
                    meter.AddItems();
                    continue;
                }

                await waiting.WaitAsync(cancellationToken).ConfigureAwait(false);
                if (_isBroken || (request.StopsOnError && output.HasFailed))
                {
                    break;
                }

                Task task = TakeAsync(line, working, waiting, meter, cancellationToken);
                running.TryAdd(task, true);
                _ = task.ContinueWith(
                    done => done.IsCompletedSuccessfully ? running.TryRemove(done, out _) : _isBroken = true,
                    CancellationToken.None,
                    TaskContinuationOptions.ExecuteSynchronously,
                    TaskScheduler.Default);
            }
        }
        finally
        {
            await Task.WhenAll(running.Keys).ConfigureAwait(false);
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task TakeAsync(
        IngestLine line, SemaphoreSlim working, SemaphoreSlim waiting, ProgressMeter meter, CancellationToken cancellationToken)
    {
        try
        {
            if (line.Entry is not { } entry)
            {
                output.Write(new IngestedLine("line", line.Line, "failed", null, null, null, null, line.Fault!.ToString()));
                return;
            }

            Task<bool> before = _last.GetValueOrDefault(entry.Id) ?? Task.FromResult(true);
            Task<bool> own = AfterAsync(before, line.Line, entry, working, cancellationToken);
            _last[entry.Id] = own;
            try
            {
                await own.ConfigureAwait(false);
            }
            finally
            {
                // If another line of the object waits, it has taken the place.
                _last.TryRemove(new KeyValuePair<string, Task<bool>>(entry.Id, own));
            }
        }
        finally
        {
            meter.AddItems();
            waiting.Release();
        }
    }

    private async Task<bool> AfterAsync(
        Task<bool> before, long line, IngestEntry entry, SemaphoreSlim working, CancellationToken cancellationToken)
    {
        if (!before.IsCompleted)
        {
            await ((Task)before).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        // The turns are in the order of the manifest, except for lines that wait for their object.
        await working.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            IngestedLine done = _failed.TryGetValue(entry.Id, out long failed)
                ? Skip(line, entry, string.Create(CultureInfo.InvariantCulture, $"line {failed} of the same object has failed"))
                : request.StopsOnError && output.HasFailed
                    ? Skip(line, entry, "another line has failed")
                    : await worker.DoAsync(line, entry, cancellationToken).ConfigureAwait(false);
            if (done.Outcome == "failed")
            {
                _failed.TryAdd(entry.Id, line);
            }

            output.Write(done);
            return true;
        }
        finally
        {
            working.Release();
        }
    }

    private static IngestedLine Skip(long line, IngestEntry entry, string reason) =>
        new("line", line, "skipped", entry.Id, null, null, null, reason);
}

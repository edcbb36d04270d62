using System.Collections.Concurrent;
using Ocfl.Cli.Service;
using Ocfl.Digests;
using Ocfl.Sources;
using Ocfl.Storage;
using OcflFunctions.Contracts;
using SourceMismatch = Ocfl.Sources.SourceMismatch;
using SourceMismatchKind = Ocfl.Sources.SourceMismatchKind;
using StateChange = OcflFunctions.Contracts.StateChange;
using StateChangeKind = OcflFunctions.Contracts.StateChangeKind;

namespace Ocfl.Cli.Commands;

/// <summary>What was uploaded.</summary>
/// <param name="StageId">The stage that has it.</param>
/// <param name="Files">How many files it has.</param>
/// <param name="Fixity">Algorithms that the fixity block receives without being requested.</param>
/// <param name="Links">For hard links of a tar archive: copies of files that were uploaded.</param>
internal sealed record UploadedStage(
    string StageId, long Files, IReadOnlyList<string> Fixity, IReadOnlyList<StateChange> Links);

/// <summary>
/// Uploads sources to a stage of a service, several files at a time. What a bag or a list says about the files is compared with the digests
/// that the service has made of what has arrived.
/// </summary>
internal sealed class StageUpload(Terminal terminal, ServiceConnection service)
{
    private const int AtOnce = 4;

    // Above this, a file goes in parts, and continues after a broken line.
    private const long MostInOneRequest = 16 << 20;

    private readonly ConcurrentDictionary<string, bool> _paths = new(StringComparer.Ordinal);

    /// <summary>Uploads. If it does not succeed, the stage is removed.</summary>
    /// <param name="opened">The sources.</param>
    /// <param name="algorithms">Algorithms of the digests that the object will have.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ToolStoppedException">It was stopped, and nothing has changed.</exception>
    /// <exception cref="ToolException">The sources are not as they should be.</exception>
    public async Task<UploadedStage> RunAsync(
        OpenedSources opened, IEnumerable<string> algorithms, CancellationToken cancellationToken)
    {
        IReadOnlyList<SourceContents> sources = opened.Input.Sources;
        string[] digests = [.. algorithms.Concat(sources.SelectMany(source => source.Verified)).Distinct(StringComparer.Ordinal)];
        OcflFunctions.Contracts.Stage stage = await service.Client.CreateStageAsync(
            new StageRequest { DigestAlgorithms = digests.Length == 0 ? null : digests },
            idempotencyKey: null,
            cancellationToken).ConfigureAwait(false);
        try
        {
            List<StateChange> links = [];
            ProgressMeter meter = new(terminal, "files");
            await using (meter.ConfigureAwait(false))
            {
                foreach (SourceContents source in sources)
                {
                    await UploadAsync(stage.Id, source, meter, cancellationToken).ConfigureAwait(false);
                }

                if (opened.Input.Archive is { } archive)
                {
                    links = await UploadAsync(stage.Id, archive, meter, cancellationToken).ConfigureAwait(false);
                }
            }

            string[] fixity = [.. sources.SelectMany(source => source.Fixity).Distinct(StringComparer.Ordinal)];
            return new UploadedStage(stage.Id, _paths.Count, fixity, links);
        }
        catch (OperationCanceledException stopped) when (cancellationToken.IsCancellationRequested)
        {
            await RemoveAsync(stage.Id).ConfigureAwait(false);
            throw new ToolStoppedException("stopped, and nothing has changed: what was uploaded is removed", stopped);
        }
        catch
        {
            await RemoveAsync(stage.Id).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Removes a stage that no update has taken. If that fails, it expires.</summary>
    public async Task RemoveAsync(string stageId)
    {
        using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(10));
        try
        {
            await service.Client.DeleteStageAsync(stageId, deadline.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is OperationCanceledException || ServiceFaults.IsOfService(failure))
        {
            // The service removes it when it expires.
        }
    }

    private async Task UploadAsync(string stageId, SourceContents source, ProgressMeter meter, CancellationToken cancellationToken)
    {
        IAsyncEnumerable<ContentsFile> files = source.ListAsync(cancellationToken);
        if (source.Verified.Count > 0)
        {
            // What is missing is reported before hours of uploads.
            List<ContentsFile> listed = await files.ToListAsync(cancellationToken).ConfigureAwait(false);
            RequireNone(source.Mismatches);
            files = listed.ToAsyncEnumerable();
        }

        ConcurrentBag<SourceMismatch> wrong = [];
        await Parallel.ForEachAsync(
            files,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (file, token) =>
            {
                IReadOnlyDictionary<string, string> actual = file.IsTaken
                    ? await SendAsync(stageId, source, file, meter, token).ConfigureAwait(false)
                    : await HashAsync(source, file, token).ConfigureAwait(false);
                foreach (SourceMismatch mismatch in Compare(file, actual))
                {
                    wrong.Add(mismatch);
                }
            }).ConfigureAwait(false);
        foreach (SourceMismatch mismatch in wrong.OrderBy(mismatch => mismatch.Path, StringComparer.Ordinal)
            .ThenBy(mismatch => mismatch.Algorithm, StringComparer.Ordinal))
        {
            source.Mismatches.Add(mismatch);
        }

        RequireNone(source.Mismatches);
    }

    private async Task<IReadOnlyDictionary<string, string>> SendAsync(
        string stageId, SourceContents source, ContentsFile file, ProgressMeter meter, CancellationToken cancellationToken)
    {
        string path = source.LogicalPathOf(file);
        if (!_paths.TryAdd(path, true))
        {
            throw new ToolException($"SOURCE: '{path}' is in two sources");
        }

        StorageReader reader = await source.Storage.OpenReadAsync(
            file.File.Path, new StorageReadOptions { IfMatch = file.File.ETag }, cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            SentBytes sent = new(meter);
            StageFile received = file.File.Length > MostInOneRequest && reader.Content.CanSeek
                ? await service.Patient.UploadAsync(stageId, path, reader.Content, sent, cancellationToken).ConfigureAwait(false)
                : await service.Patient.PutFileAsync(stageId, path, reader.Content, sent, cancellationToken).ConfigureAwait(false);
            if (received.Length != file.File.Length)
            {
                throw new ToolException($"SOURCE: '{file.File.Path}' was changed while it was uploaded");
            }

            meter.AddItems();
            return received.Digests;
        }
    }

    private async Task<List<StateChange>> UploadAsync(
        string stageId, Stream archive, ProgressMeter meter, CancellationToken cancellationToken)
    {
        List<StateChange> links = [];
        await foreach (TarFile file in new TarEntries(archive).ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            _paths.TryAdd(file.Path, true);
            if (file.SameAs is { } same)
            {
                links.Add(new StateChange { Kind = StateChangeKind.Copy, From = same, To = file.Path });
                continue;
            }

            StageFile received;
            try
            {
                received = await service.Patient.PutFileAsync(
                    stageId, file.Path, file.Content, new SentBytes(meter), cancellationToken).ConfigureAwait(false);
            }
            catch (Exception failure) when ((TarEntries.Explain(failure)
                ?? (failure.InnerException is { } inner ? TarEntries.Explain(inner) : null)) is not null)
            {
                throw TarEntries.Explain(failure) ?? TarEntries.Explain(failure.InnerException!)!;
            }

            if (received.Length != file.Length)
            {
                throw new ToolException($"SOURCE '-': '{file.Path}' is cut off in the archive");
            }

            meter.AddItems();
        }

        return links;
    }

    private static async Task<IReadOnlyDictionary<string, string>> HashAsync(
        SourceContents source, ContentsFile file, CancellationToken cancellationToken)
    {
        StorageReader reader = await source.Storage.OpenReadAsync(file.File.Path, options: null, cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            DigestAlgorithm[] algorithms = [.. source.Verified.Select(DigestAlgorithm.Get)];
            using MultiDigest digest = new(algorithms);
            ContentDigests digests = await digest.DigestAsync(reader.Content, progress: null, cancellationToken).ConfigureAwait(false);
            return algorithms.ToDictionary(algorithm => algorithm.Name, algorithm => digests[algorithm], StringComparer.Ordinal);
        }
    }

    private static IEnumerable<SourceMismatch> Compare(ContentsFile file, IReadOnlyDictionary<string, string> actual) =>
        (file.Expected ?? new Dictionary<string, string>(StringComparer.Ordinal))
            .Where(expected => !string.Equals(
                actual.GetValueOrDefault(expected.Key), expected.Value, StringComparison.OrdinalIgnoreCase))
            .Select(expected => new SourceMismatch
            {
                Kind = SourceMismatchKind.WrongDigest,
                Path = file.File.Path,
                Algorithm = expected.Key,
                Expected = expected.Value,
                Actual = actual.GetValueOrDefault(expected.Key),
            });

    private static void RequireNone(MismatchList mismatches)
    {
        if (!mismatches.IsEmpty)
        {
            throw new ToolException(mismatches.Describe().TrimEnd('.'));
        }
    }

    /// <summary>Counts in a meter how many bytes of one file were sent. The number goes back if some are sent again.</summary>
    private sealed class SentBytes(ProgressMeter meter) : IProgress<long>
    {
        private long _sent;

        public void Report(long value)
        {
            meter.Add(value - _sent);
            _sent = value;
        }
    }
}

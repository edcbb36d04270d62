using System.Threading.Channels;
using Ocfl.Digests;
using Ocfl.Findings;
using Ocfl.Inventories;
using Ocfl.Storage;

namespace Ocfl.Validation;

/// <summary>
/// Reads content files and compares them with what the inventories state, several at a time. Files come in batches, so that small
/// files cost little more than reading them; the first batch starts the workers, so that a small object needs none. A worker hashes the
/// local files of a batch side by side if only one digest of them is needed.
/// </summary>
internal sealed class ContentHasher(ObjectContext context, ContentIndex index)
{
    private const int BatchFiles = 64;
    private const long BatchBytes = 4 << 20;

    /// <summary>Longer files are hashed each on its own, by several workers: that takes more of the processors, and less time.</summary>
    private const long LongestSideBySide = 32 << 20;

    private readonly Channel<List<(ContentFile File, long Length)>> _batches =
        Channel.CreateBounded<List<(ContentFile, long)>>(new BoundedChannelOptions(4) { SingleWriter = true });

    private readonly DigestAlgorithm[] _main = index.Algorithm is null ? [] : [index.Algorithm];
    private readonly LocalStorage? _local = LocalFileInput.IsSupported ? context.Storage as LocalStorage : null;

    private List<(ContentFile File, long Length)> _batch = [];
    private long _batchBytes;
    private Task[]? _workers;

    /// <summary>Takes a file.</summary>
    public async ValueTask AddAsync(ContentFile file, long length, CancellationToken cancellationToken)
    {
        if (context.Options.IsContentVerified && !file.IsStatedByOlder)
        {
            return;
        }

        _batch.Add((file, length));
        _batchBytes += length;
        if (_batch.Count >= BatchFiles || (_batchBytes >= BatchBytes && _batch.Count >= FewestFiles(length)))
        {
            await SendAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Completes when all files are done.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        if (_workers is null)
        {
            using Digesters digesters = new();
            await HashAsync(_batch, digesters, cancellationToken).ConfigureAwait(false);
            return;
        }

        await SendAsync(cancellationToken).ConfigureAwait(false);
        _batches.Writer.TryComplete();
        await Task.WhenAll(_workers).ConfigureAwait(false);
    }

    /// <summary>Stops the workers, also after a failure.</summary>
    public async Task StopAsync()
    {
        _batches.Writer.TryComplete();
        if (_workers is not null)
        {
            await Task.WhenAll(_workers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Side by side, a batch of larger files fills the lanes once, and then other workers get some of them.
    private int FewestFiles(long length) => _local is not null && length <= LongestSideBySide && index.Algorithm is { } algorithm
        ? LaneHasher.LanesFor(algorithm)
        : 1;

    private async ValueTask SendAsync(CancellationToken cancellationToken)
    {
        _workers ??= [.. Enumerable.Range(0, Math.Max(1, context.Options.Parallelism)).Select(
            _ => Task.Run(() => WorkAsync(cancellationToken), cancellationToken))];
        List<(ContentFile, long)> batch = _batch;
        _batch = new(BatchFiles);
        _batchBytes = 0;
        try
        {
            await _batches.Writer.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            // A worker has failed: its own exception says why.
            await Task.WhenAll(_workers).ConfigureAwait(false);
            throw;
        }
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        using Digesters digesters = new();
        try
        {
            await foreach (List<(ContentFile, long)> batch in _batches.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                await HashAsync(batch, digesters, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            // The writer must not wait for a worker that has failed.
            _batches.Writer.TryComplete(exception);
            throw;
        }
    }

    private async Task HashAsync(List<(ContentFile File, long Length)> batch, Digesters digesters, CancellationToken cancellationToken)
    {
        HashSet<ContentFile> done = await HashSideBySideAsync(batch, cancellationToken).ConfigureAwait(false);
        foreach ((ContentFile file, long _) in batch)
        {
            IReadOnlyList<DigestAlgorithm> algorithms = file.Algorithms(_main);
            if (algorithms.Count > 0 && !done.Contains(file))
            {
                await CompareAsync(
                    file,
                    await DigestAsync(file, digesters.For(algorithms), cancellationToken).ConfigureAwait(false),
                    cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <returns>The files that are done. Others are hashed each on its own: also those that cannot be read, which finds the
    /// reason.</returns>
    private async Task<HashSet<ContentFile>> HashSideBySideAsync(
        List<(ContentFile File, long Length)> batch, CancellationToken cancellationToken)
    {
        if (_local is null
            || batch.Count < LaneHasher.FewestContents
            || index.Algorithm is not { } algorithm
            || !LaneHasher.IsSupported(algorithm))
        {
            return [];
        }

        List<(ContentFile File, LocalFileInput Input)> inputs = new(batch.Count);
        foreach ((ContentFile file, long length) in batch)
        {
            if (file.Digest is not null && file.More.Count == 0 && length <= LongestSideBySide)
            {
                inputs.Add((file, new LocalFileInput(_local.Folder.FullPath(context.Full(file.Path)), length)));
            }
        }

        if (inputs.Count < LaneHasher.FewestContents)
        {
            return [];
        }

        context.Hashers.Hash(algorithm, inputs.Select(file => file.Input), cancellationToken);
        HashSet<ContentFile> done = new(inputs.Count);
        foreach ((ContentFile file, LocalFileInput input) in inputs)
        {
            if (input.Digest is { } digest)
            {
                done.Add(file);
                context.Options.OnContentRead?.Invoke(new ContentRead(1, input.Length));
                if (!Equal(digest, file.Digest!))
                {
                    await CompareAsync(
                        file, new ContentDigests(input.Length, [new(algorithm, digest)]), cancellationToken).ConfigureAwait(false);
                }
            }
        }

        return done;
    }

    /// <returns>Null where there is nothing to compare: the file is gone, or cannot be read, which is reported.</returns>
    private async Task<ContentDigests?> DigestAsync(ContentFile file, MultiDigest digest, CancellationToken cancellationToken)
    {
        try
        {
            StorageReader reader = await context.Storage.OpenReadAsync(
                context.Full(file.Path), null, cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                return await DigestAsync(reader.Content, digest, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (StorageFileNotFoundException)
        {
            // It was there when the directory was listed.
            file.IsFound = false;
            return null;
        }
        catch (StorageException failure)
        {
            await context.ReportUnreadableAsync(file.Path, failure, cancellationToken).ConfigureAwait(false);
            return null;
        }
    }

    private async Task<ContentDigests> DigestAsync(Stream content, MultiDigest digest, CancellationToken cancellationToken)
    {
        if (context.Options.OnContentRead is not { } report)
        {
            return await digest.DigestAsync(content, cancellationToken).ConfigureAwait(false);
        }

        BytesRead read = new(report);
        ContentDigests digests = await digest.DigestAsync(content, read, cancellationToken).ConfigureAwait(false);
        read.Finish(digests.Length);
        return digests;
    }

    private async ValueTask CompareAsync(ContentFile file, ContentDigests? digests, CancellationToken cancellationToken)
    {
        if (digests is null)
        {
            return;
        }

        FindingLocation Place() => new(file.Path, null, file.Path.Split('/', 2)[0]);
        if (file.Digest is not null && index.Algorithm is not null && !Equal(digests[index.Algorithm], file.Digest))
        {
            await context.ReportAsync(
                FindingCodes.E092,
                $"The {index.Algorithm} digest of the file is {digests[index.Algorithm]}; the manifest says "
                    + $"{FindingNotes.Show(file.Digest)}.",
                Place(),
                cancellationToken).ConfigureAwait(false);
        }

        foreach (DigestExpectation expectation in file.More)
        {
            string digest = digests[expectation.Algorithm];
            if (!Equal(digest, expectation.Digest))
            {
                string place = expectation.Code == FindingCodes.E093 ? "fixity block" : "manifest";
                await context.ReportAsync(
                    expectation.Code,
                    $"The {expectation.Algorithm} digest of the file is {digest}; the {place} of {expectation.InventoryPath} says "
                        + $"{FindingNotes.Show(expectation.Digest)}.",
                    Place(),
                    cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static bool Equal(string digest, string stated) => digest.Equals(stated, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reports what is read of one file.</summary>
    private sealed class BytesRead(Action<ContentRead> report) : IProgress<long>
    {
        private long _reported;

        public void Report(long value)
        {
            report(new ContentRead(0, value - _reported));
            _reported = value;
        }

        public void Finish(long length) => report(new ContentRead(1, length - _reported));
    }

    /// <summary>One worker's digests, by the algorithms that they are of; nearly all files need the same.</summary>
    private sealed class Digesters : IDisposable
    {
        private IReadOnlyList<DigestAlgorithm> _algorithms = [];
        private MultiDigest? _last;

        public MultiDigest For(IReadOnlyList<DigestAlgorithm> algorithms)
        {
            if (_last is null || !(ReferenceEquals(_algorithms, algorithms) || _algorithms.SequenceEqual(algorithms)))
            {
                _last?.Dispose();
                _last = new(algorithms);
            }

            _algorithms = algorithms;

            return _last;
        }

        public void Dispose() => _last?.Dispose();
    }
}

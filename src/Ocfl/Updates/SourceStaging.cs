using System.Collections.Concurrent;
using System.Globalization;
using Ocfl.Digests;
using Ocfl.Sources;
using Ocfl.Stages;
using Ocfl.Staging;
using Ocfl.Storage;

namespace Ocfl.Updates;

/// <summary>Takes the files of an update's input: stages those that cannot stay where they are, and checks what they must be.</summary>
/// <param name="root">The storage root's storage.</param>
/// <param name="algorithm">The digest algorithm of the version.</param>
/// <param name="fixity">Further algorithms for the fixity block; may be empty.</param>
/// <param name="known">What the object has.</param>
internal sealed class SourceStaging(
    IStorage root, DigestAlgorithm algorithm, IReadOnlyList<DigestAlgorithm> fixity, KnownContent known)
{
    // Locked: a dictionary for many threads allocates for each of many files, and again when it grows.
    private readonly Dictionary<string, StagedFile> _files = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _places = new(StringComparer.Ordinal);
    private bool _hasStaged;
    private int _sources;

    /// <summary>Where content is staged.</summary>
    public required IStorage Place { get; init; }

    /// <summary>The directory there.</summary>
    public required string Directory { get; init; }

    /// <summary>Whether files are only hashed, and nothing is staged.</summary>
    public bool OnlyHashes { get; init; }

    /// <summary>Whether there is only one source, in which content may then stay.</summary>
    public bool MayStayInSource { get; init; }

    /// <summary>The run that continues where an earlier one was interrupted; null for none.</summary>
    public StagingRun? Run { get; init; }

    /// <summary>How many files are taken at once.</summary>
    public required ParallelOptions Parallel { get; init; }

    /// <summary>Called for each file with its length.</summary>
    public required Action<long> Taken { get; init; }

    /// <summary>Whether something was staged.</summary>
    public bool HasStaged => _hasStaged;

    /// <summary>The files, by their logical paths.</summary>
    public IReadOnlyCollection<StagedFile> Files => [.. _files.Values];

    /// <summary>Takes the files of a source.</summary>
    /// <exception cref="ContentMismatchException">A file changed while it was read, or is not what it must be.</exception>
    /// <exception cref="StageConflictException">Two sources have a file of one path.</exception>
    public async Task TakeAsync(SourceContents contents, CancellationToken cancellationToken)
    {
        int number = _sources++;
        Source source = new(this, contents, number);
        IAsyncEnumerable<ContentsFile> files = contents.ListAsync(cancellationToken);
        if (contents.Verified.Count > 0)
        {
            // What is missing is reported before hours of hashing.
            List<ContentsFile> listed = await files.ToListAsync(cancellationToken).ConfigureAwait(false);
            RequireNone(contents.Mismatches);
            files = listed.ToAsyncEnumerable();
        }

        await System.Threading.Tasks.Parallel.ForEachAsync(
            SmallFiles.GroupAsync(files, source.TakesTogether, cancellationToken),
            Parallel,
            async (group, cancel) => await source.TakeAsync(group, cancel).ConfigureAwait(false)).ConfigureAwait(false);
        source.AddMismatches();
        RequireNone(contents.Mismatches);
    }

    /// <summary>Takes the files of a tar archive.</summary>
    /// <exception cref="InvalidUpdateException">The archive is damaged, or has an entry that is refused.</exception>
    public async Task TakeAsync(Stream archive, CancellationToken cancellationToken)
    {
        DigestAlgorithm[] algorithms = ContentStager.Together(algorithm, fixity);
        long number = 0;
        await foreach (TarFile file in new TarEntries(archive).ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            StagedFile taken = file.SameAs is { } same
                ? _files[same] with { LogicalPath = file.Path }
                : await TakeAsync(file, algorithms, number++, cancellationToken).ConfigureAwait(false);
            Add(taken, "the tar archive");
        }
    }

    private async Task<StagedFile> TakeAsync(
        TarFile file, DigestAlgorithm[] algorithms, long number, CancellationToken cancellationToken)
    {
        DigestingReadStream hashing = new(file.Content, algorithms, leaveOpen: true);
        await using (hashing.ConfigureAwait(false))
        {
            try
            {
                StagedContent content = new(file.Path, file.Length, ETag: null, InSource: true);
                if (OnlyHashes)
                {
                    await hashing.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
                }
                else
                {
                    string path = string.Create(CultureInfo.InvariantCulture, $"{Directory}/archive/{number / 1000:D6}/{number:D6}");
                    _hasStaged = true;
                    StorageFile staged = await Place.WriteAsync(
                        path, hashing, StorageWriteOptions.Create(), cancellationToken).ConfigureAwait(false);
                    content = new StagedContent(staged.Path, staged.Length, staged.ETag);
                }

                if (hashing.Position != file.Length)
                {
                    throw new EndOfStreamException($"'{VisibleText.Show(file.Path)}' is shorter than the archive says");
                }

                StagingResult result = ContentStager.Describe(content, algorithms, hashing.GetDigests());
                Taken(file.Length);
                return SourceIntake.Describe(file.Path, result);
            }
            catch (Exception failure) when (TarEntries.Explain(failure) is not null)
            {
                throw TarEntries.Explain(failure)!;
            }
        }
    }

    private void Add(StagedFile file, string source)
    {
        bool isNew;
        lock (_files)
        {
            isNew = _files.TryAdd(file.LogicalPath, file);
        }

        if (!isNew)
        {
            throw new StageConflictException(
                file.LogicalPath,
                _places.TryGetValue(file.LogicalPath, out string? other) && other != source
                    ? $"it is in {other} and in {source}"
                    : "it is given twice");
        }

        if (!MayStayInSource)
        {
            _places[file.LogicalPath] = source;
        }
    }

    private static void RequireNone(MismatchList mismatches)
    {
        if (!mismatches.IsEmpty)
        {
            throw new ContentMismatchException(mismatches.Describe());
        }
    }

    /// <summary>One source.</summary>
    private sealed class Source
    {
        private readonly SourceStaging _staging;
        private readonly string _name;
        private readonly SourceContents _contents;
        private readonly DigestAlgorithm[] _algorithms;
        private readonly HashSet<string> _fixity;
        private readonly ContentIntake _intake;
        private readonly SourceIntake _reading;
        private readonly ConcurrentBag<SourceMismatch> _mismatches = [];

        public Source(SourceStaging staging, SourceContents contents, int number)
        {
            _staging = staging;
            _contents = contents;
            _name = $"'{contents.Storage.Location}'";
            DigestAlgorithm[] verified = [.. contents.Verified.Select(DigestAlgorithm.Get)];
            _fixity = staging.Fixity.Select(other => other.Name).Concat(contents.Fixity).ToHashSet(StringComparer.Ordinal);
            _algorithms = ContentStager.Together(staging.Algorithm, [.. staging.Fixity, .. verified]);
            DigestAlgorithm[] others = _algorithms[1..];
            string directory = number == 0 ? "content" : string.Create(CultureInfo.InvariantCulture, $"content-{number}");
            _intake = new ContentIntake(
                contents.Storage,
                staging.Place,
                StoragePath.Combine(staging.Directory, directory),
                staging.Algorithm,
                others,
                staging.Known)
            {
                StageLongAsync = staging.Run is { } run
                    ? (file, path, cancel) => LongFile.StageAsync(run, contents.Storage, file, path, _algorithms, cancel)
                    : null,
            };
            _reading = new SourceIntake(staging.Root, contents.Storage, staging.Algorithm, others);
            TakesTogether = _intake.TakesTogether && !staging.OnlyHashes
                && !(staging.MayStayInSource && ContentStager.CanStayInSource(staging.Root, contents.Storage));
        }

        /// <summary>Whether several small files are taken together.</summary>
        public bool TakesTogether { get; }

        public async Task TakeAsync(IReadOnlyList<ContentsFile> group, CancellationToken cancellationToken)
        {
            StagingResult?[] results = new StagingResult?[group.Count];
            for (int i = 0; i < group.Count && _staging.Run is { } run; i++)
            {
                results[i] = await FindAsync(run, group[i].File, cancellationToken).ConfigureAwait(false);
            }

            bool[] isNew = Array.ConvertAll(results, result => result is null);
            if (group.Count > 1 && isNew.Any(one => one))
            {
                _staging._hasStaged = true;
                int[] missing = [.. Enumerable.Range(0, group.Count).Where(i => isNew[i])];
                StagingResult?[] taken = await _intake.TakeTogetherAsync(
                    Array.ConvertAll(missing, i => group[i].File), cancellationToken).ConfigureAwait(false);
                for (int i = 0; i < missing.Length; i++)
                {
                    results[missing[i]] = taken[i];
                }
            }

            for (int i = 0; i < group.Count; i++)
            {
                StagingResult result = results[i] ?? await TakeOneAsync(group[i], cancellationToken).ConfigureAwait(false);
                if (isNew[i] && _staging.Run is { } run)
                {
                    await run.AddAsync(
                        _contents.Storage, group[i].File, _staging.Algorithm, result, cancellationToken).ConfigureAwait(false);
                }

                Finish(group[i], result);
            }
        }

        /// <summary>Adds the digests that are wrong to what is wrong with the source.</summary>
        public void AddMismatches()
        {
            foreach (SourceMismatch mismatch in _mismatches.OrderBy(mismatch => mismatch.Path, StringComparer.Ordinal)
                .ThenBy(mismatch => mismatch.Algorithm, StringComparer.Ordinal))
            {
                _contents.Mismatches.Add(mismatch);
            }
        }

        // What the object had when an earlier run was interrupted, it may no longer have.
        private async Task<StagingResult?> FindAsync(StagingRun run, StorageFile file, CancellationToken cancellationToken) =>
            await run.FindAsync(_contents.Storage, file, _algorithms, cancellationToken).ConfigureAwait(false) is { } found
                && (!found.Content.InSource
                    || _staging.Known.Has(found.Digest)
                    || (_staging.MayStayInSource && _reading.LeavesInSource(file.Length)))
                ? found
                : null;

        private Task<StagingResult> TakeOneAsync(ContentsFile file, CancellationToken cancellationToken) => _reading.ReadAsync(
            file.File,
            cancel => _staging.OnlyHashes || !file.IsTaken || (_staging.MayStayInSource && _reading.LeavesInSource(file.File.Length))
                ? ContentStager.DescribeSourceAsync(
                    _contents.Storage, file.File.Path, file.File.ETag, _staging.Algorithm, _algorithms[1..], cancel)
                : StageAsync(file.File, cancel),
            cancellationToken);

        private Task<StagingResult> StageAsync(StorageFile file, CancellationToken cancellationToken)
        {
            _staging._hasStaged = true;
            return _intake.TakeAsync(file, cancellationToken);
        }

        private void Finish(ContentsFile file, StagingResult result)
        {
            if (file.Expected is { } expected)
            {
                Compare(file, expected, result);
            }

            _staging.Taken(file.File.Length);
            if (file.IsTaken)
            {
                StagedFile staged = SourceIntake.Describe(_contents.LogicalPathOf(file), result);
                _staging.Add(
                    _contents.Verified.Count == 0 ? staged : staged with { Fixity = Kept(result.Fixity) },
                    _name);
            }
        }

        private void Compare(ContentsFile file, IReadOnlyDictionary<string, string> digests, StagingResult result)
        {
            foreach ((string name, string expected) in digests)
            {
                string actual = name == _staging.Algorithm.Name ? result.Digest : result.Fixity![name];
                if (actual != expected)
                {
                    _mismatches.Add(new SourceMismatch
                    {
                        Kind = SourceMismatchKind.WrongDigest,
                        Path = file.File.Path,
                        Algorithm = name,
                        Expected = expected,
                        Actual = actual,
                    });
                }
            }
        }

        private Dictionary<string, string>? Kept(IReadOnlyDictionary<string, string>? computed)
        {
            Dictionary<string, string> kept = (computed ?? new Dictionary<string, string>(StringComparer.Ordinal))
                .Where(digest => _fixity.Contains(digest.Key))
                .ToDictionary(StringComparer.Ordinal);
            return kept.Count == 0 ? null : kept;
        }
    }

    private IStorage Root => root;

    private DigestAlgorithm Algorithm => algorithm;

    private IReadOnlyList<DigestAlgorithm> Fixity => fixity;

    private KnownContent Known => known;
}

using Microsoft.Extensions.Options;
using Ocfl.Digests;
using Ocfl.Staging;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Validation;
using OcflFunctions.Contracts;
using OcflFunctions.Hosting;
using OcflFunctions.Storage;
using OcflFunctions.Updates;

namespace OcflFunctions.Tests;

/// <summary>Large files are hashed and staged in ranges: what a crash or a second run costs, and that the result is the same.</summary>
public sealed class RangedFilesTests
{
    private const int RangeBytes = 1000;
    private const int Length = (5 * RangeBytes) + 1;

    private static readonly DigestAlgorithm[] Algorithms = [DigestAlgorithm.Sha512, DigestAlgorithm.Get("md5")];
    private static readonly SourceList List = new("updates/u/stage/list/run", null, "sha512", new SourceSummary(1, 1, Length));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_crash_at_any_call_costs_at_most_one_range(bool isStaged)
    {
        Faults counted = Faults.None;
        await using (Place whole = await Place.CreateAsync(isStaged))
        {
            whole.RequireResult(await whole.RunAsync(counted));
            Assert.Equal(Length, whole.BytesRead);
        }

        Assert.True(counted.Calls >= 12);
        foreach (int moment in Enumerable.Range(0, counted.Calls * 2))
        {
            await using Place place = await Place.CreateAsync(isStaged);
            await Assert.ThrowsAsync<CrashException>(
                () => place.RunAsync(Faults.At(moment)));

            place.RequireResult(await place.RunAsync(Faults.None));

            await place.RequireContentAsync();
            Assert.InRange(place.BytesRead, Length, Length + RangeBytes);
        }
    }

    [Fact]
    public async Task Of_runs_at_the_same_time_the_content_is_that_of_one()
    {
        await using Place place = await Place.CreateAsync(isStaged: true);
        RangeProgress?[] results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            try
            {
                return await place.RunAsync(Faults.None);
            }
            catch (StorageConditionException)
            {
                // Another run was first. The engine would retry later.
                return null;
            }
        })));

        Assert.All(results.OfType<RangeProgress>(), place.RequireResult);
        place.RequireResult(await place.RunAsync(Faults.None));
        await place.RequireContentAsync();
    }

    /// <summary>Both take a range; the second reads all of the file before the first opens what it writes to.</summary>
    [Fact]
    public async Task A_late_run_leaves_content_as_it_was_recorded()
    {
        await using Place place = await Place.CreateAsync(isStaged: true);
        RangeProgress? other = null;
        place.BeforeRead(async () => other = await place.RunAsync(Faults.None));

        await Assert.ThrowsAsync<StorageConditionException>(() => place.NextAsync(Faults.None));

        place.RequireResult(other!);
        await place.RequireContentAsync();
    }

    [Fact]
    public async Task A_source_that_changes_between_two_ranges_is_refused()
    {
        await using Place place = await Place.CreateAsync(isStaged: true);
        Assert.Equal(RangeBytes, (await place.NextAsync(Faults.None)).Offset);
        await place.ChangeSourceAsync();

        await Assert.ThrowsAsync<StorageConditionException>(() => place.NextAsync(Faults.None));
    }

    [Theory]
    [InlineData("Local")]
    [InlineData("InPlace")]
    public async Task An_update_of_large_files_reports_each_range_and_hashes_known_content_only(string kind)
    {
        Dictionary<string, string> files = new(StringComparer.Ordinal) { ["large"] = new string('x', 25), ["small"] = "s" };
        await using PipelinePlace place = PipelinePlace.Create(kind);
        await place.WriteSourceAsync(files);
        await using UpdatePipeline pipeline = new(place, Faults.None, singleSteps: 300);
        pipeline.Options.Updates.RangeBytes = 10;
        UpdateRequest request = new()
        {
            ObjectId = "urn:x",
            Source = place.Source,
            Fixity = ["md5"],
            Message = "m",
            User = new UpdateUser("Ada", "mailto:ada@example.org"),
        };
        List<StagedBatch> batches = [];

        UpdateResult first = await RunAsync("first");

        Assert.Equal(
            [new(0, 10, IsPartial: true), new(0, 20, IsPartial: true), new(1, 25), new(1, 1)],
            batches.OrderByDescending(batch => batch.IsPartial).ThenBy(batch => batch.IsPartial ? batch.Bytes : -batch.Bytes));
        Assert.Equal((2, UpdateOutcome.Completed), ((int)first.Files!.Added, first.Outcome));

        // Renamed, the large file is known by its digest.
        await place.WriteSourceAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["moved"] = files["large"] });
        UpdateResult second = await RunAsync("second");

        Assert.Equal("v2", second.Version);
        Assert.DoesNotContain(
            (await ObjectSnapshot.TakeAsync(place.Root, second.ObjectRoot!)).Keys, path => path.Contains("v2/content", StringComparison.Ordinal));

        // Moved to another algorithm, the content is hashed again in ranges.
        batches.Clear();
        request = request with { DigestAlgorithm = "sha256" };
        UpdateResult third = await RunAsync("third");

        Assert.Equal(("v3", "sha256"), (third.Version, third.DigestAlgorithm));
        Assert.Contains(new StagedBatch(0, 20, IsPartial: true), batches);
        Assert.All(
            (await new Validator(place.Root).ValidateObjectAsync(third.ObjectRoot!)).Findings,
            finding => Assert.Equal("W004", finding.Code));

        Task<UpdateResult> RunAsync(string id) => pipeline.RunAsync(
            request,
            async (_, _, runAsync) =>
            {
                object? result = await runAsync();
                if (result is StagedBatch batch)
                {
                    lock (batches)
                    {
                        batches.Add(batch);
                    }
                }

                return result;
            },
            id);
    }

    /// <summary>A file of a source, and a work area.</summary>
    private sealed class Place : IAsyncDisposable
    {
        private readonly FolderPlace _folder = new(root: null, work: null);
        private readonly byte[] _content = new byte[Length];
        private readonly bool _isStaged;
        private readonly CountingStorage _source;
        private StorageFile? _file;

        private Place(bool isStaged)
        {
            _isStaged = isStaged;
            _source = new CountingStorage(_folder.Files);
            new Random(1).NextBytes(_content);
        }

        public long BytesRead => _source.BytesRead;

        public static async Task<Place> CreateAsync(bool isStaged)
        {
            Place place = new(isStaged);
            using MemoryStream content = new(place._content);
            place._file = await place._folder.Files.WriteAsync("file", content, new StorageWriteOptions());
            return place;
        }

        /// <summary>Does something once, before the next read of the source.</summary>
        public void BeforeRead(Func<Task> doAsync) => _source.BeforeRead = doAsync;

        public async Task ChangeSourceAsync()
        {
            using MemoryStream content = new(new byte[Length]);
            await _folder.Files.WriteAsync("file", content, new StorageWriteOptions());
        }

        public async Task<RangeProgress> RunAsync(Faults faults)
        {
            while (true)
            {
                RangeProgress progress = await NextAsync(faults);
                if (progress.Result is not null)
                {
                    return progress;
                }
            }
        }

        public Task<RangeProgress> NextAsync(Faults faults)
        {
            OcflOptions options = new();
            options.Updates.RangeBytes = RangeBytes;
            RangedFiles files = new(new WorkArea(new FaultyStorage(_folder.Work, faults)), Options.Create(options));
            SourceFile listed = new(0, "file", Length, _file!.ETag);
            return _isStaged
                ? files.StageNextAsync(_source, listed.Listed, List, listed, Algorithms, CancellationToken.None)
                : files.HashNextAsync(_source, listed.Listed, List, listed, Algorithms, CancellationToken.None);
        }

        public void RequireResult(RangeProgress progress)
        {
            Assert.Equal(Length, progress.Offset);
            StagingResult result = progress.Result!;
            ResumableDigests computed = new(Algorithms);
            computed.Append(_content);
            ContentDigests digests = computed.Finish();
            Assert.Equal((digests[Algorithms[0]], !_isStaged), (result.Digest, result.Content.InSource));
            Assert.Equal(digests[Algorithms[1]], Assert.Single(result.Fixity!).Value);
        }

        public async Task RequireContentAsync()
        {
            RangeProgress whole = await NextAsync(Faults.None);
            RequireResult(whole);
            if (_isStaged)
            {
                StagedContent content = whole.Result!.Content;
                await using StorageReader reader = await _folder.Work.OpenReadAsync(
                    content.Path, new StorageReadOptions { IfMatch = content.ETag });
                using MemoryStream bytes = new();
                await reader.Content.CopyToAsync(bytes);
                Assert.Equal(_content, bytes.ToArray());
            }
        }

        public ValueTask DisposeAsync() => _folder.DisposeAsync();
    }

    /// <summary>Counts how many bytes are asked for.</summary>
    private sealed class CountingStorage(IStorage inner) : ForwardingStorage(inner)
    {
        public long BytesRead { get; private set; }

        public Func<Task>? BeforeRead { get; set; }

        public override async Task<StorageReader> OpenReadAsync(
            string path, StorageReadOptions? options = null, CancellationToken cancellationToken = default)
        {
            if (BeforeRead is { } doAsync)
            {
                BeforeRead = null;
                await doAsync();
            }

            BytesRead += options!.Length!.Value;
            return await base.OpenReadAsync(path, options, cancellationToken);
        }
    }
}

using Microsoft.DurableTask;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Validation;
using OcflFunctions.Contracts;
using OcflFunctions.Updates;

namespace OcflFunctions.Tests;

/// <summary>
/// Large content that cannot be moved, linked or copied by the storage goes into the object in ranges: what a crash or a second run costs,
/// and that the object is the same.
/// </summary>
public sealed class RangedCopyTests
{
    private const int RangeBytes = 1000;
    private const int Ranges = 5;
    private const int Length = (Ranges * RangeBytes) + 1;
    private static readonly string Content = string.Concat(Enumerable.Range(0, Length).Select(number => (char)('a' + (number % 23))));

    public static TheoryData<string> Kinds => ["Apart", "InPlaceApart"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_crash_at_any_call_costs_at_most_one_range(string kind)
    {
        Faults counted = Faults.None;
        SortedDictionary<string, string> expected;
        await using (CopiedPlace whole = await CopiedPlace.CreateAsync(kind))
        {
            await RunAsync(whole, counted, []);
            Assert.Equal((Length, Ranges), (whole.BytesRead, whole.Partial));
            expected = await ObjectSnapshot.TakeAsync(whole.Root);
        }

        foreach (int moment in Faults.Moments(counted.Calls, stride: 3))
        {
            await using CopiedPlace place = await CopiedPlace.CreateAsync(kind);
            Dictionary<string, object?> journal = [];
            await Assert.ThrowsAsync<CrashException>(() => RunAsync(place, Faults.At(moment), journal));

            UpdateResult result = await RunAsync(place, Faults.None, journal);

            Assert.Equal(expected, await ObjectSnapshot.TakeAsync(place.Root));
            Assert.InRange(place.BytesRead, Length, Length + RangeBytes);
            Assert.True((await new Validator(place.Root).ValidateObjectAsync(result.ObjectRoot!)).IsValid);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Of_runs_at_the_same_time_the_content_is_that_of_one(string kind)
    {
        await using CopiedPlace place = await CopiedPlace.CreateAsync(kind);
        await using UpdatePipeline pipeline = PipelineOf(place, Faults.None);

        UpdateResult result = await pipeline.RunAsync(
            Request(place),
            async (name, _, runAsync) =>
            {
                if (name == nameof(ExecuteOcflActivity))
                {
                    await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
                    {
                        try
                        {
                            await runAsync();
                        }
                        catch (StorageException)
                        {
                            // Another run was first. The engine would retry later.
                        }
                    })));
                }

                return await runAsync();
            });

        Assert.Equal(Content, await place.Root.GetAsync(result.ObjectRoot + "/v1/content/large"));
        Assert.True((await new Validator(place.Root).ValidateObjectAsync(result.ObjectRoot!)).IsValid);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Staged_content_that_changes_between_two_ranges_is_refused_and_nothing_stays(string kind)
    {
        await using CopiedPlace place = await CopiedPlace.CreateAsync(kind);
        await using UpdatePipeline pipeline = PipelineOf(place, Faults.None);

        TaskFailedException failure = await Assert.ThrowsAsync<TaskFailedException>(() => pipeline.RunAsync(
            Request(place),
            async (_, _, runAsync) =>
            {
                object? result = await runAsync();
                if (result is SliceResult { IsPartial: true })
                {
                    await place.ChangeContentAsync();
                }

                return result;
            }));

        Assert.Contains("v1/content/large", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(
            (await ObjectSnapshot.TakeAsync(place.Root)).Keys, path => path.Contains("content", StringComparison.Ordinal));
        if (place.Root.PendingArea is { } pending)
        {
            Assert.Empty(await ObjectSnapshot.TakeAsync(pending.Storage));
        }
    }

    /// <summary>A range has been copied when the setting is raised: the copy continues after it.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_has_been_started_in_ranges_is_continued_so(string kind)
    {
        const int least = 1024 * 1024;
        await using CopiedPlace place = await CopiedPlace.CreateAsync(kind, new string('x', (2 * least) + 1));
        await using UpdatePipeline pipeline = PipelineOf(place, Faults.None);
        pipeline.Options.Updates.RangeBytes = least;

        UpdateResult result = await pipeline.RunAsync(
            Request(place),
            async (_, _, runAsync) =>
            {
                object? answer = await runAsync();
                if (answer is SliceResult { IsPartial: true })
                {
                    pipeline.Options.Updates.RangeBytes = 1L << 40;
                }

                return answer;
            });

        Assert.Equal((2 * least) + 1, place.BytesRead);
        Assert.True((await new Validator(place.Root).ValidateObjectAsync(result.ObjectRoot!)).IsValid);
    }

    private static async Task<UpdateResult> RunAsync(CopiedPlace place, Faults faults, Dictionary<string, object?> journal)
    {
        await using UpdatePipeline pipeline = PipelineOf(place, faults);
        return await pipeline.RunAsync(
            Request(place), journal, answer => place.Partial += answer is SliceResult { IsPartial: true } ? 1 : 0);
    }

    private static UpdatePipeline PipelineOf(CopiedPlace place, Faults faults)
    {
        UpdatePipeline pipeline = new(place, faults, singleSteps: 300);
        pipeline.Options.Updates.RangeBytes = RangeBytes;
        return pipeline;
    }

    private static UpdateRequest Request(PipelinePlace place) => new()
    {
        ObjectId = "urn:x",
        Source = place.Source,
        Message = "m",
        User = new UpdateUser("Ada", "mailto:ada@example.org"),
    };

    /// <summary>A place with an uploaded stage as the source: the bytes are counted that are read from the work area in ranges.</summary>
    private sealed class CopiedPlace : PipelinePlace
    {
        private readonly PipelinePlace _inner;
        private readonly StagePlace _stage;
        private readonly CountingStorage _work;

        private CopiedPlace(string kind)
        {
            _inner = PipelinePlace.Create(kind);
            _stage = new StagePlace(_inner);
            _work = new CountingStorage(_inner.Work);
        }

        public long BytesRead => _work.BytesRead;

        /// <summary>How many activities copied a part of a file.</summary>
        public int Partial { get; set; }

        public override IStorage Root => _inner.Root;

        public override IStorage Work => _work;

        public override UpdateSource Source => _stage.Source;

        public override IStorage Files => _stage.Files;

        public override IReadOnlyDictionary<string, string?> Settings => _stage.Settings;

        public static async Task<CopiedPlace> CreateAsync(string kind, string? content = null)
        {
            CopiedPlace place = new(kind);
            await place.WriteSourceAsync(new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["large"] = content ?? Content,
                ["small"] = "s",
            });
            await place.AcceptAsync("instance");
            return place;
        }

        public override Task AcceptAsync(string updateId) => _stage.AcceptAsync(updateId);

        public override Task WriteSourceAsync(IReadOnlyDictionary<string, string> files) => _stage.WriteSourceAsync(files);

        /// <summary>Changes the content that waits in the work area, and keeps its length.</summary>
        public async Task ChangeContentAsync()
        {
            StorageEntry content = await _inner.Work.ListAsync("stages", recursive: true).FirstAsync(
                entry => entry.File?.Length == Length);
            await _inner.Work.PutAsync(content.Path, new string('?', Length));
        }

        public override async ValueTask DisposeAsync()
        {
            await _stage.DisposeAsync();
        }
    }

    /// <summary>Counts how many bytes are asked for in ranges.</summary>
    private sealed class CountingStorage(IStorage inner) : ForwardingStorage(inner)
    {
        private long _bytesRead;

        public long BytesRead => Interlocked.Read(ref _bytesRead);

        public override Task<StorageReader> OpenReadAsync(
            string path, StorageReadOptions? options = null, CancellationToken cancellationToken = default)
        {
            Interlocked.Add(ref _bytesRead, options?.Length ?? 0);
            return base.OpenReadAsync(path, options, cancellationToken);
        }
    }
}

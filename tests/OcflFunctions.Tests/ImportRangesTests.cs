using Microsoft.Extensions.Options;
using Ocfl.Digests;
using Ocfl.Imports;
using Ocfl.Storage;
using Ocfl.Testing;
using OcflFunctions.Contracts;
using OcflFunctions.Hosting;
using OcflFunctions.Imports;
using OcflFunctions.Storage;
using OcflFunctions.Updates;

namespace OcflFunctions.Tests;

/// <summary>Large files of imports are copied in ranges: what a crash or a second run costs, and that the copy is the same.</summary>
public sealed class ImportRangesTests
{
    private const int RangeBytes = 1000;
    private const int Length = (3 * RangeBytes) + 1;

    public static TheoryData<string> Kinds => ["Memory", "InPlace", "Local"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_crash_at_any_call_costs_at_most_one_range(string kind)
    {
        Faults counted = Faults.None;
        await using (Copy whole = await Copy.CreateAsync(kind))
        {
            Assert.Equal(new CopiedFile(IsMismatch: false, Written: null), await whole.RunAsync(counted));
            await whole.RequireContentAsync();
            Assert.Equal(Length, whole.BytesRead);
        }

        Assert.True(counted.Calls >= 12);
        foreach (int moment in Enumerable.Range(0, counted.Calls * 2))
        {
            await using Copy copy = await Copy.CreateAsync(kind);
            await Assert.ThrowsAsync<CrashException>(() => copy.RunAsync(Faults.At(moment)));

            Assert.False((await copy.RunAsync(Faults.None)).IsMismatch);

            await copy.RequireContentAsync();
            Assert.InRange(copy.BytesRead, Length, Length + RangeBytes);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Of_runs_at_the_same_time_the_content_is_that_of_one(string kind)
    {
        await using Copy copy = await Copy.CreateAsync(kind);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            try
            {
                await copy.RunAsync(Faults.None);
            }
            catch (StorageConditionException)
            {
                // Another run was first. The engine would retry later.
            }
        })));

        Assert.False((await copy.RunAsync(Faults.None)).IsMismatch);
        await copy.RequireContentAsync();
    }

    /// <summary>A run that was held before it wrote, and goes on when the copy is published, must not change the object.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_run_that_is_late_writes_nothing(string kind)
    {
        await using Copy copy = await Copy.CreateAsync(kind);
        await copy.NextAsync(Faults.None);
        copy.IsOpen = false;

        await Assert.ThrowsAsync<StorageException>(() => copy.NextAsync(Faults.None));

        Assert.Single(copy.Written);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_file_that_does_not_have_its_digest_is_a_mismatch(string kind)
    {
        await using Copy copy = await Copy.CreateAsync(kind, digest: new string('0', 128));

        Assert.True((await copy.RunAsync(Faults.None)).IsMismatch);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_source_that_changes_between_two_ranges_is_refused(string kind)
    {
        await using Copy copy = await Copy.CreateAsync(kind);
        await copy.NextAsync(Faults.None);
        await copy.ChangeSourceAsync();

        await Assert.ThrowsAsync<Ocfl.Staging.ContentMismatchException>(() => copy.NextAsync(Faults.None));
    }

    /// <summary>Each activity copies one range, and the object is imported as it is.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_object_with_large_files_is_imported_range_by_range(string kind)
    {
        await using UpdatePipeline pipeline = new(kind, singleSteps: 300);
        await pipeline.InitializeAsync();
        pipeline.Options.Updates.RangeBytes = 10;
        SortedDictionary<string, string> files = await ImportedObjectFiles.BuildAsync("urn:x", versions: 2, ("large", new string('x', 35)));
        await ImportedObjectFiles.PutAsync(pipeline.Place, "x", files);
        int partial = 0;

        ImportResult result = await pipeline.ImportAsync(
            ImportedObjectFiles.RequestOf(pipeline.Place),
            [],
            async (_, runAsync) =>
            {
                object? answer = await runAsync();
                partial += answer is CopyImport.Partial ? 1 : 0;
                return answer;
            });

        Assert.Equal((ImportOutcome.Complete, 1L), (result.Outcome, result.Imported));
        Assert.Equal(files, await ImportedObjectFiles.ReadAsync(pipeline.Root, (await pipeline.ReadImportedAsync())[0].ObjectRoot!));

        // On a storage that writes in place, the root inventory is not copied under its own name.
        int expected = files.Where(file => kind != "InPlace" || file.Key != "inventory.json")
            .Sum(file => (System.Text.Encoding.UTF8.GetByteCount(file.Value) - 1) / 10);
        Assert.Equal(expected, partial);
        await ImportedObjectFiles.RequireNothingLeftAsync(pipeline.Place);
    }

    /// <summary>The copy of one file of an object.</summary>
    private sealed class Copy : IAsyncDisposable
    {
        private const string InObject = "v1/content/file";

        private readonly PipelinePlace _place;
        private readonly byte[] _content = new byte[Length];
        private readonly CountingStorage _source;
        private readonly string? _digest;
        private ImportedFile? _file;

        private Copy(string kind, string? digest)
        {
            _place = PipelinePlace.Create(kind);
            _source = new CountingStorage(_place.Files);
            _digest = digest;
            new Random(1).NextBytes(_content);
        }

        public long BytesRead => _source.BytesRead;

        public bool IsOpen { get; set; } = true;

        public List<StorageFile> Written { get; } = [];

        private static ImportMark Mark { get; } = new(
            new ObjectImport(
                new ImportIdentity("import", DateTimeOffset.UnixEpoch), 0, new ImportSource { Directory = "source" }, "some", "urn:x"),
            "objects/x",
            "v1",
            "sha512",
            "digest",
            "etag",
            "v1/inventory.json");

        public static async Task<Copy> CreateAsync(string kind, string? digest = null)
        {
            Copy copy = new(kind, digest);
            using MemoryStream content = new(copy._content);
            StorageFile file = await copy._place.Files.WriteAsync("some/" + InObject, content, new StorageWriteOptions());
            ResumableDigests digests = new([DigestAlgorithm.Sha512, DigestAlgorithm.Get("md5")]);
            digests.Append(copy._content);
            ContentDigests found = digests.Finish();
            copy._file = new ImportedFile(InObject, Length, file.ETag,
            [
                new("sha512", copy._digest ?? found[DigestAlgorithm.Sha512]),
                new("md5", found[DigestAlgorithm.Get("md5")].ToUpperInvariant()),
            ]);
            return copy;
        }

        public async Task ChangeSourceAsync()
        {
            using MemoryStream content = new(new byte[Length]);
            await _place.Files.WriteAsync("some/" + InObject, content, new StorageWriteOptions());
        }

        public async Task<CopiedFile> RunAsync(Faults faults)
        {
            while (true)
            {
                if (await NextAsync(faults) is { } whole)
                {
                    return whole;
                }
            }
        }

        public Task<CopiedFile?> NextAsync(Faults faults)
        {
            OcflOptions options = new();
            options.Updates.RangeBytes = RangeBytes;
            RangedFiles ranges = new(new WorkArea(new FaultyStorage(_place.Work, faults)), Options.Create(options));
            ImportPlace place = ImportPlace.Of(new FaultyStorage(_place.Root, faults), Mark.ToCopy());
            return new RangedImport(ranges, place, Mark.Owner).CopyNextAsync(
                _source,
                _file!,
                "imports/lists/x/000000.ranges.json",
                _ => IsOpen ? Task.CompletedTask : throw new StorageException("It has ended."),
                Written.Add,
                CancellationToken.None);
        }

        public async Task RequireContentAsync()
        {
            (IStorage storage, string root) = _place.Root.PendingArea is { } pending
                ? (pending.Storage, Mark.Owner + "/object")
                : (_place.Root, Mark.ObjectRoot);
            await using StorageReader reader = await storage.OpenReadAsync($"{root}/{InObject}");
            using MemoryStream bytes = new();
            await reader.Content.CopyToAsync(bytes);
            Assert.Equal(_content, bytes.ToArray());
            if (_place.Root.PendingArea is null)
            {
                Assert.Equal(Mark.Owner, reader.File.Owner);
            }
        }

        public ValueTask DisposeAsync() => _place.DisposeAsync();
    }

    /// <summary>Counts how many bytes are asked for.</summary>
    private sealed class CountingStorage(IStorage inner) : ForwardingStorage(inner)
    {
        public long BytesRead { get; private set; }

        public override Task<StorageReader> OpenReadAsync(
            string path, StorageReadOptions? options = null, CancellationToken cancellationToken = default)
        {
            BytesRead += options!.Length!.Value;
            return base.OpenReadAsync(path, options, cancellationToken);
        }
    }
}

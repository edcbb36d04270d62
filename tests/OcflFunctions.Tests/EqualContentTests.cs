using Ocfl.Staging;
using Ocfl.Storage;
using Ocfl.Testing;
using OcflFunctions.Contracts;
using OcflFunctions.Updates;

namespace OcflFunctions.Tests;

/// <summary>Equal small content of one source takes room once in the work area, in whichever batches and runs it is staged.</summary>
public sealed class EqualContentTests
{
    private const int Small = 100;
    private const int Longest = ContentInMemory.MostBytes;

    [Theory]
    [InlineData("Local", Small)]
    [InlineData("Local", Longest)]
    [InlineData("Memory", Small)]
    [InlineData("Memory", Longest)]
    public async Task It_is_staged_once(string kind, int length)
    {
        Dictionary<string, string> files = Enumerable.Range(0, 15).ToDictionary(i => $"file-{i:D2}", i => Text(i % 3, length));
        files.Add("other", Text(0, length + 1));
        await using PipelinePlace place = PipelinePlace.Create(kind);
        await place.WriteSourceAsync(files);
        await using UpdatePipeline pipeline = new(place, Faults.None, singleSteps: 300);
        long[] staged = [];

        UpdateResult result = await pipeline.RunAsync(Request(place), async (name, _, runAsync) =>
        {
            if (name == nameof(CreatePlan))
            {
                staged = await StagedAsync(place.Work);
            }

            return name == nameof(BuildStage) ? (await Task.WhenAll(runAsync(), runAsync()))[1] : await runAsync();
        });

        Assert.Equal([length, length, length, length + 1], staged.Order());
        Assert.Equal(16, result.Files!.Added);
        SortedDictionary<string, string> written = await ObjectSnapshot.TakeAsync(place.Root, result.ObjectRoot!);
        foreach (string path in (string[])["file-00", "file-01", "file-02", "other"])
        {
            Assert.Equal(files[path], written[$"{result.ObjectRoot}/v1/content/{path}"]);
        }

        Assert.Empty(await StagedAsync(place.Work));
    }

    /// <summary>A run wrote the content under its digest, and the power failed before the bytes were on the disk.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("\0\0\0\0\0\0\0")]
    [InlineData("content and more")]
    public async Task Content_that_a_power_failure_has_damaged_is_written_again(string damaged)
    {
        await using PipelinePlace place = PipelinePlace.Create("Local");
        await place.WriteSourceAsync(new Dictionary<string, string> { ["a"] = "content" });
        await using UpdatePipeline pipeline = new(place, singleSteps: 300);

        UpdateResult result = await pipeline.RunAsync(Request(place), async (name, _, runAsync) =>
        {
            if (name == nameof(BuildStage))
            {
                // As a run left it that did not come to the digests.
                await runAsync();
                await foreach (StorageEntry entry in place.Work.ListAsync("updates", recursive: true))
                {
                    if (entry.Path.Contains("/staged/", StringComparison.Ordinal))
                    {
                        await place.Work.DeleteAsync(entry.Path);
                    }
                    else if (entry.File?.Length == "content".Length)
                    {
                        await place.Work.DeleteAsync(entry.Path);
                        await place.Work.PutAsync(entry.Path, damaged);
                    }
                }
            }

            return await runAsync();
        });

        SortedDictionary<string, string> written = await ObjectSnapshot.TakeAsync(place.Root, result.ObjectRoot!);
        Assert.Equal("content", written[$"{result.ObjectRoot}/v1/content/a"]);
        Assert.Empty(await StagedAsync(place.Work));
    }

    /// <summary>Staging dies at any of its writes, and runs again.</summary>
    [Fact]
    public async Task A_crash_while_it_is_staged_changes_nothing()
    {
        Dictionary<string, string> files = Enumerable.Range(0, 5).ToDictionary(i => $"file-{i}", i => Text(i % 2, Small));
        int calls = await StageAsync(files, Faults.None, static _ => Task.CompletedTask);
        Assert.True(calls > 5);

        foreach (int moment in Enumerable.Range(0, calls * 2))
        {
            await StageAsync(files, Faults.At(moment), async place =>
            {
                await using UpdatePipeline again = new(place, Faults.None, singleSteps: 300);
                UpdateResult result = await again.RunAsync(Request(place), (_, _, runAsync) => runAsync());
                SortedDictionary<string, string> written = await ObjectSnapshot.TakeAsync(place.Root, result.ObjectRoot!);
                Assert.Equal(files["file-0"], written[$"{result.ObjectRoot}/v1/content/file-0"]);
                Assert.Equal(files["file-1"], written[$"{result.ObjectRoot}/v1/content/file-1"]);
                Assert.Equal(5, result.Files!.Added);
                Assert.Empty(await StagedAsync(place.Work));
            });
        }
    }

    private static UpdateRequest Request(PipelinePlace place) => new() { ObjectId = "urn:x", Source = place.Source };

    // Up to the plan. Returns how many mutating calls there were.
    private static async Task<int> StageAsync(Dictionary<string, string> files, Faults faults, Func<PipelinePlace, Task> thenAsync)
    {
        await using PipelinePlace place = PipelinePlace.Create("Memory");
        await place.WriteSourceAsync(files);
        await using (UpdatePipeline dying = new(place, faults, singleSteps: 300))
        {
            await Assert.ThrowsAsync<CrashException>(() => dying.RunAsync(
                Request(place), (name, _, runAsync) => name == nameof(CreatePlan) ? throw new CrashException() : runAsync()));
        }

        await thenAsync(place);
        return faults.Calls;
    }

    private static string Text(int seed, int length) => new((char)('A' + seed), length);

    private static async Task<long[]> StagedAsync(IStorage work)
    {
        List<long> lengths = [];
        await foreach (StorageEntry entry in work.ListAsync("updates", recursive: true))
        {
            if (entry.File is { } file && UpdatePipeline.IsStagedContent(file.Path))
            {
                lengths.Add(file.Length);
            }
        }

        return [.. lengths];
    }
}

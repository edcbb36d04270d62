using Microsoft.DurableTask.Client;
using Ocfl.Objects;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Validation;
using OcflFunctions.Contracts;
using OcflFunctions.Imports;
using Xunit.Abstractions;

namespace OcflFunctions.Tests;

/// <summary>
/// An import dies before or after a mutating call of its storages. The object is whole in the storage root then or is not there; and the
/// import completes, or leaves nothing, whatever follows it. Derived for each kind of storage.
/// </summary>
public abstract class ImportCrashMatrix(ITestOutputHelper output)
{
    private const string Id = "urn:x";
    private const string Neighbour = "urn:y";

    /// <summary>What follows a crash.</summary>
    public enum Continuation
    {
        /// <summary>The engine runs the import again.</summary>
        Resumed,

        /// <summary>An operator terminates it, and the service sweeps.</summary>
        Swept,

        /// <summary>An operator terminates it, and the object is updated.</summary>
        Updated,

        /// <summary>An operator terminates it, and the same objects are imported by another import.</summary>
        ImportedAgain,

        /// <summary>An operator terminates it, and maintenance runs when its time is over.</summary>
        Maintained,
    }

    /// <summary>Of how many moments to die at one is tried, so that the whole does not take too long.</summary>
    private protected virtual int Stride => 7;

    /// <summary>How many trials are under way at once.</summary>
    private protected virtual int AtOnce => 2;

    /// <summary>A place of one trial's own.</summary>
    private protected abstract Task<PipelinePlace> CreatePlaceAsync();

    [Theory]
    [InlineData(Continuation.Resumed, true)]
    [InlineData(Continuation.Resumed, false)]
    [InlineData(Continuation.Swept, true)]
    [InlineData(Continuation.Swept, false)]
    [InlineData(Continuation.Updated, true)]
    [InlineData(Continuation.ImportedAgain, true)]
    [InlineData(Continuation.ImportedAgain, false)]
    [InlineData(Continuation.Maintained, true)]
    [InlineData(Continuation.Maintained, false)]
    public async Task After_a_crash_at_any_call_the_object_is_whole_or_not_there(Continuation continuation, bool hasHeadInventory)
    {
        SortedDictionary<string, string> files = await ImportedObjectFiles.BuildAsync(Id, versions: 2);
        if (!hasHeadInventory)
        {
            // Inventories of versions are recommended, not required (W010).
            foreach (string path in files.Keys.Where(path => path.StartsWith("v2/inventory.json", StringComparison.Ordinal)).ToList())
            {
                files.Remove(path);
            }
        }

        SortedDictionary<string, string> root = await BuildRootAsync();
        Faults counted = Faults.None;
        await using (PipelinePlace whole = await CreateAsync(root, files))
        {
            await using UpdatePipeline pipeline = Open(whole, counted);
            await RequireImportedAsync(pipeline, files, []);
        }

        int[] moments = Faults.Moments(counted.Calls, Stride);
        output.WriteLine($"{counted.Calls} mutating calls; died at {moments.Length} of {counted.Calls * 2} moments.");
        await Parallel.ForEachAsync(moments, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (moment, _) =>
        {
            await using PipelinePlace place = await CreateAsync(root, files);
            Dictionary<string, object?> journal = [];
            Faults faults = Faults.At(moment);
            await using (UpdatePipeline dying = Open(place, faults))
            {
                await Assert.ThrowsAsync<CrashException>(() => dying.ImportAsync(ImportedObjectFiles.RequestOf(place), journal));
            }

            bool isThere = await IsThereAsync(place, files);
            await using UpdatePipeline next = Open(place, Faults.None);
            await ContinueAsync(next, continuation, journal, isThere, files);
        });
    }

    // Inventories are copied in ranges, the other files at once.
    private static UpdatePipeline Open(PipelinePlace place, Faults faults)
    {
        UpdatePipeline pipeline = new(place, faults, singleSteps: 300);
        pipeline.Options.Updates.RangeBytes = 600;
        return pipeline;
    }

    private static async Task ContinueAsync(
        UpdatePipeline next,
        Continuation continuation,
        Dictionary<string, object?> journal,
        bool isThere,
        SortedDictionary<string, string> files)
    {
        if (continuation == Continuation.Resumed)
        {
            await RequireImportedAsync(next, files, journal);
            return;
        }

        next.SetImportStatus(UpdatePipeline.ImportId, nameof(ImportObjects), OrchestrationRuntimeStatus.Terminated);
        next.SetImportStatus(
            UpdatePipeline.OwnerOfImport(0), nameof(ImportObject), OrchestrationRuntimeStatus.Terminated, new ObjectImportStatus(Id));
        switch (continuation)
        {
            case Continuation.Swept:
                await next.SweepImportsAsync();
                await RequireNothingLeftAsync(next.Place);
                Assert.Equal(isThere, await IsThereAsync(next.Place, files));
                Assert.Empty(await next.QueueAsync(Id));
                return;

            case Continuation.Maintained:
                next.Time.Advance(TimeSpan.FromDays(30));
                Assert.Empty((await next.MaintainAsync()).Errors);
                await RequireNothingLeftAsync(next.Place);
                Assert.Equal(isThere, await IsThereAsync(next.Place, files));
                Assert.Empty(next.Client.Instances);

                // A queue is empty after the first run, and removed by the next.
                Assert.Empty((await next.MaintainAsync()).Errors);
                Assert.DoesNotContain(
                    (await UpdatePipeline.FilesAsync(next.Place.Work)).Keys,
                    path => path.StartsWith("imports/", StringComparison.Ordinal) || path.StartsWith("claims/", StringComparison.Ordinal));
                return;

            case Continuation.Updated:
                await next.Place.Files.PutAsync("new", "new");
                UpdateResult result = await next.RunAsync(
                    new UpdateRequest
                    {
                        ObjectId = Id,
                        Source = next.Place.Source with { Include = ["new"] },
                        Message = "m",
                        User = new UpdateUser("Ada", "mailto:ada@example.org"),
                    },
                    (_, runAsync) => runAsync(),
                    "after");
                Assert.Equal(isThere ? "v3" : "v1", result.Version);
                await RequireRootIsValidAsync(next.Root);
                await RequireNothingLeftAsync(next.Place);
                return;

            default:
                ImportResult again = await next.ImportAsync(ImportedObjectFiles.RequestOf(next.Place), [], instanceId: "again");
                Assert.Equal((isThere ? 0 : 1, isThere ? 1 : 0), (again.Imported, again.Unchanged));
                Assert.True(await IsThereAsync(next.Place, files));

                // An import that is complete has nothing of another import in its way.
                await next.SweepImportsAsync();
                await RequireNothingLeftAsync(next.Place);
                await RequireRootIsValidAsync(next.Root);
                return;
        }
    }

    private static async Task RequireImportedAsync(
        UpdatePipeline pipeline, SortedDictionary<string, string> files, Dictionary<string, object?> journal)
    {
        ImportResult result = await pipeline.ImportAsync(ImportedObjectFiles.RequestOf(pipeline.Place), journal);

        Assert.Equal((ImportOutcome.Complete, 1L, files.Count), (result.Outcome, result.Imported, result.Files));
        Assert.True(await IsThereAsync(pipeline.Place, files));
        Assert.Empty(await pipeline.QueueAsync(Id));
        await RequireRootIsValidAsync(pipeline.Root);
        await RequireNothingLeftAsync(pipeline.Place);
        ImportedObject done = Assert.Single(await pipeline.ReadImportedAsync());
        Assert.Equal((ImportedObjectOutcome.Imported, Id, "v2"), (done.Outcome, done.ObjectId, done.Head));
    }

    private async Task<PipelinePlace> CreateAsync(
        SortedDictionary<string, string> root, SortedDictionary<string, string> files)
    {
        PipelinePlace place = await CreatePlaceAsync();
        await ObjectSnapshot.WriteAsync(root, place.Root);

        await ImportedObjectFiles.PutAsync(place, "some/object", files);
        return place;
    }

    // A storage root with an object, as the service makes it; each trial gets a copy.
    private static async Task<SortedDictionary<string, string>> BuildRootAsync()
    {
        await using PipelinePlace place = PipelinePlace.Create("Memory");
        await using UpdatePipeline pipeline = new(place, singleSteps: 300);
        await place.WriteSourceAsync(new Dictionary<string, string> { ["a"] = "1" });
        await pipeline.RunAsync(
            new UpdateRequest
            {
                ObjectId = Neighbour,
                Source = place.Source,
                Message = "m",
                User = new UpdateUser("Ada", "mailto:ada@example.org"),
            },
            (_, runAsync) => runAsync(),
            "neighbour");
        return await ObjectSnapshot.TakeAsync(place.Root);
    }

    /// <returns>Whether it is there, whole and the same byte by byte. Otherwise no reader finds it.</returns>
    private static async Task<bool> IsThereAsync(PipelinePlace place, SortedDictionary<string, string> files)
    {
        StorageRoot root = await StorageRoot.OpenAsync(place.Root);
        if (await root.OpenObjectAsync(Id) is not { } found)
        {
            return false;
        }

        SortedDictionary<string, string> present = await ImportedObjectFiles.ReadAsync(place.Root, found.Root);

        // Between the commit and the end, the file that the commit has copied is still there.
        present.Remove("inventory.json.pending");
        Assert.Equal(files, present);
        return true;
    }

    private static async Task RequireNothingLeftAsync(PipelinePlace place)
    {
        await ImportedObjectFiles.RequireNothingLeftAsync(place);
        StorageRoot root = await StorageRoot.OpenAsync(place.Root);
        if (await root.OpenObjectAsync(Id) is null)
        {
            Assert.Empty(await place.Root.ListAllAsync(root.GetObjectRoot(Id), recursive: true));
        }
    }

    private static async Task RequireRootIsValidAsync(IStorage root)
    {
        await foreach (ValidationReport report in new Validator(root).ValidateRootAsync())
        {
            Assert.DoesNotContain(report.Findings, finding => finding.Code != "W010");
        }
    }
}

[Trait("Category", "Slow")]
public sealed class MemoryImportCrashMatrixTests(ITestOutputHelper output) : ImportCrashMatrix(output)
{
    private protected override Task<PipelinePlace> CreatePlaceAsync() => Task.FromResult(PipelinePlace.Create("Memory"));
}

[Trait("Category", "Slow")]
public sealed class InPlaceImportCrashMatrixTests(ITestOutputHelper output) : ImportCrashMatrix(output)
{
    private protected override Task<PipelinePlace> CreatePlaceAsync() => Task.FromResult(PipelinePlace.Create("InPlace"));
}

[Trait("Category", "Slow")]
public sealed class LocalImportCrashMatrixTests(ITestOutputHelper output) : ImportCrashMatrix(output)
{
    private protected override Task<PipelinePlace> CreatePlaceAsync() => Task.FromResult(PipelinePlace.Create("Local"));
}

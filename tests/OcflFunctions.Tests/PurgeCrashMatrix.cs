using Microsoft.DurableTask.Client;
using Ocfl.Objects;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Validation;
using OcflFunctions.Contracts;
using OcflFunctions.Hosting;
using OcflFunctions.Purges;
using Xunit.Abstractions;

namespace OcflFunctions.Tests;

/// <summary>
/// A purge dies before or after a mutating call of its storages. The object is whole then or is none; and the purge completes, resumed by
/// the engine, by the sweep, or by the object's next update. Derived for each kind of storage.
/// </summary>
public abstract class PurgeCrashMatrix(ITestOutputHelper output)
{
    private const string Id = "urn:x";
    private const string Neighbour = "urn:y";

    private static readonly PurgeRequest Request = new()
    {
        Confirm = Id,
        Reason = "A takedown.",
        User = new UpdateUser("Ada", "mailto:ada@example.org"),
        ExpectedHead = "v2",
    };

    /// <summary>How a purge continues after a crash.</summary>
    public enum Continuation
    {
        /// <summary>The engine runs it again.</summary>
        Resumed,

        /// <summary>An operator terminates it, and the service sweeps.</summary>
        Swept,

        /// <summary>An operator terminates it, and the object is updated.</summary>
        Updated,
    }

    /// <summary>Of how many moments to die at one is tried, so that the whole does not take too long.</summary>
    private protected virtual int Stride => 1;

    /// <summary>A place of one trial's own.</summary>
    private protected abstract Task<PipelinePlace> CreatePlaceAsync();

    [Theory]
    [InlineData(Continuation.Resumed)]
    [InlineData(Continuation.Swept)]
    [InlineData(Continuation.Updated)]
    public async Task After_a_crash_at_any_call_the_object_is_whole_or_none_and_the_purge_completes(Continuation continuation)
    {
        SortedDictionary<string, string> root = await BuildRootAsync();
        Faults counted = Faults.None;
        await using (PipelinePlace whole = await CreateAsync(root))
        {
            await using UpdatePipeline pipeline = new(whole, counted, singleSteps: 300) { AllowsPurge = true };
            PurgeRecord record = await pipeline.PurgeAsync(Request, []);

            Assert.Equal(("v2", 2, "A takedown.", "Ada"), (record.Head, record.Versions, record.Reason, record.User.Name));
            Assert.NotNull(record.CompletedAt);
            await RequireGoneAsync(whole);
        }

        int[] moments = Faults.Moments(counted.Calls, Stride);
        output.WriteLine($"{counted.Calls} mutating calls; died at {moments.Length} of {counted.Calls * 2} moments.");
        foreach (int moment in moments)
        {
            await using PipelinePlace place = await CreateAsync(root);
            Dictionary<string, object?> journal = [];
            Faults faults = Faults.At(moment);
            await using (UpdatePipeline dying = new(place, faults, singleSteps: 300) { AllowsPurge = true })
            {
                await Assert.ThrowsAsync<CrashException>(() => dying.PurgeAsync(Request, journal));
            }

            bool isWhole = await RequireWholeOrNoneAsync(place);
            await using UpdatePipeline next = new(place, Faults.None, singleSteps: 300) { AllowsPurge = true };
            await ContinueAsync(next, continuation, journal, isWhole);
        }
    }

    private static async Task ContinueAsync(
        UpdatePipeline next, Continuation continuation, Dictionary<string, object?> journal, bool isWhole)
    {
        if (continuation == Continuation.Resumed)
        {
            Assert.NotNull((await next.PurgeAsync(Request, journal)).CompletedAt);
            Assert.Empty(await next.QueueAsync(Id));
            await RequireGoneAsync(next.Place);
            return;
        }

        next.SetPurgeStatus("purge", OrchestrationRuntimeStatus.Terminated, new PurgeInput(Request, new UpdateSettings()));
        if (continuation == Continuation.Updated)
        {
            await next.Place.WriteSourceAsync(new Dictionary<string, string> { ["new"] = "new" });
            UpdateResult result = await next.RunAsync(Update(next.Place), (_, runAsync) => runAsync(), "after");

            Assert.Equal(isWhole ? "v3" : "v1", result.Version);
            Assert.True((await new Validator(next.Root).ValidateObjectAsync(result.ObjectRoot!)).IsValid);
            await RequireRootIsValidAsync(next.Root);
            Assert.Equal(isWhole, (await next.RecordAsync("purge"))?.CompletedAt is null);
            return;
        }

        await next.SweepPurgesAsync();
        Assert.Empty(await next.QueueAsync(Id));
        if (isWhole)
        {
            Assert.True(await RequireWholeOrNoneAsync(next.Place));
            Assert.Null(await next.RecordAsync("purge"));
        }
        else
        {
            Assert.NotNull((await next.RecordAsync("purge"))?.CompletedAt);
            await RequireGoneAsync(next.Place);
        }
    }

    private async Task<PipelinePlace> CreateAsync(SortedDictionary<string, string> root)
    {
        PipelinePlace place = await CreatePlaceAsync();
        await ObjectSnapshot.WriteAsync(root, place.Root);

        return place;
    }

    // A storage root with two objects, as the service makes them; each trial gets a copy.
    private static async Task<SortedDictionary<string, string>> BuildRootAsync()
    {
        await using PipelinePlace place = PipelinePlace.Create("Memory");
        await using UpdatePipeline pipeline = new(place, Faults.None, singleSteps: 300);
        await place.WriteSourceAsync(new Dictionary<string, string> { ["a"] = "1", ["b/c"] = "2", ["b/d"] = "3", ["e"] = "4" });
        await pipeline.RunAsync(Update(place), (_, runAsync) => runAsync(), "first");
        await pipeline.RunAsync(Update(place) with { ObjectId = Neighbour }, (_, runAsync) => runAsync(), "neighbour");
        await place.WriteSourceAsync(new Dictionary<string, string> { ["a"] = "5" });
        await pipeline.RunAsync(Update(place), (_, runAsync) => runAsync(), "second");
        return await ObjectSnapshot.TakeAsync(place.Root);
    }

    private static UpdateRequest Update(PipelinePlace place) => new()
    {
        ObjectId = Id,
        Source = place.Source,
        Message = "m",
        User = new UpdateUser("Ada", "mailto:ada@example.org"),
    };

    /// <returns>Whether it is whole.</returns>
    private static async Task<bool> RequireWholeOrNoneAsync(PipelinePlace place)
    {
        StorageRoot root = await StorageRoot.OpenAsync(place.Root);
        string objectRoot = root.GetObjectRoot(Id);
        ValidationReport report = await new Validator(place.Root).ValidateObjectAsync(objectRoot);
        OcflObject? found = null;
        try
        {
            found = await root.OpenObjectAsync(Id);
        }
        catch (CorruptObjectException)
        {
            Assert.False(report.IsValid);
        }

        Assert.Equal(report.IsValid, found is not null);
        return report.IsValid;
    }

    private static async Task RequireGoneAsync(PipelinePlace place)
    {
        StorageRoot root = await StorageRoot.OpenAsync(place.Root);
        Assert.Null(await root.OpenObjectAsync(Id));
        Assert.Empty(await place.Root.ListAllAsync(root.GetObjectRoot(Id), recursive: true));
        await RequireRootIsValidAsync(place.Root);
        Assert.NotNull(await root.OpenObjectAsync(Neighbour));
        Assert.Equal(
            ["purges/done/purge/completed.json", "purges/done/purge/record.json"],
            (await ObjectSnapshot.TakeAsync(place.Work)).Keys.Where(path => path.StartsWith("purges/", StringComparison.Ordinal)));
        if (place.Root.PendingArea is { } pending)
        {
            Assert.Empty(await ObjectSnapshot.TakeAsync(pending.Storage));
        }
    }

    // Among others: no empty directories (E073), and no files outside of objects.
    private static async Task RequireRootIsValidAsync(IStorage root)
    {
        await foreach (ValidationReport report in new Validator(root).ValidateRootAsync())
        {
            Assert.Empty(report.Findings);
        }
    }
}

[Trait("Category", "Slow")]
public sealed class MemoryPurgeCrashMatrixTests(ITestOutputHelper output) : PurgeCrashMatrix(output)
{
    private protected override Task<PipelinePlace> CreatePlaceAsync() => Task.FromResult(PipelinePlace.Create("Memory"));
}

[Trait("Category", "Slow")]
public sealed class InPlacePurgeCrashMatrixTests(ITestOutputHelper output) : PurgeCrashMatrix(output)
{
    private protected override Task<PipelinePlace> CreatePlaceAsync() => Task.FromResult(PipelinePlace.Create("InPlace"));
}

[Trait("Category", "Slow")]
public sealed class LocalPurgeCrashMatrixTests(ITestOutputHelper output) : PurgeCrashMatrix(output)
{
    private protected override Task<PipelinePlace> CreatePlaceAsync() => Task.FromResult(PipelinePlace.Create("Local"));
}

/// <summary>On Azurite one in thirteen moments is tried; all are on a memory that writes in place.</summary>
[Trait("Category", "Slow")]
public sealed class AzuritePurgeCrashMatrixTests(ITestOutputHelper output) : PurgeCrashMatrix(output)
{
    private protected override int Stride => 13;

    private protected override async Task<PipelinePlace> CreatePlaceAsync() => await BlobPlace.CreateAsync();
}

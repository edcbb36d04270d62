using Microsoft.DurableTask.Client;
using Ocfl.Objects;
using Ocfl.Testing;
using Ocfl.Validation;
using OcflFunctions.Contracts;
using OcflFunctions.Hosting;
using OcflFunctions.Updates;
using Xunit.Abstractions;
using UpdateMode = OcflFunctions.Contracts.UpdateMode;

namespace OcflFunctions.Tests;

/// <summary>
/// The whole of an update, from the claim to its release, dies before or after a mutating call of its storages, and is resumed from what
/// the engine had recorded: the object comes out the same, and nothing else is left. Derived for each kind of storage.
/// </summary>
public abstract class OrchestrationCrashMatrix(ITestOutputHelper output)
{
    public static TheoryData<string, int> Scenarios => new()
    {
        { "create v1", 300 },
        { "create v1", 0 },
        { "make v2", 300 },
        { "make v2", 0 },
        { "change the state", 300 },
        { "move to sha512", 0 },
    };

    // Of how many moments one has maintenance in between, unless OCFL_EVERY_CRASH is set.
    private const int MaintenanceStride = 49;

    /// <summary>Of how many moments to die at one is tried, so that the whole does not take too long.</summary>
    private protected virtual int Stride => 1;

    /// <summary>How many updates are under way at once.</summary>
    private protected virtual int AtOnce => 2;

    /// <summary>From how many bytes on files are read in ranges of so many; null for files that are read at once.</summary>
    private protected virtual long? RangeBytes => null;

    /// <summary>A place of one trial's own.</summary>
    private protected abstract Task<PipelinePlace> CreatePlaceAsync();

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task After_a_crash_at_any_call_the_update_goes_on_to_the_same_object(string name, int singleSteps)
    {
        UpdateScenario scenario = UpdateScenario.Get(name);
        SortedDictionary<string, string> root = await BuildRootAsync(scenario, singleSteps);
        await using Trial whole = await StartAsync(scenario, singleSteps, root);
        Faults counted = Faults.None;
        UpdateResult expected = await whole.RunAsync(counted);
        SortedDictionary<string, string> files = await ObjectSnapshot.TakeAsync(whole.Place.Root);

        // Before the first call, after it, before the second, and so on: an odd stride takes from both kinds.
        int[] moments = Faults.Moments(counted.Calls, Stride);
        output.WriteLine($"{counted.Calls} mutating calls; died at {moments.Length} of {counted.Calls * 2} moments.");
        await Parallel.ForEachAsync(moments, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (moment, cancellationToken) =>
        {
            await using Trial trial = await StartAsync(scenario, singleSteps, root);
            await Assert.ThrowsAsync<CrashException>(
                () => trial.RunAsync(Faults.At(moment)));

            if (Faults.TriesEveryMoment || moment % MaintenanceStride == 0)
            {
                await trial.MaintainAsync();
            }

            UpdateResult result = await trial.RunAsync(Faults.None);

            Assert.Equal(
                (UpdateOutcome.Completed, expected.Version, expected.InventoryDigest),
                (result.Outcome, result.Version, result.InventoryDigest));
            Assert.Equal(files, await ObjectSnapshot.TakeAsync(trial.Place.Root));
            // W004: a version of before the move has another algorithm than sha512.
            Assert.All(
                (await new Validator(trial.Place.Root).ValidateObjectAsync(result.ObjectRoot!, cancellationToken)).Findings,
                finding => Assert.Equal("W004", finding.Code));
            await RequireNothingLeftAsync(trial.Place);
        });
    }

    /// <summary>
    /// At each of these moments the update can also be terminated: then maintenance removes what it left, and nothing else.
    /// </summary>
    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task After_a_crash_at_any_call_maintenance_removes_what_a_terminated_update_left(string name, int singleSteps)
    {
        UpdateScenario scenario = UpdateScenario.Get(name);
        SortedDictionary<string, string> root = await BuildRootAsync(scenario, singleSteps);
        await using Trial whole = await StartAsync(scenario, singleSteps, root);
        await whole.InitializeAsync();
        SortedDictionary<string, string> before = await ObjectSnapshot.TakeAsync(whole.Place.Root);
        Faults counted = Faults.None;
        await whole.RunAsync(counted);

        int[] moments = Faults.Moments(counted.Calls, Stride * MaintenanceStride);
        await Parallel.ForEachAsync(moments, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (moment, cancellationToken) =>
        {
            await using Trial trial = await StartAsync(scenario, singleSteps, root);
            await trial.InitializeAsync();
            await Assert.ThrowsAsync<CrashException>(
                () => trial.RunAsync(Faults.At(moment)));

            await trial.TerminateAndMaintainAsync();

            await RequireNothingLeftAsync(trial.Place);
            Assert.DoesNotContain(
                (await ObjectSnapshot.TakeAsync(trial.Place.Work)).Keys,
                path => path.StartsWith("updates/", StringComparison.Ordinal) || path.StartsWith("claims/", StringComparison.Ordinal));
            if (!await trial.HasCommittedAsync())
            {
                Assert.Equal(before.Keys, (await ObjectSnapshot.TakeAsync(trial.Place.Root)).Keys);
            }
        });
    }

    private async Task<Trial> StartAsync(UpdateScenario scenario, int singleSteps, SortedDictionary<string, string> root)
    {
        PipelinePlace place = await CreatePlaceAsync();
        await ObjectSnapshot.WriteAsync(root, place.Root);

        await place.WriteSourceAsync(scenario.Changes is null ? scenario.After : scenario.Source);
        await place.AcceptAsync("instance");
        return new Trial(place, scenario, singleSteps, RangeBytes);
    }

    // The storage root before the update, as the service makes it; each trial gets a copy.
    private static async Task<SortedDictionary<string, string>> BuildRootAsync(UpdateScenario scenario, int singleSteps)
    {
        if (scenario.Before is not { } before)
        {
            return [];
        }

        await using PipelinePlace place = PipelinePlace.Create("Memory");
        await place.WriteSourceAsync(before);
        await using UpdatePipeline pipeline = new(place, Faults.None, singleSteps);
        await pipeline.RunAsync(
            Trial.Request(place) with { DigestAlgorithm = scenario.DigestAlgorithmBefore }, (_, _, runAsync) => runAsync(), "before");
        return await ObjectSnapshot.TakeAsync(place.Root);
    }

    private static async Task RequireNothingLeftAsync(PipelinePlace place)
    {
        Assert.DoesNotContain((await ObjectSnapshot.TakeAsync(place.Work)).Keys, path => path.Contains("/stage/", StringComparison.Ordinal)
            || path.Contains("/slices/", StringComparison.Ordinal)
            || path.StartsWith("stages/", StringComparison.Ordinal));
        if (place.Root.PendingArea is { } pending)
        {
            Assert.Empty(await ObjectSnapshot.TakeAsync(pending.Storage));
        }
    }

    private sealed class Trial(PipelinePlace place, UpdateScenario scenario, int singleSteps, long? rangeBytes) : IAsyncDisposable
    {
        private readonly Dictionary<string, object?> _journal = [];

        public PipelinePlace Place { get; } = place;

        public static UpdateRequest Request(PipelinePlace place) => new()
        {
            ObjectId = "urn:x",
            Source = place.Source,
            Message = "m",
            User = new UpdateUser("Ada", "mailto:ada@example.org"),
        };

        /// <summary>Runs the update in a process of its own, as far as it comes.</summary>
        public async Task<UpdateResult> RunAsync(Faults faults)
        {
            await using UpdatePipeline pipeline = new(Place, faults, singleSteps);
            pipeline.Options.Updates.RangeBytes = rangeBytes ?? pipeline.Options.Updates.RangeBytes;
            UpdateRequest request = Request(Place) with { DigestAlgorithm = "sha512" };
            return await pipeline.RunAsync(
                scenario.Changes is { } changes ? request with
                {
                    Mode = UpdateMode.Select,
                    Changes = [.. changes.Select(ContractMapping.ToContract)],
                } : request,
                _journal);
        }

        /// <summary>Opens the storage root, as the service does when it starts.</summary>
        public async Task InitializeAsync()
        {
            await using UpdatePipeline pipeline = new(Place, Faults.None, singleSteps);
            await pipeline.InitializeAsync();
        }

        /// <summary>Maintenance long after the crash, while the engine still has the update as running: nothing of it is removed.</summary>
        public async Task MaintainAsync()
        {
            await using UpdatePipeline pipeline = new(Place, Faults.None, singleSteps);
            pipeline.SetStatus("instance", OrchestrationRuntimeStatus.Running, new UpdateInput(Request(Place), new UpdateSettings()));
            pipeline.Time.Advance(TimeSpan.FromDays(30));
            Assert.Empty((await pipeline.MaintainAsync()).Errors);
        }

        /// <summary>The update is terminated, and maintenance runs when its time is over.</summary>
        public async Task TerminateAndMaintainAsync()
        {
            await using UpdatePipeline pipeline = new(Place, Faults.None, singleSteps);
            pipeline.SetStatus("instance", OrchestrationRuntimeStatus.Terminated, new UpdateInput(Request(Place), new UpdateSettings()));
            pipeline.Time.Advance(TimeSpan.FromDays(30));
            Assert.Empty((await pipeline.MaintainAsync()).Errors);
            Assert.Empty(pipeline.Client.Instances);

            // The places of an update are released by a first run: the queue is not empty before.
            Assert.Empty((await pipeline.MaintainAsync()).Errors);
        }

        /// <summary>Whether the object has the version.</summary>
        public async Task<bool> HasCommittedAsync()
        {
            StorageRoot root = await StorageRoot.OpenAsync(Place.Root);
            return await root.OpenObjectAsync("urn:x") is { } found && found.Inventory.Head.Number > (scenario.Before is null ? 0 : 1);
        }

        public ValueTask DisposeAsync() => Place.DisposeAsync();
    }
}

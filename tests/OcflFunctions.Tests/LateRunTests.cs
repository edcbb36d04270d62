using Microsoft.DurableTask;
using Ocfl.Storage;
using OcflFunctions.Contracts;

namespace OcflFunctions.Tests;

/// <summary>
/// A second delivery of an activity, held up before any one of its writes until the update is over, spoils nothing and leaves nothing:
/// as of a worker that a backend took for dead.
/// </summary>
public sealed class LateRunTests
{
    private const int MostChanges = 12;
    private const string MeantFailure = "It cannot be.";
    private static readonly UpdateRequest Request = new()
    {
        ObjectId = "urn:x",
        Source = new UpdateSource { Directory = "source" },
        Message = "m",
        User = new UpdateUser("Ada", "mailto:a@b.c"),
    };

    public static TheoryData<string, int, bool> Cases
    {
        get
        {
            TheoryData<string, int, bool> cases = [];
            foreach (string kind in (string[])["Local", "Memory", "InPlace", "Apart", "InPlaceApart"])
            {
                foreach (int singleSteps in (int[])[300, 0])
                {
                    cases.Add(kind, singleSteps, true);
                    cases.Add(kind, singleSteps, false);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_run_that_comes_too_late_leaves_nothing(string kind, int singleSteps, bool commits)
    {
        await using UpdatePipeline expected = await PipelineAsync(kind, singleSteps);
        int calls = 0;
        await expected.RunAsync(Request, (_, runAsync) =>
        {
            calls++;
            return runAsync();
        });
        SortedDictionary<string, string> root = await UpdatePipeline.FilesAsync(expected.Root);
        List<string> faults = [];
        int late = 0;

        // The last four are the commit, the sidecar, ApplyPlan and ReleaseObject: what fails from the commit on is completed.
        // A run that waits for the one that is held takes the range after its range, and saves a call.
        int failing = commits ? int.MaxValue : calls - (IsRanged(kind) ? 5 : 4);
        int tried = Math.Min(calls - 1, failing);
        for (int call = 0; call < tried; call++)
        {
            bool wasHeld = true;
            for (int change = 0; change < MostChanges && wasHeld; change++)
            {
                await using UpdatePipeline pipeline = await PipelineAsync(kind, singleSteps);
                wasHeld = await RunAsync(pipeline, call, change, failing);
                late += wasHeld ? 1 : 0;
                faults.AddRange(
                    (await FindFaultsAsync(pipeline, commits ? root : null)).Select(
                        fault => $"Call {call} late before change {change}: {fault}"));
            }
        }

        Assert.True(late > tried, $"Only {late} runs were late.");
        Assert.True(faults.Count == 0, string.Join(Environment.NewLine, faults));
    }

    /// <summary>
    /// Some engines run an orchestration again that was started twice at once, or that an operator restarts: its version is committed then.
    /// </summary>
    [Theory]
    [InlineData("Local", 300)]
    [InlineData("Local", 0)]
    [InlineData("InPlace", 300)]
    public async Task An_update_that_is_run_anew_ends_as_it_did(string kind, int singleSteps)
    {
        await using UpdatePipeline pipeline = await PipelineAsync(kind, singleSteps);
        UpdateResult first = await pipeline.RunAsync(Request, (_, runAsync) => runAsync());
        SortedDictionary<string, string> root = await UpdatePipeline.FilesAsync(pipeline.Root);
        Directory.Delete(pipeline.Place.Files.Location, recursive: true);

        UpdateResult second = await pipeline.RunAsync(Request, (_, runAsync) => runAsync());

        Assert.Equal((first.Outcome, first.Version, first.InventoryDigest), (second.Outcome, second.Version, second.InventoryDigest));
        Assert.Equal(root, await UpdatePipeline.FilesAsync(pipeline.Root));
    }

    /// <returns>Whether there was such a change to be held before.</returns>
    private static async Task<bool> RunAsync(UpdatePipeline pipeline, int lateCall, int change, int failingCall)
    {
        HeldStorage.Hold hold = new(change);
        Task late = Task.CompletedTask;
        try
        {
            await pipeline.RunAsync(Request, async (call, runAsync) =>
            {
                if (call == failingCall)
                {
                    throw new Ocfl.Staging.InvalidUpdateException(MeantFailure);
                }

                if (call == lateCall)
                {
                    late = HeldStorage.RunAsync(hold, runAsync);
                    await Task.WhenAny(late, hold.Held);
                }

                try
                {
                    return await runAsync();
                }
                catch (StorageConditionException) when (!late.IsCompleted)
                {
                    // The run that is held has a file open. The engine retries until that run continues, or dies.
                    hold.Let();
                    await late.ContinueWith(static _ => { }, TaskScheduler.Default);
                    return await runAsync();
                }
            });
        }
        catch (TaskFailedException failure) when (failure.Message.Contains(MeantFailure, StringComparison.Ordinal))
        {
            // As it was meant to be.
        }

        bool wasHeld = !late.IsCompleted;
        hold.Let();
        await late.ContinueWith(static _ => { }, TaskScheduler.Default);
        return wasHeld;
    }

    private static async Task<List<string>> FindFaultsAsync(UpdatePipeline pipeline, SortedDictionary<string, string>? expected)
    {
        List<string> faults = [];
        SortedDictionary<string, string> root = await UpdatePipeline.FilesAsync(pipeline.Root);
        faults.AddRange(expected is null
            ? root.Keys.Where(file => file.Contains("/v1/", StringComparison.Ordinal)
                || file.Contains("0=ocfl_object", StringComparison.Ordinal)).Select(file => "left " + file)
            : root.Except(expected).Concat(expected.Except(root)).Select(file => "differs " + file.Key));
        if (pipeline.Root.PendingArea is { } pending)
        {
            faults.AddRange((await UpdatePipeline.FilesAsync(pending.Storage)).Keys.Select(file => "pending " + file));
        }

        // What stays tells those who ask later of the steps, and late runs that it is over.
        faults.AddRange((await UpdatePipeline.FilesAsync(pipeline.Work)).Keys
            .Where(file => file.StartsWith("updates/", StringComparison.Ordinal) && !file.EndsWith("/plan.json", StringComparison.Ordinal)
                && !file.EndsWith("/steps.json", StringComparison.Ordinal) && !file.Contains("/over-", StringComparison.Ordinal))
            .Select(file => "work " + file));
        faults.AddRange(
            (await UpdatePipeline.FilesAsync(pipeline.Work)).Keys.Where(file => file.EndsWith("/steps.json", StringComparison.Ordinal))
                .Skip(1)
                .Select(file => "second " + file));
        return faults;
    }

    private static bool IsRanged(string kind) => kind.EndsWith("Apart", StringComparison.Ordinal);

    private static async Task<UpdatePipeline> PipelineAsync(string kind, int singleSteps)
    {
        UpdatePipeline pipeline = new(kind, singleSteps, static storage => new HeldStorage(storage));
        if (IsRanged(kind))
        {
            pipeline.Options.Updates.RangeBytes = 5;
        }

        await pipeline.Place.WriteSourceAsync(
            Enumerable.Range(0, 3).ToDictionary(number => $"file-{number}", number => $"content {number}"));
        return pipeline;
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Ocfl.Inventories;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Testing.Azurite;
using Ocfl.Updates;
using Xunit.Abstractions;

namespace Ocfl.AzureBlobs.Tests;

/// <summary>
/// Random updates, some at once and some given up in the middle, through a pipeline that spoils one request in ten. Their content is
/// staged, or stays in its source: a local folder, or blobs of the same account.
/// </summary>
[Trait("Category", "Slow")]
public sealed class RandomUpdateTests(ITestOutputHelper output) : IDisposable
{
    private const string DurationVariable = "OCFL_FAULTS_FOR";
    private const int Objects = 3;
    private const int WritersEach = 2;

    private readonly ConcurrentDictionary<string, bool> _abandoned = new();
    private readonly ConcurrentBag<Trial> _trials = [];
    private readonly TemporaryFolder _folder = new();

    private enum Outcome
    {
        Committed,
        Reverted,
        Abandoned,
    }

    private enum Content
    {
        Staged,
        InFolder,
        InBlobs,
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task No_fault_makes_an_invalid_object_or_loses_an_answer()
    {
        TimeSpan duration = TimeSpan.Parse(
            Environment.GetEnvironmentVariable(DurationVariable) ?? "00:00:20", CultureInfo.InvariantCulture);
        int seed = Random.Shared.Next();
        await using TestContainer container = await TestContainer.CreateAsync();
        RandomFaults faults = new(rate: 10, seed);
        RequestCounter requests = new();
        AzureBlobStorageOptions options = container.Options(requests, faults);
        Stopwatch clock = Stopwatch.StartNew();

        await Task.WhenAll(Enumerable.Range(0, Objects * WritersEach).Select(writer => Task.Run(async () =>
        {
            Random random = new(seed + writer);
            AzureBlobStorage storage = Open(options, $"object-{writer % Objects}");
            AzureBlobStorage stage = Open(options, "stage");
            while (clock.Elapsed < duration)
            {
                Content content = (Content)random.Next(3);
                await UpdateAsync(writer % Objects, storage, content == Content.InFolder ? Folder : stage, content, random);
            }
        })));

        output.WriteLine($"seed {seed}: {_trials.Count} updates "
            + $"({string.Join(", ", _trials.GroupBy(trial => trial.Outcome).Select(group => $"{group.Key} {group.Count()}"))})");
        output.WriteLine(
            $"content {string.Join(", ", _trials.GroupBy(trial => trial.Content).Select(group => $"{group.Key} {group.Count()}"))}");
        output.WriteLine($"{requests.Total} requests; {string.Join(", ", faults.Counts.Select(pair => $"{pair.Key} {pair.Value}"))}");
        for (int number = 0; number < Objects; number++)
        {
            await CheckAsync(number, container);
        }

        Assert.Contains(_trials, trial => trial.Outcome == Outcome.Committed);
    }

    private async Task CheckAsync(int number, TestContainer container)
    {
        AzureBlobStorage storage = new(container.Options() with { Prefix = $"object-{number}" });
        AzureBlobStorage stage = new(container.Options() with { Prefix = "stage" });
        Trial[] trials = [.. _trials.Where(trial => trial.Object == number)];

        // What was given up is cleared away, as the sweeper does, and is then known to be in or out.
        HashSet<string> committed = [.. trials.Where(trial => trial.Outcome == Outcome.Committed).Select(
            trial => $"{trial.Plan.Head} {trial.Plan.InventoryDigest}")];
        foreach (Trial trial in trials.Where(trial => trial.Outcome == Outcome.Abandoned))
        {
            IStorage from = trial.Content == Content.InFolder ? Folder : stage;
            if (await UpdateScenario.CreateExecutor(storage, from, trial.Owner).RevertAsync(trial.Plan) == RevertOutcome.Committed)
            {
                committed.Add($"{trial.Plan.Head} {trial.Plan.InventoryDigest}");
                await UpdateScenario.RunAsync(trial.Plan, storage, from, trial.Owner);
            }
        }

        Dictionary<string, string> history = await ObjectHistory.ReadAsync(storage, UpdateScenario.ObjectRoot);
        Assert.Equal(committed.Order(), history.Select(version => $"{version.Key} {version.Value}").Order());
        if (history.Count > 0)
        {
            await ObjectHistory.AssertValidAsync(storage, UpdateScenario.ObjectRoot);
        }
    }

    private LocalStorage Folder => new(new LocalStorageOptions { Path = _folder["source"], Flush = false });

    private async Task UpdateAsync(int number, AzureBlobStorage storage, IStorage stage, Content content, Random random)
    {
        string owner = "update-" + Guid.NewGuid().ToString("N");
        Dictionary<string, string> files = Enumerable.Range(0, random.Next(1, 6)).ToDictionary(
            file => string.Create(CultureInfo.InvariantCulture, $"file-{file}"),
            _ => new string((char)('a' + random.Next(26)), random.Next(3000)));
        int tries = 0;
        UpdateTarget? target = random.Next(2) == 0 ? await RetryAsync(() => UpdateScenario.TargetAsync(storage)) : null;
        UpdatePlan plan = await RetryAsync(() => UpdateScenario.PlanAsync(
            storage, stage, $"{owner}-{++tries}", files, SpecificationVersion.V11, owner, inSource: content != Content.Staged));
        if (plan.ChangesNothing)
        {
            return;
        }

        int giveUpAt = random.Next(5) == 0 ? random.Next(plan.Activities.Count) : int.MaxValue;
        _trials.Add(new(number, owner, plan, content, await CarryOutAsync(owner, plan, target, storage, stage, giveUpAt)));
    }

    private async Task<Outcome> CarryOutAsync(
        string owner, UpdatePlan plan, UpdateTarget? target, AzureBlobStorage storage, IStorage stage, int giveUpAt)
    {
        ActivityExecutor executor = UpdateScenario.CreateExecutor(
            storage, stage, owner, new() { IsAbandoned = (other, _) => Task.FromResult(_abandoned.ContainsKey(other)), Target = target });
        try
        {
            foreach ((int index, OcflActivity activity) in plan.Activities.Index())
            {
                if (index == giveUpAt)
                {
                    _abandoned[owner] = true;
                    return Outcome.Abandoned;
                }

                await RetryAsync(() => executor.ExecuteAsync(plan, activity));
            }
        }
        catch (ObjectConflictException)
        {
            RevertOutcome outcome = await RetryAsync(() => executor.RevertAsync(plan));
            return outcome == RevertOutcome.Reverted ? Outcome.Reverted : Outcome.Committed;
        }

        await RetryAsync(async () =>
        {
            await executor.VerifyAsync(plan);
            return true;
        });
        return Outcome.Committed;
    }

    // As the durable engine tries an activity again, without end.
    private static async Task<T> RetryAsync<T>(Func<Task<T>> action)
    {
        while (true)
        {
            try
            {
                return await action();
            }
            catch (StorageException failure) when (failure is not (StorageConditionException or StorageFileNotFoundException))
            {
                // The faults of the pipeline, after the client's own retries.
            }
        }
    }

    // Few retries of the client's, so that faults come through to the steps.
    private static AzureBlobStorage Open(AzureBlobStorageOptions options, string prefix) => new(options with
    {
        Prefix = prefix,
        BlockSize = 1000,
        ConfigureClient = client =>
        {
            options.ConfigureClient!(client);
            client.Retry.MaxRetries = 1;
        },
    });

    private sealed record Trial(int Object, string Owner, UpdatePlan Plan, Content Content, Outcome Outcome);
}

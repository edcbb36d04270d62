using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Updates;

namespace Ocfl.Tests.Updates;

/// <summary>
/// Where a step runs twice, the second run is tried between each two calls of the first: whichever does the work, both end well.
/// </summary>
public sealed class InterleavedStepTests
{
    private const string Update = "update";

    public static TheoryData<string> Scenarios() => [.. UpdateScenario.All.Select(scenario => scenario.Name)];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task A_step_that_another_run_does_in_between_is_done_once(string name)
    {
        (MemoryStorage storage, MemoryStorage stage, UpdatePlan plan) = await StartAsync(name);
        await UpdateScenario.RunAsync(plan, storage, stage, Update);
        SortedDictionary<string, string> expected = await ObjectSnapshot.TakeAsync(storage);

        for (int step = 0; step < plan.Activities.Count; step++)
        {
            int tried = 0;
            while (await TryAsync(name, step, tried, expected))
            {
                tried++;
            }

            Assert.True(tried > 0, $"{plan.Activities[step].Name} calls nothing");
        }
    }

    /// <returns>False when the step makes fewer calls.</returns>
    private static async Task<bool> TryAsync(string name, int step, int call, SortedDictionary<string, string> expected)
    {
        (MemoryStorage storage, MemoryStorage stage, UpdatePlan plan) = await StartAsync(name);
        ActivityExecutor executor = UpdateScenario.CreateExecutor(storage, stage, Update);
        foreach (OcflActivity activity in plan.Activities.Take(step))
        {
            await executor.ExecuteAsync(plan, activity);
        }

        Interruption second = new(call, () => executor.ExecuteAsync(plan, plan.Activities[step]));
        InterruptedStorage interrupted = new(storage, second);
        await UpdateScenario.CreateExecutor(interrupted, stage, Update).ExecuteAsync(plan, plan.Activities[step]);
        foreach (OcflActivity activity in plan.Activities.Skip(step + 1))
        {
            await executor.ExecuteAsync(plan, activity);
        }

        await executor.VerifyAsync(plan);
        Assert.Equal(expected, await ObjectSnapshot.TakeAsync(storage));
        return second.HasHappened;
    }

    private static async Task<(MemoryStorage Storage, MemoryStorage Stage, UpdatePlan Plan)> StartAsync(string name)
    {
        UpdateScenario scenario = UpdateScenario.Get(name);
        MemoryStorage storage = new(writesInPlace: true);
        MemoryStorage stage = new(writesInPlace: true);
        await scenario.PrepareAsync(storage, stage);
        return (storage, stage, await scenario.PlanAsync(storage, stage, Update));
    }
}

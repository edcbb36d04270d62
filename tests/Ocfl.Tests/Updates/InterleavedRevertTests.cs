using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Updates;

namespace Ocfl.Tests.Updates;

/// <summary>
/// A run of a step that is late ends between each two calls of the revert of its update: the version is committed and the revert says so,
/// or nothing is left of it.
/// </summary>
public sealed class InterleavedRevertTests
{
    private const string Update = "update";

    public static TheoryData<string, bool> Scenarios()
    {
        TheoryData<string, bool> rows = [];
        foreach (UpdateScenario scenario in UpdateScenario.All)
        {
            rows.Add(scenario.Name, true);
            rows.Add(scenario.Name, false);
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task A_step_that_ends_within_a_revert_is_reverted_or_committed(string name, bool writesInPlace)
    {
        (MemoryStorage storage, _, UpdatePlan plan) = await StartAsync(name, writesInPlace);
        SortedDictionary<string, string> before = await ObjectSnapshot.TakeAsync(storage);
        int commit = plan.Activities.Select(step => step.Kind).ToList().IndexOf(OcflActivityKind.WriteRootInventory);

        for (int step = 0; step <= commit; step++)
        {
            int tried = 0;
            while (await TryAsync(name, writesInPlace, step, tried, before))
            {
                tried++;
            }

            Assert.True(tried > 0, "The revert calls nothing.");
        }
    }

    /// <returns>False when the revert makes fewer calls.</returns>
    private static async Task<bool> TryAsync(
        string name, bool writesInPlace, int step, int call, SortedDictionary<string, string> before)
    {
        (MemoryStorage storage, MemoryStorage stage, UpdatePlan plan) = await StartAsync(name, writesInPlace);
        bool isStopped = false;
        ActivityExecutor executor = UpdateScenario.CreateExecutor(storage, stage, Update, new ActivityExecutorOptions
        {
            IsStopped = _ => Task.FromResult(isStopped),
        });
        foreach (OcflActivity activity in plan.Activities.Take(step))
        {
            await executor.ExecuteAsync(plan, activity);
        }

        Interruption late = new(call, async () =>
        {
            try
            {
                await executor.ExecuteAsync(plan, plan.Activities[step]);
            }
            catch (OcflException)
            {
                // The revert was first.
            }
        });
        isStopped = true;
        RevertOutcome outcome = await UpdateScenario.CreateExecutor(new InterruptedStorage(storage, late), stage, Update).RevertAsync(plan);

        string at = $"Step {step} within call {call} of the revert, which is {outcome}";
        if (outcome == RevertOutcome.Reverted)
        {
            // As the service does, which has cleared the plan by then: what is committed cannot be completed any more.
            Assert.True(await UpdateScenario.CreateExecutor(storage, stage, Update).RevertAsync(plan) == RevertOutcome.Reverted, at);
            Assert.True(before.SequenceEqual(await ObjectSnapshot.TakeAsync(storage)), at + ": something is left.");
            return late.HasHappened;
        }

        Assert.True(plan.Activities[step].Kind == OcflActivityKind.WriteRootInventory, at);
        foreach (OcflActivity activity in plan.Activities.Skip(step))
        {
            await executor.ExecuteAsync(plan, activity);
        }

        await executor.VerifyAsync(plan);
        return late.HasHappened;
    }

    private static async Task<(MemoryStorage Storage, MemoryStorage Stage, UpdatePlan Plan)> StartAsync(string name, bool writesInPlace)
    {
        UpdateScenario scenario = UpdateScenario.Get(name);
        MemoryStorage storage = new(writesInPlace);
        MemoryStorage stage = new(writesInPlace);
        await scenario.PrepareAsync(storage, stage);
        return (storage, stage, await scenario.PlanAsync(storage, stage, Update));
    }
}

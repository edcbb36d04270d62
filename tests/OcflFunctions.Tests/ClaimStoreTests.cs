using FsCheck;
using FsCheck.Fluent;
using Ocfl.Storage;
using OcflFunctions.Work;

namespace OcflFunctions.Tests;

public sealed class ClaimStoreTests
{
    private static readonly Func<string, CancellationToken, Task<bool>> AllRun = (_, _) => Task.FromResult(true);

    [Fact]
    public async Task Claims_are_granted_in_the_order_of_arrival()
    {
        ClaimStore claims = new(new WorkArea(new MemoryStorage()));

        Assert.Equal(["a"], (await claims.ClaimAsync("o", "a", AllRun, default)).Queue);
        Assert.Equal(["a", "b"], (await claims.ClaimAsync("o", "b", AllRun, default)).Queue);
        Assert.Equal(["a", "b", "c"], (await claims.ClaimAsync("o", "c", AllRun, default)).Queue);
        Assert.Equal(["a", "b"], (await claims.ClaimAsync("o", "b", AllRun, default)).Queue);
        Assert.Equal("b", (await claims.ReleaseAsync("o", "a", AllRun, default)).Next);
        Assert.Equal("b", (await claims.ReleaseAsync("o", "a", AllRun, default)).Next);
        Assert.Equal(["b"], (await claims.ClaimAsync("o", "b", AllRun, default)).Queue);
        Assert.Equal("b", (await claims.ReleaseAsync("o", "c", AllRun, default)).Next);
        Assert.Null((await claims.ReleaseAsync("o", "b", AllRun, default)).Next);
    }

    [Fact]
    public async Task Objects_do_not_wait_for_each_other()
    {
        ClaimStore claims = new(new WorkArea(new MemoryStorage()));

        Assert.Equal(["a"], (await claims.ClaimAsync("one", "a", AllRun, default)).Queue);
        Assert.Equal(["b"], (await claims.ClaimAsync("../two \0/", "b", AllRun, default)).Queue);
    }

    [Fact]
    public async Task Whoever_does_not_run_any_more_is_passed_over()
    {
        ClaimStore claims = new(new WorkArea(new MemoryStorage()));
        await claims.ClaimAsync("o", "dead", AllRun, default);
        await claims.ClaimAsync("o", "dead too", AllRun, default);

        Assert.Equal(["a"], (await claims.ClaimAsync("o", "a", (id, _) => Task.FromResult(!id.StartsWith("dead", StringComparison.Ordinal)), default)).Queue);
    }

    /// <summary>
    /// Updates claim, hold, release and die in any interleaving of their accesses to the storage: never do two that run hold the object,
    /// all that live have their turn, and in the order in which they came.
    /// </summary>
    [Fact]
    public void Any_interleaving_keeps_the_order_and_never_grants_twice() =>
        Prop.ForAll(
            Gen.Choose(0, int.MaxValue).ToArbitrary(),
            seed => new ClaimSimulation(seed).Run()).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
}

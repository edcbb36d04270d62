using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Time.Testing;
using Ocfl.Storage;
using OcflFunctions.Durable;
using OcflFunctions.Storage;
using OcflFunctions.Updates;

namespace OcflFunctions.Tests;

public sealed class ClaimStoreTests
{
    private static readonly Func<string, CancellationToken, Task<UpdateLife>> AllRun = (_, _) => Task.FromResult(UpdateLife.Running);

    [Fact]
    public async Task Claims_are_granted_in_the_order_of_arrival()
    {
        ClaimStore claims = new(new WorkArea(new MemoryStorage()), TimeProvider.System);

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
        ClaimStore claims = new(new WorkArea(new MemoryStorage()), TimeProvider.System);

        Assert.Equal(["a"], (await claims.ClaimAsync("one", "a", AllRun, default)).Queue);
        Assert.Equal(["b"], (await claims.ClaimAsync("../two \0/", "b", AllRun, default)).Queue);
    }

    [Fact]
    public async Task Whoever_does_not_run_any_more_is_passed_over()
    {
        ClaimStore claims = new(new WorkArea(new MemoryStorage()), TimeProvider.System);
        await claims.ClaimAsync("o", "dead", AllRun, default);
        await claims.ClaimAsync("o", "dead too", AllRun, default);

        Assert.Equal(["a"], (await claims.ClaimAsync(
            "o",
            "a",
            (id, _) => Task.FromResult(id.StartsWith("dead", StringComparison.Ordinal) ? UpdateLife.Unknown : UpdateLife.Running),
            default)).Queue);
    }

    [Fact]
    public async Task A_reserved_place_is_kept_in_order_and_claimed_once()
    {
        ClaimStore claims = new(new WorkArea(new MemoryStorage()), TimeProvider.System);
        Assert.True(await claims.TryReserveAsync("o", "a", 10, default));
        Assert.True(await claims.TryReserveAsync("o", "b", 10, default));
        Assert.True(await claims.TryReserveAsync("o", "a", 10, default));

        ClaimedPlace second = await claims.ClaimAsync("o", "b", AllRun, default);
        ClaimedPlace first = await claims.ClaimAsync("o", "a", AllRun, default);

        Assert.Equal(["a", "b"], second.Queue);
        Assert.Equal(["a"], first.Queue);
        Assert.True(second.IsNew && first.IsNew);
        Assert.False((await claims.ClaimAsync("o", "a", AllRun, default)).IsNew);
    }

    [Fact]
    public async Task A_place_whose_update_was_never_scheduled_is_passed_over_after_a_while()
    {
        FakeTimeProvider time = new();
        ClaimStore claims = new(new WorkArea(new MemoryStorage()), time);
        await claims.TryReserveAsync("o", "lost", 10, default);
        await claims.TryReserveAsync("o", "a", 10, default);

        Assert.Equal(["lost", "a"], (await claims.ClaimAsync("o", "a", LostIsUnknown, default)).Queue);
        time.Advance(ClaimStore.ReservationTime);
        ClaimedPlace place = await claims.ClaimAsync("o", "a", LostIsUnknown, default);

        Assert.Equal(["a"], place.Queue);
        Assert.Equal(["lost"], place.PassedOver);

        static Task<UpdateLife> LostIsUnknown(string id, CancellationToken cancellationToken) =>
            Task.FromResult(id == "lost" ? UpdateLife.Unknown : UpdateLife.Running);
    }

    [Fact]
    public async Task Nobody_is_notified_whose_place_is_only_reserved()
    {
        ClaimStore claims = new(new WorkArea(new MemoryStorage()), TimeProvider.System);
        await claims.ClaimAsync("o", "a", AllRun, default);
        await claims.TryReserveAsync("o", "b", 10, default);

        Assert.Null((await claims.ReleaseAsync("o", "a", (_, _) => Task.FromResult(UpdateLife.Unknown), default)).Next);
        Assert.Equal(["b"], await claims.GetAsync("o", default));
    }

    [Fact]
    public async Task A_full_queue_takes_no_further_update()
    {
        ClaimStore claims = new(new WorkArea(new MemoryStorage()), TimeProvider.System);
        Assert.True(await claims.TryReserveAsync("o", "a", 2, default));
        Assert.True(await claims.TryReserveAsync("o", "b", 2, default));

        Assert.False(await claims.TryReserveAsync("o", "c", 2, default));
        Assert.True(await claims.TryReserveAsync("o", "b", 2, default));
        Assert.Equal(["a", "b"], await claims.GetAsync("o", default));
        await claims.ReleaseAsync("o", "a", AllRun, default);
        Assert.True(await claims.TryReserveAsync("o", "c", 2, default));
    }

    [Fact]
    public async Task A_record_of_an_earlier_build_is_read()
    {
        MemoryStorage storage = new();
        ClaimStore claims = new(new WorkArea(storage), TimeProvider.System);
        await claims.ClaimAsync("o", "a", AllRun, default);
        StorageEntry record = Assert.Single(await storage.ListAsync("", recursive: true).ToListAsync());
        using (MemoryStream content = new("""{"objectId":"o","updates":["x","y"]}"""u8.ToArray()))
        {
            await storage.WriteAsync(record.Path, content, new StorageWriteOptions { Length = content.Length });
        }

        Assert.Equal(["x", "y", "a"], (await claims.ClaimAsync("o", "a", AllRun, default)).Queue);
    }

    /// <summary>
    /// Updates reserve, claim, hold, release and die in any interleaving of their accesses to the storage: never do two that run hold the
    /// object,
    /// all that live have their turn, and in the order in which they came.
    /// </summary>
    [Fact]
    public void Any_interleaving_keeps_the_order_and_never_grants_twice() =>
        Prop.ForAll(
            Gen.Choose(0, int.MaxValue).ToArbitrary(),
            seed => new ClaimSimulation(seed).Run()).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
}

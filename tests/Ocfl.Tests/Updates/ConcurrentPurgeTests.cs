using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Updates;

namespace Ocfl.Tests.Updates;

/// <summary>
/// Purges of one object of a folder at the same time, with repairs beside them: one of them removes it, and nothing is left.
/// </summary>
public sealed class ConcurrentPurgeTests
{
    private const int Rounds = 20;
    private const int AtOnce = 4;

    [Fact]
    public async Task One_of_several_purges_removes_the_object_and_the_others_report_a_conflict()
    {
        using TemporaryFolder folder = new();
        LocalStorage storage = new(new LocalStorageOptions { Path = folder["root"] });
        IStorage work = storage.PendingArea!.Storage;
        for (int round = 0; round < Rounds; round++)
        {
            UpdatePlan plan = await UpdateScenario.PlanAsync(
                storage, work, "create", UpdateScenario.Files(("a", "text")), SpecificationVersion.V11);
            await UpdateScenario.RunAsync(plan, storage, work, "create");
            OcflObject found = (await OcflObject.TryOpenAsync(storage, UpdateScenario.ObjectRoot))!;

            Task repair = Task.Run(() => new PendingRepair(storage).RunAsync(repairs: true));
            Exception?[] ends = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(
                _ => Task.Run(() => Record.ExceptionAsync(() => new ObjectPurge(storage).PurgeAsync(found)))));
            await repair;

            Assert.Equal(AtOnce - 1, ends.Count(end => end is ObjectConflictException));
            Assert.Single(ends, end => end is null);
            Assert.DoesNotContain(await storage.ListAllAsync("", recursive: true), entry => entry.File is not null);
        }

        await new PendingRepair(storage).RunAsync(repairs: true);
        Assert.DoesNotContain(await work.ListAllAsync("", recursive: true), entry => entry.File is not null);
    }
}

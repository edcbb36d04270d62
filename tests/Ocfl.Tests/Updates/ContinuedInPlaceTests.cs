using Microsoft.Extensions.Time.Testing;
using Ocfl.Objects;
using Ocfl.Sources;
using Ocfl.Stages;
using Ocfl.Staging;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Updates;

namespace Ocfl.Tests.Updates;

/// <summary>
/// Updates in one go on a storage that writes in place: the next update of the object takes over what one has left that died, and nothing
/// else does.
/// </summary>
public sealed class ContinuedInPlaceTests
{
    // Longer than a mark is good for.
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(3);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly MemoryStorage _root;
    private readonly MemoryStorage _work;
    private readonly MemoryStorage _source = new();

    public ContinuedInPlaceTests()
    {
        _root = new MemoryStorage(writesInPlace: true, _time);
        _work = new MemoryStorage(writesInPlace: true, _time);
    }

    [Fact]
    public async Task After_a_death_at_any_moment_the_same_update_ends_with_one_version_and_leaves_nothing()
    {
        Faults counted = Faults.None;
        await new ContinuedInPlaceTests().RunAsync(counted);
        for (int moment = 0; moment < counted.Calls * 2; moment++)
        {
            ContinuedInPlaceTests one = new();
            await Assert.ThrowsAnyAsync<Exception>(() => one.RunAsync(Faults.At(moment)));
            one._time.Advance(Long);
            await one.UpdateAsync(Faults.None);
            Assert.Equal((moment, "a=1,b=2"), (moment, await one.ShowAsync(v: 2)));
            Assert.Equal((moment, ""), (moment, await ListAsync(one._work)));
        }
    }

    [Fact]
    public async Task A_repair_removes_what_a_dead_update_has_left_and_nothing_of_a_living_one()
    {
        Faults counted = Faults.None;
        await new ContinuedInPlaceTests().RunAsync(counted);
        int found = 0;
        for (int moment = 0; moment < counted.Calls * 2; moment++)
        {
            ContinuedInPlaceTests one = new();
            await Assert.ThrowsAnyAsync<Exception>(() => one.RunAsync(Faults.At(moment)));
            string before = await ListAsync(one._root);
            await one.RepairAsync();
            Assert.Equal((moment, before), (moment, await ListAsync(one._root)));

            one._time.Advance(StagingRun.Lifetime + Long);
            found += (await one.RepairAsync()).Count;
            Assert.Equal((moment, ""), (moment, await ListAsync(one._work)));
            OcflObject now = (await OcflObject.TryOpenAsync(one._root, UpdateScenario.ObjectRoot))!;
            Assert.DoesNotContain($"/v{now.Inventory.Head.Number + 1}/", await ListAsync(one._root), StringComparison.Ordinal);
        }

        Assert.NotEqual(0, found);
    }

    [Fact]
    public async Task What_a_living_update_has_in_the_object_is_not_taken_over()
    {
        Faults counted = Faults.None;
        await new ContinuedInPlaceTests().RunAsync(counted);
        await Assert.ThrowsAnyAsync<Exception>(() => RunAsync(Faults.At(counted.Calls)));
        Assert.Contains("/v2/", await ListAsync(_root), StringComparison.Ordinal);

        ObjectConflictException conflict = await Assert.ThrowsAsync<ObjectConflictException>(() => UpdateAsync(Faults.None));

        Assert.Contains("is writing it", conflict.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_purge_that_died_is_completed_by_a_repair()
    {
        Faults counted = Faults.None;
        for (int moment = 0; moment <= counted.Calls * 2; moment++)
        {
            ContinuedInPlaceTests one = new();
            await one.FirstAsync();
            OcflObject found = (await OcflObject.TryOpenAsync(one._root, UpdateScenario.ObjectRoot))!;
            Faults faults = moment == 0 ? counted : Faults.At(moment - 1);
            ObjectPurge purge = new(new FaultyStorage(one._root, faults), new FaultyStorage(one._work, faults));
            Exception? death = await Record.ExceptionAsync(() => purge.PurgeAsync(found));
            Assert.Equal((moment, moment == 0), (moment, death is null));

            one._time.Advance(Long);
            await one.RepairAsync();
            bool isThere = await OcflObject.TryOpenAsync(one._root, UpdateScenario.ObjectRoot) is not null;
            Assert.Equal((moment, isThere), (moment, (await ListAsync(one._root)).Length > 0));
            Assert.Equal((moment, ""), (moment, await ListAsync(one._work)));
        }
    }

    [Fact]
    public async Task Staging_at_any_moment_of_death_loses_nothing_that_was_staged()
    {
        Faults counted = Faults.None;
        for (int moment = 0; moment <= counted.Calls * 2; moment++)
        {
            ContinuedInPlaceTests one = new();
            await one.FirstAsync();
            await one.Stage(Faults.None).AddAsync(one.Input());
            Faults faults = moment == 0 ? counted : Faults.At(moment - 1);
            ObjectStage dying = one.Stage(faults);
            _ = await Record.ExceptionAsync(() => dying.ChangeAsync(
                _ => [new StateChange { Kind = StateChangeKind.Rename, From = "a", To = "c" }]));
            one._time.Advance(Long);
            _ = await Record.ExceptionAsync(() => one.Stage(faults).CommitAsync(new ObjectUpdateOptions()));
            one._time.Advance(Long);
            StageCommitResult? result = await one.Stage(Faults.None).CommitAsync(new ObjectUpdateOptions());
            string state = await one.ShowAsync(v: 2);
            Assert.True(state is "a=1,b=2" or "b=2,c=1", $"{moment}: {state}");
            Assert.True(result is null or { Head: "v2" }, $"{moment}");
            await one.RepairAsync();
            Assert.Equal((moment, ""), (moment, await ListAsync(one._work)));
        }
    }

    private async Task FirstAsync()
    {
        await _source.PutAsync("a", "0");
        await new ObjectUpdater(_root, _work, _time) { ContinuesInterrupted = true }.UpdateAsync(
            await UpdateScenario.TargetAsync(_root), Input());
        await _source.PutAsync("a", "1");
        await _source.PutAsync("b", "2");
    }

    private async Task RunAsync(Faults faults)
    {
        await FirstAsync();
        await UpdateAsync(faults);
    }

    private async Task UpdateAsync(Faults faults) =>
        await new ObjectUpdater(new FaultyStorage(_root, faults), new FaultyStorage(_work, faults), _time) { ContinuesInterrupted = true }
            .UpdateAsync(await UpdateScenario.TargetAsync(_root), Input());

    private UpdateContents Input() =>
        new() { Sources = [SourceContents.OfDirectory(_source, "", UpdateMode.Replace, [])] };

    private ObjectStage Stage(Faults faults) => new(
        new FaultyStorage(_root, faults),
        new FaultyStorage(_work, faults),
        "urn:example:object",
        _ => UpdateScenario.TargetAsync(_root),
        _time);

    private Task<IReadOnlyList<RepairStep>> RepairAsync() => new PendingRepair(_root, _work, _time).RunAsync(repairs: true);

    private static async Task<string> ListAsync(MemoryStorage storage) => string.Join(
        '\n', (await storage.ListAllAsync("", recursive: true)).Select(entry => "/" + entry.Path));

    private async Task<string> ShowAsync(int v)
    {
        OcflObject made = (await OcflObject.TryOpenAsync(_root, UpdateScenario.ObjectRoot))!;
        Assert.Equal(v, made.Inventory.Head.Number);
        List<string> files = [];
        foreach (KeyValuePair<string, string> file in made.Head.Description.State.Paths.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            await using ContentReader content = await made.OpenFileAsync(made.Head, file.Key);
            using StreamReader text = new(content.Content);
            files.Add($"{file.Key}={await text.ReadToEndAsync()}");
        }

        return string.Join(',', files);
    }
}

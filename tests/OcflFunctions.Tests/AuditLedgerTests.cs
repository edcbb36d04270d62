using System.Globalization;
using Ocfl.Storage;
using Ocfl.Testing;
using OcflFunctions.Audits;
using OcflFunctions.Storage;

namespace OcflFunctions.Tests;

/// <summary>The ledger of audits, without objects.</summary>
public sealed class AuditLedgerTests
{
    private static readonly DateTimeOffset Start = new(2026, 8, 1, 2, 0, 0, TimeSpan.Zero);

    private readonly MemoryStorage _storage = new();

    /// <summary>Whatever the ledger has, a pass chooses what a sort of all of it would, and holds one file and the chosen ones.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(37)]
    [InlineData(5_000)]
    public async Task A_pass_chooses_the_oldest_and_holds_no_more_than_a_file_and_the_chosen(int most)
    {
        const int Objects = 20_000;
        Random random = new(most);
        AuditLedger ledger = new(new WorkArea(_storage));
        string[] roots = [.. Enumerable.Range(0, Objects).Select(Root)];
        Dictionary<string, DateTimeOffset?> checkedAt = roots.ToDictionary(
            root => root, _ => random.Next(20) == 0 ? (DateTimeOffset?)null : Start.AddMinutes(-random.Next(200_000)));
        CheckedObject[] results =
        [
            .. checkedAt.Where(each => each.Value is not null).Select(each => new CheckedObject
            {
                Root = each.Key,
                At = each.Value!.Value,
                Result = LedgerResult.Valid,
                Id = "urn:" + each.Key,
                Head = "v1",
                Digest = "abc",
            }),
        ];
        ILookup<int, string> listed = roots.ToLookup(AuditLedger.ShardOf);
        DateTimeOffset dueBefore = Start.AddDays(-30);
        await new LedgerPass(ledger, 0, Start.AddYears(-1), dueBefore).RunAsync(Seen(listed), true, results, dueBefore, default);
        int reads = 0;
        AuditLedger watched = new(new WorkArea(new WatchedStorage(_storage, _ =>
        {
            reads++;
            return Task.CompletedTask;
        })));

        LedgerPass pass = new(watched, most, Start, dueBefore);
        await pass.RunAsync(listed: null, isWhole: true, [], dueBefore, default);

        string[] due =
        [
            .. roots.Where(root => !(checkedAt[root] >= dueBefore))
                .OrderBy(root => checkedAt[root]?.UtcTicks ?? 0)
                .ThenBy(root => root, StringComparer.Ordinal),
        ];
        Assert.Equal(due.Take(most), pass.Chosen.Select(chosen => chosen.Root));
        Assert.Equal(due.Length, pass.Due);
        Assert.Equal(
            (Objects, checkedAt.Values.Count(at => at is null), checkedAt.Values.Count(at => at >= dueBefore), checkedAt.Values.Min()),
            ((int)pass.Coverage.Objects,
                (int)pass.Coverage.NeverChecked,
                (int)pass.Coverage.WithinInterval,
                pass.Coverage.OldestCheck));
        Assert.Equal(pass.Coverage.Objects, pass.Coverage.WithinInterval + pass.Coverage.Overdue + pass.Coverage.NeverChecked);
        Assert.InRange(pass.MostHeld, 1, most + (Objects / AuditLedger.Shards * 2));
        Assert.Equal(AuditLedger.Shards, reads);
    }

    [Fact]
    public async Task New_objects_enter_and_those_that_a_whole_listing_lacks_are_checked_first()
    {
        await PassAsync(["a", "b", "c"], [Valid("a", 1), Valid("b", 2), Valid("c", 3)]);

        LedgerPass whole = await PassAsync(["a", "c", "d"], []);
        Assert.Equal(["b", "d"], whole.Chosen.Select(chosen => chosen.Root));

        // It is back.
        Assert.Equal(["d"], (await PassAsync(["a", "b", "c", "d"], [])).Chosen.Select(chosen => chosen.Root));

        // Some of the root could not be read: what is not listed may be there.
        Assert.Equal(["d"], (await PassAsync(["a", "d"], [], isWhole: false)).Chosen.Select(chosen => chosen.Root));

        LedgerPass left = await PassAsync(null, [Valid("b", 5) with { Result = LedgerResult.Left }]);
        Assert.Equal(3, left.Coverage.Objects);
    }

    [Fact]
    public async Task A_check_that_began_earlier_changes_nothing_and_one_that_could_not_be_completed_does_not_count()
    {
        await PassAsync(["a"], [Valid("a", 5) with { Head = "v2" }]);
        LedgerPass pass = await PassAsync(
            null,
            [Valid("a", 4) with { Head = "v1" }, Valid("a", 6) with { Result = LedgerResult.Unverified, Head = null }]);

        Assert.Equal(Start.AddMinutes(5), Assert.Single(pass.Chosen).CheckedAt);
        Assert.Equal((1, 1), ((int)pass.Coverage.Unverified, (int)pass.Coverage.WithinInterval));
    }

    /// <summary>Several passes at once, each with other results: every result is in the ledger in the end.</summary>
    [Fact]
    public async Task Passes_at_once_lose_nothing()
    {
        string[] roots = [.. Enumerable.Range(0, 300).Select(Root)];
        await PassAsync(roots, []);

        await Task.WhenAll(Enumerable.Range(0, 6).Select(part => Task.Run(() => PassAsync(
            null, [.. roots.Where((_, index) => index % 6 == part).Select(root => Valid(root, 1))]))));

        LedgerPass pass = await PassAsync(null, []);
        Assert.Equal((300, 300, 0), ((int)pass.Coverage.Objects, (int)pass.Coverage.WithinInterval, (int)pass.Due));
    }

    /// <summary>The process dies before or after each write of a pass; the next one makes the files byte-identical.</summary>
    [Fact]
    public async Task After_a_crash_at_any_write_the_next_pass_completes_it()
    {
        string[] roots = [.. Enumerable.Range(0, 12).Select(Root)];
        CheckedObject[] results = [.. roots.Select((root, index) => Valid(root, index))];
        MemoryStorage expected = new();
        Faults counted = Faults.None;
        await RunAsync(new FaultyStorage(expected, counted));
        Assert.InRange(counted.Calls, 20, 24);

        foreach (int moment in Enumerable.Range(0, counted.Calls * 2))
        {
            MemoryStorage storage = new();
            await Assert.ThrowsAsync<CrashException>(() => RunAsync(new FaultyStorage(storage, Faults.At(moment))));
            await RunAsync(storage);

            Assert.Equal(await UpdatePipeline.FilesAsync(expected), await UpdatePipeline.FilesAsync(storage));
        }

        async Task RunAsync(IStorage storage)
        {
            await PassAsync(roots, [], storage: storage);
            await PassAsync(null, results, storage: storage);
        }
    }

    private static string Root(int number) => string.Create(CultureInfo.InvariantCulture, $"objects/{number:D6}");

    private static CheckedObject Valid(string root, int minute) =>
        new() { Root = root, At = Start.AddMinutes(minute), Result = LedgerResult.Valid };

    private static Func<int, CancellationToken, Task<IReadOnlySet<string>>> Seen(ILookup<int, string> listed) =>
        (shard, _) => Task.FromResult<IReadOnlySet<string>>(listed[shard].ToHashSet(StringComparer.Ordinal));

    private async Task<LedgerPass> PassAsync(
        IReadOnlyList<string>? listed, IReadOnlyList<CheckedObject> results, bool isWhole = true, IStorage? storage = null)
    {
        LedgerPass pass = new(new AuditLedger(new WorkArea(storage ?? _storage)), 100, Start.AddDays(1), Start.AddDays(-1));
        await pass.RunAsync(
            listed is null ? null : Seen(listed.ToLookup(AuditLedger.ShardOf)), isWhole, results, Start.AddDays(-1), default);
        return pass;
    }
}

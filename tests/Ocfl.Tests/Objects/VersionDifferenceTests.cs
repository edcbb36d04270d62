using System.Diagnostics;
using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Storage;

namespace Ocfl.Tests.Objects;

public sealed class VersionDifferenceTests
{
    private static readonly Gen<Dictionary<string, string>> States =
        from paths in Gen.SubListOf("a", "b", "dir/a", "dir/b", "deep/dir/a", "deep/é", "x y")
        from texts in Gen.ListOf(Gen.Elements("one", "two", "three"), paths.Count)
        select paths.Zip(texts).ToDictionary(pair => pair.First, pair => pair.Second);

    [Fact]
    public void States_of_one_inventory_that_was_read_differ_as_any_others() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(200),
        Prop.ForAll(Arb.From(States), Arb.From(States), (before, after) =>
        {
            Dictionary<string, string> Texts(Dictionary<string, string> state) => state.ToDictionary(file => file.Key, file => file.Value);
            Inventory written = new TestObject("urn:x").Version(Texts(before)).Version(Texts(after)).Inventory(2);
            using MemoryStream bytes = new(InventoryWriter.Write(written));
            Inventory read = InventoryReader.ReadAsync(bytes, new InventoryReaderOptions()).GetAwaiter().GetResult();

            Assert.Equal(
                VersionDifference.Compare(written.Versions[0].State, written.Versions[1].State),
                VersionDifference.Compare(read.Versions[0].State, read.Versions[1].State));
        }));

    [Fact]
    public void What_is_said_to_have_changed_leads_from_one_state_to_the_other() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(1000),
        Prop.ForAll(Arb.From(States), Arb.From(States), (before, after) =>
        {
            IReadOnlyList<FileChange> changes = VersionDifference.Compare(Map(before), Map(after));
            Dictionary<string, string> state = new(before);
            foreach (FileChange change in changes)
            {
                Assert.Equal(before.GetValueOrDefault(change.OldPath ?? change.Path), change.OldDigest);
                Assert.Equal(after.GetValueOrDefault(change.Path), change.NewDigest);
                Assert.True(state.Remove(change.OldPath ?? change.Path) || change.Kind == FileChangeKind.Added);
            }

            foreach (FileChange change in changes.Where(change => change.NewDigest is not null))
            {
                state.Add(change.Path, change.NewDigest!);
            }

            Assert.Equal(after.OrderBy(file => file.Key), state.OrderBy(file => file.Key));
        }));

    [Fact]
    public void As_much_as_can_be_is_a_rename() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(1000),
        Prop.ForAll(Arb.From(States), Arb.From(States), (before, after) =>
        {
            IReadOnlyList<FileChange> changes = VersionDifference.Compare(Map(before), Map(after));

            Assert.All(changes.Where(change => change.Kind == FileChangeKind.Renamed), change =>
            {
                Assert.Equal(change.OldDigest, change.NewDigest);
                Assert.False(after.ContainsKey(change.OldPath!));
                Assert.False(before.ContainsKey(change.Path));
            });
            Assert.All(changes.Where(change => change.Kind == FileChangeKind.Changed), change => Assert.NotEqual(
                change.OldDigest, change.NewDigest));
            Assert.Empty(changes.Where(change => change.Kind == FileChangeKind.Added).Select(change => change.NewDigest)
                .Intersect(changes.Where(change => change.Kind == FileChangeKind.Removed).Select(change => change.OldDigest)));
            Assert.Equal(changes.OrderBy(change => change.Path, StringComparer.Ordinal), changes);
        }));

    [Fact]
    public void The_counts_are_those_of_the_changes() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(1000),
        Prop.ForAll(Arb.From(States), Arb.From(States), (before, after) =>
        {
            ILookup<FileChangeKind, FileChange> changes = VersionDifference.Compare(Map(before), Map(after)).ToLookup(
                change => change.Kind);

            Assert.Equal(
                new FileChangeCounts(
                    changes[FileChangeKind.Added].Count(),
                    changes[FileChangeKind.Changed].Count(),
                    changes[FileChangeKind.Removed].Count(),
                    changes[FileChangeKind.Renamed].Count()),
                FileChangeCounts.Between(Map(before), Map(after)));
        }));

    [Fact]
    public void The_history_of_a_path_tells_its_content_in_every_version() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(60),
        Prop.ForAll(Arb.From(Gen.NonEmptyListOf(States)), versions =>
        {
            MemoryStorage storage = new();
            TestObject written = new("urn:x");
            foreach (Dictionary<string, string> state in versions)
            {
                written.Version(state);
            }

            written.WriteAsync(storage, "o").GetAwaiter().GetResult();
            OcflObject opened = OcflObject.TryOpenAsync(storage, "o").GetAwaiter().GetResult()!;
            foreach (string path in versions.SelectMany(state => state.Keys).Append("never").Distinct())
            {
                IReadOnlyList<PathHistoryEntry> history = opened.GetHistory(path);
                for (int i = 0; i < versions.Count; i++)
                {
                    string? expected = versions[i].TryGetValue(path, out string? text) ? written.Digest(text) : null;
                    Assert.Equal(expected, history.LastOrDefault(entry => entry.Version.Number.Number <= i + 1)?.Digest);
                }

                Assert.All(history, entry => Assert.Equal(entry.Digest is null, entry.Kind == FileChangeKind.Removed));
                Assert.All(history.Zip(history.Skip(1)), pair => Assert.NotEqual(pair.First.Digest, pair.Second.Digest));
            }
        }));

    [Fact]
    public void Paths_with_the_same_last_name_belong_together()
    {
        DigestMap before = Map(new() { ["old/1.txt"] = "d", ["old/2.txt"] = "d", ["old/3.txt"] = "d" });
        DigestMap after = Map(new() { ["new/2.txt"] = "d", ["new/1.txt"] = "D", ["new/other"] = "d", ["new/more"] = "d" });

        Assert.Equal(
            [
                new(FileChangeKind.Renamed, "new/1.txt", "old/1.txt", "d", "d"),
                new(FileChangeKind.Renamed, "new/2.txt", "old/2.txt", "d", "d"),
                new(FileChangeKind.Renamed, "new/more", "old/3.txt", "d", "d"),
                new(FileChangeKind.Added, "new/other", null, null, "d"),
            ],
            VersionDifference.Compare(before, after));
    }

    [Fact]
    public void A_digest_in_another_case_is_no_change() =>
        Assert.Empty(VersionDifference.Compare(Map(new() { ["a"] = "abcd" }), Map(new() { ["a"] = "ABCD" })));

    [Fact]
    public void Many_equal_files_that_all_move_take_no_square_of_their_number()
    {
        const int Count = 200_000;
        DigestMap before = new(
            [new DigestEntry("d", [.. Enumerable.Range(0, Count).Select(i => string.Create(CultureInfo.InvariantCulture, $"old/{i}"))])]);
        DigestMap after = new(
            [new DigestEntry(
                "d", [.. Enumerable.Range(0, Count).Select(i => string.Create(CultureInfo.InvariantCulture, $"new/{i + (Count / 2)}"))])]);
        Stopwatch stopwatch = Stopwatch.StartNew();

        Assert.Equal(Count, VersionDifference.Compare(before, after).Count(change => change.Kind == FileChangeKind.Renamed));

        Assert.Equal(FileChangeCounts.None with { Renamed = Count }, FileChangeCounts.Between(before, after));
        Assert.True(stopwatch.Elapsed < TimeSpan.FromSeconds(60), $"It took {stopwatch.Elapsed}.");
    }

    private static DigestMap Map(Dictionary<string, string> state) =>
        new(state.GroupBy(file => file.Value, StringComparer.OrdinalIgnoreCase).Select(
            group => new DigestEntry(group.Key, [.. group.Select(file => file.Key)])));
}

using FsCheck;
using FsCheck.Fluent;
using Ocfl.Inventories;

namespace Ocfl.Tests.Inventories;

public sealed class SortedPathsTests
{
    private static readonly Gen<List<string>> Paths =
        from paths in Gen.SubListOf("a", "a/b", "a-b", "ab", "B", "b", "b/a/c", "é", "é/x", "\U0001F600", "\uFFFD", "x y")
        select paths.ToList();

    [Fact]
    public void Pages_have_each_path_with_a_prefix_once_and_in_order() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500),
        Prop.ForAll(
            Arb.From(Paths),
            Arb.From(Gen.Elements("", "a", "a/", "b", "é", "z")),
            Arb.From(Gen.Choose(1, 4)),
            (paths, prefix, size) =>
            {
                SortedPaths sorted = new(new DigestMap(paths
                    .GroupBy(path => path.Length)
                    .Select(group => new DigestEntry($"{group.Key:x4}", [.. group]))));
                List<string> found = [];
                string? after = null;
                List<KeyValuePair<string, string>> page;
                do
                {
                    page = [.. sorted.StartingWith(prefix, after).Take(size)];
                    found.AddRange(page.Select(file => file.Key));
                    Assert.All(page, file => Assert.Equal($"{file.Key.Length:x4}", file.Value));
                    after = found.LastOrDefault();
                }
                while (page.Count > 0);

                Assert.Equal(
                    paths.Where(path => path.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal), found);
                Assert.Equal(paths.Count, sorted.Count);
            }));

    [Fact]
    public void A_page_continues_after_a_path_that_is_not_there()
    {
        SortedPaths sorted = new(new DigestMap([new DigestEntry("00", ["b", "d"]), new DigestEntry("01", ["c"])]));

        Assert.Equal(["c", "d"], sorted.StartingWith("", after: "bb").Select(file => file.Key));
        Assert.Equal((0, 1, 3), (sorted.FindFirst(""), sorted.FindFirst("bb"), sorted.FindFirst("e")));
    }
}

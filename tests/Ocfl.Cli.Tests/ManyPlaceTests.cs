namespace Ocfl.Cli.Tests;

/// <summary>The commands for many objects, in folders.</summary>
public sealed class ManyInFoldersTests(FoldersPlace place) : ManyPlaceTests(place), IClassFixture<FoldersPlace>;

/// <summary>The commands for many objects, on Azurite.</summary>
public sealed class ManyOnBlobsTests(AzuritePlace place) : ManyPlaceTests(place), IClassFixture<AzuritePlace>;

/// <summary>The commands for many objects, on each kind of place.</summary>
public abstract class ManyPlaceTests(TestPlace place)
{
    [Fact]
    public async Task Objects_are_ingested_imported_and_migrated()
    {
        using ToolHere tool = new();
        (string first, string second, string third) = (place.NewRoot(), place.NewRoot(), place.NewRoot());
        tool.Write("in/v1/a.txt", "one");
        tool.Write("in/v2/a.txt", "two");
        tool.Write("in/list.csv", "id,source,created\nx,v1,2001-01-01T00:00:00Z\ny,v1,\nx,v2,2001-01-02T00:00:00Z\n");
        await ToolHere.RunWellAsync("init", first);
        await ToolHere.RunWellAsync("init", second, "--layout", "0003");
        string[] user = ["--user", "u", "--address", "mailto:u@example.org"];
        string[] ingest = ["ingest", first, "--manifest", tool["in/list.csv"], "-m", "m", .. user];

        Assert.EndsWith(
            "total: 3 lines, 2 created, 1 updated, 0 unchanged, 0 failed, 0 skipped\n",
            await ToolHere.RunWellAsync(ingest),
            StringComparison.Ordinal);
        Assert.EndsWith(
            "total: 3 lines, 0 created, 0 updated, 3 unchanged, 0 failed, 0 skipped\n",
            await ToolHere.RunWellAsync(ingest),
            StringComparison.Ordinal);
        Assert.EndsWith(
            "total: 2 objects, 2 imported, 0 unchanged, 0 not valid, 0 failed\n",
            await ToolHere.RunWellAsync("import", second, first),
            StringComparison.Ordinal);
        Assert.EndsWith(
            "total: 2 objects, 0 imported, 2 unchanged, 0 not valid, 0 failed\n",
            await ToolHere.RunWellAsync("import", second, first),
            StringComparison.Ordinal);
        Assert.Equal("two", await ToolHere.RunWellAsync("cat", second, "--id", "x", "a.txt"));
        Assert.EndsWith(
            "complete: TARGET is valid, and has each of the 2 objects of ROOT once, and nothing else\n",
            await ToolHere.RunWellAsync("migrate", second, third, "--layout", "0002"),
            StringComparison.Ordinal);
        Assert.Contains(
            "a storage root is not migrated in place", await ToolHere.RunBadlyAsync("migrate", second, second), StringComparison.Ordinal);
    }
}

using Ocfl.Objects;
using Ocfl.Sources;
using Ocfl.Staging;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Updates;
using Ocfl.Validation;

namespace Ocfl.Tests.Objects;

/// <summary>A new object whose first version is not committed: what is shown of it after each moment at which its update can die.</summary>
public sealed class UnfinishedObjectTests
{
    [Fact]
    public async Task At_each_moment_of_death_it_is_unfinished_until_it_is_committed_and_never_damaged()
    {
        Faults counted = Faults.None;
        await CreateAsync(counted);
        int unfinished = 0;
        for (int moment = 0; moment < counted.Calls * 2; moment++)
        {
            MemoryStorage root = await CreateAsync(Faults.At(moment));
            ObjectEntry? entry = await FindAsync(root);
            bool isCommitted = await root.GetFileAsync(UpdateScenario.ObjectRoot + "/inventory.json") is not null;
            bool isThere = (await root.ListAllAsync(UpdateScenario.ObjectRoot, recursive: true)).Count > 0;

            Assert.Equal((moment, isThere), (moment, entry is not null));
            Assert.Equal((moment, isThere && !isCommitted), (moment, entry?.IsUnfinished == true));
            Assert.Equal((moment, isCommitted), (moment, entry is { Problem: null }));
            if (entry?.IsUnfinished == true)
            {
                unfinished++;
                Assert.Contains("is not an object yet: its first version is not committed", entry.Problem, StringComparison.Ordinal);
                ValidationReport report = await new Validator(root).ValidateObjectAsync(UpdateScenario.ObjectRoot);
                Assert.Contains(
                    report.Findings,
                    finding => finding.Code == "E063" && finding.Message.Contains("is not an object yet", StringComparison.Ordinal));
            }
        }

        Assert.True(unfinished > 8, $"{unfinished}");
    }

    [Theory]
    [InlineData("inventory.json.sha512", null)]
    [InlineData("v2/inventory.json", "owner")]
    [InlineData("extensions/x/file", "owner")]
    [InlineData("other", "owner")]
    [InlineData("v1/content/a", null)]
    public async Task With_anything_that_no_first_version_has_it_is_damaged(string path, string? owner)
    {
        MemoryStorage root = await InitializeAsync();
        await root.PutAsync(UpdateScenario.ObjectRoot + "/0=ocfl_object_1.1", "ocfl_object_1.1\n", owner: "owner");
        Assert.True((await FindAsync(root))!.IsUnfinished);

        await root.PutAsync($"{UpdateScenario.ObjectRoot}/{path}", "x", owner: owner);

        ObjectEntry entry = (await FindAsync(root))!;
        Assert.False(entry.IsUnfinished);
        Assert.Contains("is damaged: it has no inventory.json", entry.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_object_that_has_lost_its_root_inventory_is_damaged(bool hasSidecar)
    {
        MemoryStorage root = await CreateAsync(Faults.None);
        await root.DeleteAsync(UpdateScenario.ObjectRoot + "/inventory.json");
        if (!hasSidecar)
        {
            // As another tool writes it: without owners.
            await root.DeleteAsync(UpdateScenario.ObjectRoot + "/inventory.json.sha512");
            await root.PutAsync(UpdateScenario.ObjectRoot + "/0=ocfl_object_1.1", "ocfl_object_1.1\n");
        }

        ObjectEntry entry = (await FindAsync(root))!;

        Assert.False(entry.IsUnfinished);
        Assert.Contains("is damaged", entry.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_a_folder_a_declaration_without_an_inventory_is_damaged()
    {
        using TemporaryFolder folder = new();
        LocalStorage root = new(new LocalStorageOptions { Path = folder["root"] });
        await StorageRoot.InitializeAsync(root, new() { Layout = null });
        await root.PutAsync(UpdateScenario.ObjectRoot + "/0=ocfl_object_1.1", "ocfl_object_1.1\n");

        ObjectEntry entry = (await FindAsync(root))!;

        Assert.False(entry.IsUnfinished);
        Assert.Contains("is damaged", entry.Problem, StringComparison.Ordinal);
    }

    private static async Task<MemoryStorage> InitializeAsync()
    {
        MemoryStorage root = new(writesInPlace: true);
        await StorageRoot.InitializeAsync(root, new() { Layout = null });
        return root;
    }

    private static async Task<MemoryStorage> CreateAsync(Faults faults)
    {
        MemoryStorage root = await InitializeAsync();
        MemoryStorage source = new();
        await source.PutAsync("a", "1");
        await source.PutAsync("b", "2");
        UpdateContents contents = new() { Sources = [SourceContents.OfDirectory(source, "", UpdateMode.Replace, [])] };
        ObjectUpdater updater = new(new FaultyStorage(root, faults), new FaultyStorage(new MemoryStorage(writesInPlace: true), faults))
        {
            ContinuesInterrupted = true,
        };
        Exception? death = await Record.ExceptionAsync(
            async () => await updater.UpdateAsync(await UpdateScenario.TargetAsync(root), contents));
        Assert.Equal(faults.DieAt > 0, death is not null);
        return root;
    }

    private static async Task<ObjectEntry?> FindAsync(IStorage root)
    {
        StorageRoot opened = await StorageRoot.OpenAsync(root);
        return await opened.ListObjectsWithRemainsAsync().SingleOrDefaultAsync();
    }
}

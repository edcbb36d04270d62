using Ocfl.Staging;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Updates;

namespace Ocfl.AzureBlobs.Tests;

/// <summary>What a blob's name cannot be is said before anything is written.</summary>
public sealed class NameTests
{
    public static TheoryData<string, string> Names() => new()
    {
        { "a\\b", "backslash" },
        { new string('a', 1020), "1024 characters" },
        { string.Join('/', Enumerable.Repeat("a", 254)), "254 names" },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_name_that_no_blob_can_have_is_known(string path, string words)
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        AzureBlobStorage storage = new(container.Options() with { Prefix = "root" });

        Assert.Contains(words, storage.FindNameFault(path), StringComparison.Ordinal);
        Assert.Contains("surrogate", storage.FindNameFault("\ud800"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_longest_names_can_be_written()
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        AzureBlobStorage storage = new(container.Options() with { Prefix = "root" });
        foreach (string path in new[] { new string('a', 1019), string.Join('/', Enumerable.Repeat("b", 253)), "Grüße 100%+?#:*" })
        {
            Assert.Null(storage.FindNameFault(path));
            await storage.PutAsync(path, "text");
            Assert.Equal("text", await storage.GetAsync(path));
        }
    }

    [Fact]
    public async Task An_update_with_a_name_that_no_blob_can_have_writes_nothing()
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        AzureBlobStorage root = container.Storage();
        MemoryStorage source = new();
        await source.PutAsync("a\\b", "text");

        InvalidUpdateException refused = await Assert.ThrowsAsync<InvalidUpdateException>(
            async () => await new ObjectUpdater(root, new MemoryStorage()).UpdateAsync(await UpdateScenario.TargetAsync(root), source));

        Assert.Contains("'v1/content/a\\b'", refused.Message, StringComparison.Ordinal);
        Assert.Empty(await root.ListAllAsync("", recursive: true));
    }
}

using System.Globalization;
using Ocfl.Layouts;
using Ocfl.Objects;
using Ocfl.Storage;

namespace Ocfl.Tests.Objects;

/// <summary>An object under another spelling of its place is found before a second one with its id is made.</summary>
public sealed class MisplacedObjectTests
{
    public static TheoryData<string, string, string> Spellings => new()
    {
        { "0003", "ark:12/ab", "escapes in upper case" },
        { "0003", "ark:12/ab", "tuples in upper case" },
        { "0003", "ark:12/ab", "all in upper case" },
        { "0003", "ark:12/ab", "another name" },
        { "0004", "ark:12/ab", "tuples in upper case" },
        { "0004", "ark:12/ab", "all in upper case" },
        { "0002", "Object é", "all in upper case" },
        { "0002", "Object é", "all in lower case" },
        { "0002", "Object é", "decomposed" },
        { "0002", "a%3ab%2f", "escapes in upper case" },
        { "0002", "a%3Ab", "without escapes" },
        { "0011", "dir/Object", "all in lower case" },
    };

    [Theory]
    [MemberData(nameof(Spellings))]
    public async Task An_object_under_another_spelling_is_found(string layout, string id, string spelling)
    {
        (MemoryStorage storage, StorageRoot root) = await CreateAsync(layout);
        string place = Respell(root.GetObjectRoot(id), spelling);
        Assert.NotEqual(root.GetObjectRoot(id), place);
        await new TestObject(id).Version(("a", "one")).WriteAsync(storage, place);

        Assert.Null(await root.OpenObjectAsync(id));
        Assert.Equal(place, await root.FindMisplacedAsync(id));
        Assert.Equal(place, (await root.SearchAsync(id)).ObjectRoot);
    }

    /// <summary>More names than are looked at: the likely ones are asked for.</summary>
    [Theory]
    [InlineData("a%3ab%2f", "escapes in upper case")]
    [InlineData("a%3Ab", "without escapes")]
    [InlineData("Object é", "all in lower case")]
    public async Task It_is_found_among_very_many(string id, string spelling)
    {
        (MemoryStorage storage, StorageRoot root) = await CreateAsync("0002");
        string place = Respell(id, spelling);
        await new TestObject(id).Version(("a", "one")).WriteAsync(storage, place);
        for (int i = 0; i < 10_100; i++)
        {
            await TestObject.PutAsync(storage, $"0{i.ToString(CultureInfo.InvariantCulture)}/inventory.json", "{}");
        }

        Assert.Equal(place, await root.FindMisplacedAsync(id));
    }

    [Fact]
    public async Task An_object_with_another_id_is_not_it_whatever_its_name()
    {
        (MemoryStorage storage, StorageRoot root) = await CreateAsync("0002");
        await new TestObject("other").Version(("a", "one")).WriteAsync(storage, "OBJECT");
        await TestObject.PutAsync(storage, "Object/inventory.json", "no JSON");
        await TestObject.PutAsync(storage, "oBject/0=ocfl_object_1.1", "ocfl_object_1.1\n");

        Assert.Null(await root.FindMisplacedAsync("object"));
    }

    [Fact]
    public async Task A_search_finds_it_anywhere_and_names_what_it_could_not_read()
    {
        (MemoryStorage storage, StorageRoot root) = await CreateAsync("0004");
        await new TestObject("urn:x").Version(("a", "one")).WriteAsync(storage, "somewhere/else");
        await TestObject.PutAsync(storage, "damaged/0=ocfl_object_1.1", "ocfl_object_1.1\n");
        await TestObject.PutAsync(storage, "damaged/inventory.json", "no JSON");

        Assert.Null(await root.FindMisplacedAsync("urn:x"));
        Assert.Equal("somewhere/else", (await root.SearchAsync("urn:x")).ObjectRoot);
        ObjectSearch none = await root.SearchAsync("urn:y");
        Assert.Equal((null, "damaged"), (none.ObjectRoot, none.Unread?.Root));
    }

    private static async Task<(MemoryStorage Storage, StorageRoot Root)> CreateAsync(string layout)
    {
        MemoryStorage storage = new();
        Assert.True(StorageLayouts.Default.TryGetName(layout, out string? name));
        return (storage, await StorageRoot.InitializeAsync(
            storage, new StorageRootOptions { Layout = StorageLayouts.Default.Create(name) }));
    }

    private static string Respell(string place, string spelling)
    {
        string directory = StoragePath.GetDirectory(place);
        string name = StoragePath.GetName(place);
        return spelling switch
        {
            "escapes in upper case" => StoragePath.Combine(
                directory, name.Replace("%3a", "%3A", StringComparison.Ordinal).Replace("%2f", "%2F", StringComparison.Ordinal)),
            "tuples in upper case" => StoragePath.Combine(directory.ToUpperInvariant(), name),
            "all in upper case" => place.ToUpperInvariant(),
            "all in lower case" => place.ToLowerInvariant(),
            "decomposed" => place.Replace("é", "e\u0301", StringComparison.Ordinal),
            "without escapes" => Uri.UnescapeDataString(place),
            _ => StoragePath.Combine(directory, "of another tool"),
        };
    }
}

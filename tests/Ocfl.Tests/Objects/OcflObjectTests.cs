using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Staging;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Updates;

namespace Ocfl.Tests.Objects;

public sealed class OcflObjectTests
{
    private const string Root = "some/object";

    private static TestObject TwoVersions =>
        new TestObject("urn:x").Version(("a", "one"), ("dir/b", "two")).Version(("a", "changed"), ("c", "two"));

    [Theory]
    [InlineData("sha512", 0)]
    [InlineData("sha256", 4)]
    public async Task An_object_is_opened_with_what_it_says_about_itself(string algorithm, int width)
    {
        MemoryStorage storage = new();
        TestObject written = new TestObject("urn:x")
        {
            Algorithm = algorithm,
            Width = width,
            Specification = SpecificationVersion.V10,
        }.Version(("a", "one")).Version(("a", "two"));
        await written.WriteAsync(storage, Root);

        OcflObject opened = await OpenAsync(storage);

        Assert.Equal(written.Inventory(2), opened.Inventory);
        Assert.Equal(written.Digest(InventoryWriter.Write(written.Inventory(2))), opened.InventoryDigest);
        Assert.Equal((await storage.GetFileAsync(Root + "/inventory.json"))!.ETag, opened.InventoryETag);
        Assert.Equal(SpecificationVersion.V10, await opened.ReadDeclaredSpecificationAsync());
        Assert.Same(opened, await opened.WithMutableHeadAsync());
        Assert.Equal([new VersionNumber(1, width), new VersionNumber(2, width)], opened.Versions.Select(version => version.Number));
        Assert.Equal("Version 2", opened.Head.Description.Message);
    }

    [Fact]
    public async Task An_object_can_be_the_top_of_its_storage()
    {
        MemoryStorage storage = new();
        await TwoVersions.WriteAsync(storage, "");

        OcflObject? opened = await OcflObject.TryOpenAsync(storage, "");

        Assert.Equal("changed", await ReadAsync(opened!, 2, "a"));
    }

    [Fact]
    public async Task Where_there_is_nothing_or_an_object_on_its_way_there_is_no_object()
    {
        MemoryStorage storage = new();
        Assert.Null(await OcflObject.TryOpenAsync(storage, Root));

        await TestObject.PutAsync(storage, Root + "/0=ocfl_object_1.1", "ocfl_object_1.1\n");
        await TestObject.PutAsync(storage, Root + "/v1/content/a", "one");
        Assert.Null(await OcflObject.TryOpenAsync(storage, Root));
    }

    [Fact]
    public async Task While_an_object_is_upgraded_the_newer_declaration_counts()
    {
        MemoryStorage storage = new();
        await TwoVersions.WriteAsync(storage, Root);
        await TestObject.PutAsync(storage, Root + "/0=ocfl_object_1.0", "ocfl_object_1.0\n");

        Assert.Equal(SpecificationVersion.V11, await (await OpenAsync(storage)).ReadDeclaredSpecificationAsync());
    }

    [Fact]
    public async Task Between_the_inventory_and_its_sidecar_a_commit_is_complete()
    {
        MemoryStorage storage = new();
        TestObject written = TwoVersions;
        await written.WriteAsync(storage, Root);
        string stale = InventorySidecar.Format(written.Digest(InventoryWriter.Write(written.Inventory(1))));
        await TestObject.PutAsync(storage, Root + "/inventory.json.sha512", stale);

        Assert.Equal(2, (await OpenAsync(storage)).Head.Number.Number);

        await storage.DeleteAsync(Root + "/inventory.json.sha512");
        Assert.Equal(2, (await OpenAsync(storage)).Head.Number.Number);
    }

    [Fact]
    public async Task Before_the_inventory_a_commit_has_not_happened()
    {
        MemoryStorage storage = new();
        TestObject written = TwoVersions;
        await written.WriteAsync(storage, Root);
        await written.WriteInventoryAsync(storage, Root, written.Inventory(1));

        Assert.Equal(1, (await OpenAsync(storage)).Head.Number.Number);
    }

    [Fact]
    public async Task An_inventory_that_no_sidecar_confirms_is_damaged()
    {
        MemoryStorage storage = new();
        TestObject written = TwoVersions;
        await written.WriteAsync(storage, Root);
        string text = await TestObject.GetAsync(storage, Root + "/inventory.json");
        await TestObject.PutAsync(storage, Root + "/inventory.json", text.Replace("Version 2", "Version two", StringComparison.Ordinal));

        CorruptObjectException exception = await Assert.ThrowsAsync<CorruptObjectException>(() => OcflObject.TryOpenAsync(storage, Root));

        Assert.Contains("neither its sidecar nor the one of v2", exception.Message, StringComparison.Ordinal);
        Assert.Equal(Root, exception.ObjectRoot);
    }

    [Theory]
    [InlineData("not a sidecar")]
    [InlineData("")]
    [InlineData("00  inventory.json\n")]
    public async Task A_sidecar_that_says_nothing_right_confirms_nothing(string sidecar)
    {
        MemoryStorage storage = new();
        await TwoVersions.WriteAsync(storage, Root);
        await TestObject.PutAsync(storage, Root + "/inventory.json.sha512", sidecar);
        await TestObject.PutAsync(storage, Root + "/v2/inventory.json.sha512", sidecar);

        await Assert.ThrowsAsync<CorruptObjectException>(() => OcflObject.TryOpenAsync(storage, Root));
    }

    [Fact]
    public async Task A_sidecar_in_upper_case_confirms()
    {
        MemoryStorage storage = new();
        TestObject written = TwoVersions;
        await written.WriteAsync(storage, Root);
        await storage.DeleteDirectoryAsync(Root + "/v2");
        await TestObject.PutAsync(
            storage,
            Root + "/inventory.json.sha512",
            written.Digest(InventoryWriter.Write(written.Inventory(2))).ToUpperInvariant() + " inventory.json\n");

        Assert.Equal(2, (await OpenAsync(storage)).Head.Number.Number);
    }

    [Fact]
    public async Task An_inventory_that_changes_while_it_is_opened_is_read_again()
    {
        MemoryStorage inner = new();
        TestObject written = TwoVersions;
        await written.WriteAsync(inner, Root);
        await written.WriteInventoryAsync(inner, Root, written.Inventory(1));
        await inner.DeleteDirectoryAsync(Root + "/v1");
        SwitchingStorage storage = new(
            inner, Root + "/inventory.json", () => written.WriteInventoryAsync(inner, Root, written.Inventory(2)));

        OcflObject? opened = await OcflObject.TryOpenAsync(storage, Root);

        Assert.Equal(2, opened?.Head.Number.Number);
    }

    [Fact]
    public async Task An_inventory_that_breaks_a_rule_is_damaged_and_says_where()
    {
        MemoryStorage storage = new();
        await TestObject.PutAsync(storage, Root + "/0=ocfl_object_1.1", "ocfl_object_1.1\n");
        await TestObject.PutAsync(storage, Root + "/inventory.json", "{\"id\": \"x\"}");

        CorruptObjectException exception = await Assert.ThrowsAsync<CorruptObjectException>(() => OcflObject.TryOpenAsync(storage, Root));

        Assert.IsType<InvalidInventoryException>(exception.InnerException);
    }

    [Fact]
    public async Task An_inventory_without_a_declaration_is_damage()
    {
        MemoryStorage storage = new();
        await TwoVersions.WriteAsync(storage, Root);
        await storage.DeleteAsync(Root + "/0=ocfl_object_1.1");

        OcflObject opened = await OpenAsync(storage);

        Assert.Contains(
            "no declaration",
            (await Assert.ThrowsAsync<CorruptObjectException>(() => opened.ReadDeclaredSpecificationAsync())).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "no declaration",
            (await Assert.ThrowsAsync<CorruptObjectException>(() => UpdateTarget.FromAsync(opened))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Any_file_of_any_version_is_read()
    {
        MemoryStorage storage = new();
        await TwoVersions.WriteAsync(storage, Root);
        OcflObject opened = await OpenAsync(storage);

        Assert.Equal("one", await ReadAsync(opened, 1, "a"));
        Assert.Equal("two", await ReadAsync(opened, 1, "dir/b"));
        Assert.Equal("changed", await ReadAsync(opened, 2, "a"));
        Assert.Equal("two", await ReadAsync(opened, 2, "c"));
        Assert.Contains(
            "v2",
            (await Assert.ThrowsAsync<LogicalPathNotFoundException>(() => ReadAsync(opened, 2, "dir/b"))).Message,
            StringComparison.Ordinal);
        Assert.Throws<VersionNotFoundException>(() => opened.GetVersion(3));
        Assert.Throws<VersionNotFoundException>(() => opened.GetVersion(0));
    }

    [Theory]
    [InlineData(0, null, "changed")]
    [InlineData(2, null, "anged")]
    [InlineData(2, 3L, "ang")]
    [InlineData(5, 100L, "ed")]
    [InlineData(7, null, "")]
    [InlineData(90, 5L, "")]
    public async Task A_range_is_read(long offset, long? length, string expected)
    {
        MemoryStorage storage = new();
        await TwoVersions.WriteAsync(storage, Root);
        OcflObject opened = await OpenAsync(storage);

        await using ContentReader reader = await opened.OpenFileAsync(
            opened.Head, "a", new ContentReadOptions { Offset = offset, Length = length });

        Assert.Equal(expected, await new StreamReader(reader.Content).ReadToEndAsync());
        Assert.Equal(7, reader.File.Length);
        Assert.Equal(TwoVersions.Digest("changed"), reader.Digest);
    }

    [Fact]
    public async Task Content_that_rotted_is_noticed_at_its_end()
    {
        MemoryStorage storage = new();
        await TwoVersions.WriteAsync(storage, Root);
        OcflObject opened = await OpenAsync(storage);
        Assert.Equal("changed", await ReadAsync(opened, 2, "a"));

        await TestObject.PutAsync(storage, Root + "/v2/content/a", "rotted!");

        Assert.Contains(
            "v2/content/a",
            (await Assert.ThrowsAsync<CorruptObjectException>(() => ReadAsync(opened, 2, "a"))).Message,
            StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(
            () => opened.OpenFileAsync(opened.Head, "a", new ContentReadOptions { Verify = true, Offset = 1 }));
    }

    [Theory]
    [InlineData("changed", true)]
    [InlineData("rotted!", false)]
    public async Task Whether_content_is_verified_can_be_decided_when_it_is_open(string stored, bool isGood)
    {
        MemoryStorage storage = new();
        await TwoVersions.WriteAsync(storage, Root);
        OcflObject opened = await OpenAsync(storage);
        await TestObject.PutAsync(storage, Root + "/v2/content/a", stored);

        await using ContentReader reader = opened.HashWhileRead(await opened.OpenFileAsync(opened.Head, "a"));
        using StreamReader text = new(reader.Content);

        Assert.Equal(stored.Length, reader.File.Length);
        if (isGood)
        {
            Assert.Equal(stored, await text.ReadToEndAsync());
        }
        else
        {
            await Assert.ThrowsAsync<CorruptObjectException>(() => text.ReadToEndAsync());
        }
    }

    [Fact]
    public async Task Content_that_is_gone_is_damage_unless_it_is_elsewhere_too()
    {
        MemoryStorage storage = new();
        TestObject written = TwoVersions;
        await written.WriteAsync(storage, Root);
        Inventory twice = written.Inventory(2) with
        {
            Manifest = new DigestMap(written.Inventory(2).Manifest.Select(entry => entry.Paths[0] == "v1/content/a"
                ? entry with { Paths = ["v1/content/gone", "v1/content/a"] }
                : entry)),
        };
        await written.WriteInventoryAsync(storage, Root, twice);
        await storage.DeleteAsync(Root + "/v1/content/dir/b");
        OcflObject opened = await OpenAsync(storage);

        Assert.Equal("one", await ReadAsync(opened, 1, "a"));
        Assert.Contains(
            "v1/content/dir/b",
            (await Assert.ThrowsAsync<CorruptObjectException>(() => ReadAsync(opened, 2, "c"))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mutable_head_is_read_as_the_newest_version()
    {
        MemoryStorage storage = new();
        await TwoVersions.WriteAsync(storage, Root);
        await WriteMutableHeadAsync(storage, TwoVersions);

        OcflObject committed = await OpenAsync(storage);
        OcflObject opened = await committed.WithMutableHeadAsync();

        Assert.Equal(2, committed.Head.Number.Number);
        await Assert.ThrowsAsync<InvalidUpdateException>(() => UpdateTarget.FromAsync(committed));
        Assert.NotNull(opened.MutableHead);
        Assert.Null(opened.MutableHead.Problem);
        Assert.Equal(2, opened.Inventory.Head.Number);
        Assert.Equal(3, opened.Head.Number.Number);
        Assert.Equal([false, false, true], opened.Versions.Select(version => version.IsMutable));
        Assert.Equal("not yet", await ReadAsync(opened, 3, "draft"));
        Assert.Equal("one", await ReadAsync(opened, 1, "a"));
    }

    [Theory]
    [InlineData("root-inventory.json.sha512", "00  inventory.json\n", "no longer based")]
    [InlineData("head/inventory.json.sha512", "00  inventory.json\n", "sidecar")]
    [InlineData("head/inventory.json", "{}", "not valid")]
    public async Task A_mutable_head_that_cannot_be_used_leaves_the_object_as_it_is(string file, string content, string problem)
    {
        MemoryStorage storage = new();
        await TwoVersions.WriteAsync(storage, Root);
        await WriteMutableHeadAsync(storage, TwoVersions);
        await TestObject.PutAsync(storage, $"{Root}/extensions/0005-mutable-head/{file}", content);

        OcflObject opened = await (await OpenAsync(storage)).WithMutableHeadAsync();

        Assert.Contains(problem, opened.MutableHead?.Problem, StringComparison.Ordinal);
        Assert.Equal(2, opened.Head.Number.Number);
    }

    [Fact]
    public async Task The_official_good_objects_open()
    {
        if (OfficialFixtures.AreDispensedWith)
        {
            return;
        }

        foreach (OfficialFixture fixture in OfficialFixtures.Of("good-objects"))
        {
            OcflObject? opened = await OcflObject.TryOpenAsync(new LocalStorage(new LocalStorageOptions { Path = fixture.Folder }), "");

            Assert.NotNull(opened);
            foreach (OcflVersion version in opened.Versions)
            {
                foreach ((string path, _) in version.Description.State.Paths)
                {
                    await ReadAsync(opened, version.Number.Number, path);
                }
            }
        }
    }

    internal static async Task<string> ReadAsync(OcflObject opened, int version, string path)
    {
        await using ContentReader reader = await opened.OpenFileAsync(
            opened.GetVersion(version), path, new ContentReadOptions { Verify = true });
        return await new StreamReader(reader.Content).ReadToEndAsync();
    }

    private static async Task<OcflObject> OpenAsync(MemoryStorage storage) =>
        await OcflObject.TryOpenAsync(storage, Root) ?? throw new InvalidOperationException("There is no object.");

    private static async Task WriteMutableHeadAsync(MemoryStorage storage, TestObject written)
    {
        const string Extension = "extensions/0005-mutable-head";
        Inventory inventory = written.Inventory(2);
        DigestEntry draft = new(written.Digest("not yet"), [Extension + "/head/content/r1/draft"]);
        Inventory head = inventory with
        {
            Head = inventory.Head.Next(),
            Manifest = new DigestMap([.. inventory.Manifest, draft]),
            Versions = [
                .. inventory.Versions,
                inventory.HeadVersion with { State = new DigestMap([new DigestEntry(draft.Digest, ["draft"])]) },
            ],
        };
        await TestObject.PutAsync(storage, $"{Root}/{draft.Paths[0]}", "not yet");
        await TestObject.PutAsync(storage, $"{Root}/{Extension}/revisions/r1", "r1");
        await TestObject.PutAsync(
            storage, $"{Root}/{Extension}/root-inventory.json.sha512", await TestObject.GetAsync(storage, Root + "/inventory.json.sha512"));
        await written.WriteInventoryAsync(storage, $"{Root}/{Extension}/head", head);
    }

    /// <summary>Does something once, right after a file was opened.</summary>
    private sealed class SwitchingStorage(IStorage inner, string path, Func<Task> afterFirstOpen) : ForwardingStorage(inner)
    {
        private bool _isDone;

        public override async Task<StorageReader> OpenReadAsync(
            string file, StorageReadOptions? options = null, CancellationToken cancellationToken = default)
        {
            StorageReader reader = await base.OpenReadAsync(file, options, cancellationToken);
            if (file == path && !_isDone)
            {
                _isDone = true;
                await afterFirstOpen();
            }

            return reader;
        }
    }
}

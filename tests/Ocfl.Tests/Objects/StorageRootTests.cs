using System.Text;
using Ocfl.Inventories;
using Ocfl.Layouts;
using Ocfl.Objects;
using Ocfl.Storage;
using Ocfl.Testing;

namespace Ocfl.Tests.Objects;

public sealed class StorageRootTests
{
    private static readonly StorageRootOptions Flat = new() { Layout = new FlatDirectLayout() };

    public static TheoryData<string> Kinds => ["memory", "blobs", "local"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_new_root_has_what_the_specification_asks_for(string kind)
    {
        using TemporaryFolder folder = new();
        IStorage storage = Create(kind, folder);

        StorageRoot root = await StorageRoot.InitializeAsync(storage, new StorageRootOptions { Description = "Ours é" });

        Assert.Equal(SpecificationVersion.V11, root.Specification);
        Assert.Equal(HashedNTupleLayout.Name, root.Layout?.ExtensionName);
        Assert.Equal("Ours é", root.Description);
        Assert.Equal("ocfl_1.1\n", await TestObject.GetAsync(storage, "0=ocfl_1.1"));
        Assert.Equal(
            "{\n  \"extension\": \"0004-hashed-n-tuple-storage-layout\",\n  \"description\": \"Ours é\"\n}\n",
            await TestObject.GetAsync(storage, "ocfl_layout.json"));
        Assert.Equal(
            Encoding.UTF8.GetString(StorageLayouts.GetConfiguration(new HashedNTupleLayout())),
            await TestObject.GetAsync(storage, "extensions/0004-hashed-n-tuple-storage-layout/config.json"));
        Assert.Equal("3c0/ff4/240/3c0ff4240c1e116dba14c7627f2319b58aa3d77606d0d90dfc6161608ac987d4", root.GetObjectRoot("object-01"));
    }

    [Fact]
    public async Task Initialising_again_changes_nothing()
    {
        MemoryStorage storage = new();
        await StorageRoot.InitializeAsync(storage, Flat);
        List<StorageEntry> before = await ListAsync(storage);

        await StorageRoot.InitializeAsync(storage, Flat);

        Assert.Equal(before, await ListAsync(storage));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_initialisation_that_stopped_anywhere_is_completed_by_the_next(string kind)
    {
        using TemporaryFolder folder = new();
        StorageRootOptions options = new() { Layout = new HashedNTupleLayout(tupleSize: 2) };
        MemoryStorage whole = new();
        await StorageRoot.InitializeAsync(whole, options);
        int writes = (await ListAsync(whole)).Count;
        for (int allowed = 0; allowed <= writes; allowed++)
        {
            IStorage storage = Create(kind, folder, allowed);
            FailingStorage failing = new(storage, allowed);
            if (allowed < writes)
            {
                await Assert.ThrowsAsync<StorageException>(() => StorageRoot.InitializeAsync(failing, options));
                await Assert.ThrowsAsync<StorageRootException>(() => StorageRoot.OpenAsync(storage));
            }

            StorageRoot root = await StorageRoot.InitializeAsync(storage, options);

            Assert.NotNull(root.Layout);
            foreach (StorageEntry entry in await ListAsync(whole))
            {
                Assert.Equal(await TestObject.GetAsync(whole, entry.Path), await TestObject.GetAsync(storage, entry.Path));
            }

            Assert.Equal(writes, (await ListAsync(storage)).Count);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Many_may_initialise_at_once(string kind)
    {
        using TemporaryFolder folder = new();
        IStorage storage = Create(kind, folder);

        StorageRoot[] roots = await Task.WhenAll(
            Enumerable.Range(0, 12).Select(_ => Task.Run(() => StorageRoot.InitializeAsync(storage, Flat))));

        Assert.All(roots, root => Assert.Equal(FlatDirectLayout.Name, root.Layout?.ExtensionName));
    }

    [Fact]
    public async Task Of_two_that_disagree_at_once_one_is_refused()
    {
        MemoryStorage storage = new();
        Task<StorageRoot>[] both =
        [
            Task.Run(() => StorageRoot.InitializeAsync(storage, Flat)),
            Task.Run(() => StorageRoot.InitializeAsync(storage, new StorageRootOptions())),
        ];

        await Task.WhenAll(both).ContinueWith(_ => { }, TaskScheduler.Default);

        Task<StorageRoot> refused = Assert.Single(both, one => one.IsFaulted);
        Assert.IsType<StorageRootException>(refused.Exception!.InnerException);
        StorageRoot root = await StorageRoot.OpenAsync(storage);
        Assert.Equal((await both.Single(one => one.IsCompletedSuccessfully)).LayoutName, root.LayoutName);
        Assert.NotNull(root.Layout);
    }

    [Fact]
    public async Task What_is_not_empty_does_not_become_a_root()
    {
        MemoryStorage storage = new();
        await TestObject.PutAsync(storage, "thesis.txt", "mine");

        StorageRootException exception = await Assert.ThrowsAsync<StorageRootException>(() => StorageRoot.InitializeAsync(storage));

        Assert.Contains("'thesis.txt'", exception.Message, StringComparison.Ordinal);
        Assert.Single(await ListAsync(storage));
    }

    [Fact]
    public async Task A_root_of_another_kind_is_not_taken_for_the_one_asked_for()
    {
        MemoryStorage storage = new();
        await StorageRoot.InitializeAsync(storage, Flat with { Specification = SpecificationVersion.V10 });

        Assert.Contains(
            "OCFL 1.0 already",
            (await Assert.ThrowsAsync<StorageRootException>(() => StorageRoot.InitializeAsync(storage, Flat))).Message,
            StringComparison.Ordinal);
        Assert.Contains(FlatDirectLayout.Name, (await Assert.ThrowsAsync<StorageRootException>(() => StorageRoot.InitializeAsync(
            storage, new StorageRootOptions { Specification = SpecificationVersion.V10 }))).Message, StringComparison.Ordinal);
        Assert.Contains("not with none", (await Assert.ThrowsAsync<StorageRootException>(() => StorageRoot.InitializeAsync(
            storage,
            new StorageRootOptions { Specification = SpecificationVersion.V10, Layout = null }))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_parameters_are_another_kind()
    {
        MemoryStorage storage = new();
        await StorageRoot.InitializeAsync(storage, new StorageRootOptions { Layout = new HashedNTupleLayout(tupleSize: 2) });

        Assert.Contains(
            "other parameters",
            (await Assert.ThrowsAsync<StorageRootException>(() => StorageRoot.InitializeAsync(storage))).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, "no ocfl_layout.json")]
    [InlineData("{}", null, "'extension'")]
    [InlineData("not json", null, "not JSON")]
    [InlineData("""{"extension": "nobody-knows", "description": "d"}""", null, "'nobody-knows' is not known")]
    [InlineData("""{"extension": "../../etc", "description": "d"}""", null, "is not known")]
    [InlineData(
        """{"extension": "0004-hashed-n-tuple-storage-layout", "description": "d"}""", """{"extensionName": "0004-hashed-n-tuple-storage-layout", "tupleSize": 99}""", "'tupleSize'")]
    [InlineData("""{"extension": "0006-flat-omit-prefix-storage-layout", "description": "d"}""", null, "'delimiter'")]
    public async Task Without_a_known_layout_a_root_is_read_by_walking(string? layout, string? configuration, string problem)
    {
        MemoryStorage storage = new();
        await TestObject.PutAsync(storage, "0=ocfl_1.0", "ocfl_1.0\n");
        if (layout is not null)
        {
            await TestObject.PutAsync(storage, "ocfl_layout.json", layout);
        }

        if (configuration is not null)
        {
            await TestObject.PutAsync(storage, "extensions/0004-hashed-n-tuple-storage-layout/config.json", configuration);
        }

        await new TestObject("urn:one").Version(("a", "1")).WriteAsync(storage, "some/where");
        StorageRoot root = await StorageRoot.OpenAsync(storage);

        Assert.Null(root.Layout);
        Assert.Contains(problem, root.LayoutProblem, StringComparison.Ordinal);
        Assert.Contains(
            problem, Assert.Throws<UnknownLayoutException>(() => root.GetObjectRoot("urn:one")).Message, StringComparison.Ordinal);
        Assert.Equal("some/where", await root.FindObjectRootAsync("urn:one"));
        Assert.Equal("some/where", (await root.OpenObjectAsync("urn:one"))?.Root);
        Assert.Null(await root.FindObjectRootAsync("urn:two"));
        Assert.Null(await root.OpenObjectAsync("urn:two"));
    }

    [Theory]
    [InlineData(null, "empty or does not exist")]
    [InlineData("readme.txt", "no declaration")]
    [InlineData("0=ocfl_object_1.1", "an OCFL object")]
    [InlineData("0=ocfl_2.0", "declares OCFL 2.0")]
    public async Task What_is_no_root_is_refused_with_what_it_is(string? file, string message)
    {
        MemoryStorage storage = new();
        if (file is not null)
        {
            await TestObject.PutAsync(storage, file, "text");
        }

        Assert.Contains(
            message,
            (await Assert.ThrowsAsync<StorageRootException>(() => StorageRoot.OpenAsync(storage))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_object_is_found_where_the_layout_puts_it()
    {
        MemoryStorage storage = new();
        StorageRoot root = await StorageRoot.InitializeAsync(storage);
        await new TestObject("urn:one").Version(("a", "1")).WriteAsync(storage, root.GetObjectRoot("urn:one"));

        Assert.Equal(root.GetObjectRoot("urn:one"), await root.FindObjectRootAsync("urn:one"));
        Assert.Equal("urn:one", (await root.OpenObjectAsync("urn:one"))?.Id);
        Assert.Null(await root.FindObjectRootAsync("urn:two"));
        Assert.Null(await root.OpenObjectAsync("urn:two"));
    }

    [Fact]
    public async Task Another_object_in_the_place_is_an_error()
    {
        MemoryStorage storage = new();
        StorageRoot root = await StorageRoot.InitializeAsync(storage);
        await new TestObject("urn:other").Version(("a", "1")).WriteAsync(storage, root.GetObjectRoot("urn:one"));

        ObjectIdMismatchException exception = await Assert.ThrowsAsync<ObjectIdMismatchException>(() => root.OpenObjectAsync("urn:one"));

        Assert.Equal("urn:other", exception.ActualId);
    }

    [Fact]
    public async Task An_id_without_a_place_is_an_object_that_does_not_exist()
    {
        StorageRoot root = await StorageRoot.InitializeAsync(new MemoryStorage(), Flat);

        Assert.Null(await root.FindObjectRootAsync("a/b"));
        Assert.Null(await root.OpenObjectAsync("a/b"));
        Assert.Throws<LayoutException>(() => root.GetObjectRoot("a/b"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Objects_are_listed_wherever_they_are_and_nothing_else(string kind)
    {
        using TemporaryFolder folder = new();
        IStorage storage = Create(kind, folder);
        StorageRoot root = await StorageRoot.InitializeAsync(storage, Flat);
        string[] places = ["a", "b/c/d", "b/c/e", "b.c", "z/" + new string('y', 200)];
        foreach (string place in places)
        {
            await new TestObject("urn:" + place).Version(("x", place), ("0=ocfl_object_1.1", "a file of that name")).WriteAsync(
                storage, place);
        }

        await TestObject.PutAsync(storage, "on-its-way/0=ocfl_object_1.1", "ocfl_object_1.1\n");
        await TestObject.PutAsync(storage, "on-its-way/v1/content/0=ocfl_object_1.1", "part of it");
        await TestObject.PutAsync(storage, "extensions/mine/object/inventory.json", "{}");
        await TestObject.PutAsync(storage, "extensions/mine/object/0=ocfl_object_1.1", "ocfl_object_1.1\n");
        await TestObject.PutAsync(storage, "broken/inventory.json", "{\"id\": 5}");
        await TestObject.PutAsync(storage, "broken/0=ocfl_object_1.0", "ocfl_object_1.0\n");

        List<ObjectEntry> entries = await root.ListObjectsAsync(readIds: true).ToListAsync();

        Assert.Equal(places.Append("broken").Order(new ByNames()), entries.Select(entry => entry.Root));
        Assert.All(entries.Where(entry => entry.Root != "broken"), entry => Assert.Equal("urn:" + entry.Root, entry.Id));
        Assert.Contains("no id", Assert.Single(entries, entry => entry.Id is null).Problem, StringComparison.Ordinal);
        Assert.All(await root.ListObjectsAsync().ToListAsync(), entry => Assert.Null(entry.Id));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public async Task Pages_put_together_are_the_listing(int size)
    {
        MemoryStorage storage = new();
        StorageRoot root = await StorageRoot.InitializeAsync(
            storage, new StorageRootOptions { Layout = new HashedNTupleLayout("md5", 1, 2) });
        for (int i = 0; i < 40; i++)
        {
            await new TestObject($"urn:{i}").Version(("x", "y")).WriteAsync(
                storage, i % 3 == 0 ? $"flat{i}" : root.GetObjectRoot($"urn:{i}"));
        }

        List<ObjectEntry> all = [];
        string? after = null;
        do
        {
            ObjectPage page = await root.ListObjectsPageAsync(after, size, readIds: true);
            Assert.True(page.Objects.Count <= size);
            all.AddRange(page.Objects);
            after = page.Next;
        }
        while (after is not null);

        Assert.Equal(await root.ListObjectsAsync(readIds: true).ToListAsync(), all);
        Assert.Equal(all.OrderBy(entry => entry.Root, new ByNames()), all);
        Assert.Equal(40, all.Count);
    }

    [Fact]
    public async Task A_page_goes_on_where_an_object_has_gone()
    {
        MemoryStorage storage = new();
        StorageRoot root = await StorageRoot.InitializeAsync(storage, Flat);
        foreach (string id in (string[])["a", "b", "c"])
        {
            await new TestObject(id).Version(("x", "y")).WriteAsync(storage, id);
        }

        await storage.DeleteDirectoryAsync("b");

        Assert.Equal(["c"], (await root.ListObjectsPageAsync(after: "b")).Objects.Select(entry => entry.Root));
        Assert.Equal(["c"], (await root.ListObjectsPageAsync(after: "b/deeper/down")).Objects.Select(entry => entry.Root));
        Assert.Empty((await root.ListObjectsPageAsync(after: "c")).Objects);
    }

    [Theory]
    [InlineData("a/b", "a")]
    [InlineData("a/b/c/d", "a")]
    [InlineData("deep", "deep/down/here")]
    [InlineData("deep/down", "deep/down/here")]
    [InlineData("on-its-way/x", "on-its-way")]
    [InlineData("a", null)]
    [InlineData("on-its-way", null)]
    [InlineData("ab", null)]
    [InlineData("deep/up", null)]
    public async Task An_object_within_another_is_found_before_it_is_made(string place, string? other)
    {
        MemoryStorage storage = new();
        StorageRoot root = await StorageRoot.InitializeAsync(storage, new StorageRootOptions { Layout = new DirectCleanPathLayout() });
        await new TestObject("a").Version(("x", "y")).WriteAsync(storage, "a");
        await new TestObject("deep").Version(("x", "y")).WriteAsync(storage, "deep/down/here");
        await TestObject.PutAsync(storage, "on-its-way/0=ocfl_object_1.1", "ocfl_object_1.1\n");

        Assert.Equal(other, await root.FindOverlapAsync(place));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(60)]
    [InlineData(61)]
    public async Task Directories_of_more_names_than_are_held_at_a_time_are_walked_whole(int batchSize)
    {
        MemoryStorage storage = new();
        List<string> places = [.. Enumerable.Range(0, 60).SelectMany(i => (string[])[$"top{i}", $"all/{i}", $"all/deep/{i}"])];
        foreach (string place in places)
        {
            await TestObject.PutAsync(storage, place + "/0=ocfl_object_1.1", "");
            await TestObject.PutAsync(storage, place + "/inventory.json", "");
            await TestObject.PutAsync(storage, place + "/v1/content/x", "");
            await TestObject.PutAsync(storage, place + "/v2/content/x", "");
        }

        StorageRootWalk walk = new(storage, mostNames: batchSize);

        Assert.Equal(places.Order(new ByNames()), await walk.WalkAsync(null, default).Select(found => found.Path).ToListAsync());
        Assert.Equal(
            places.Order(new ByNames()).Skip(42),
            await walk.WalkAsync(places.Order(new ByNames()).ElementAt(41), default).Select(found => found.Path).ToListAsync());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_root_is_upgraded_and_an_upgrade_that_stopped_is_completed(string kind)
    {
        using TemporaryFolder folder = new();
        for (int allowed = 0; allowed <= 2; allowed++)
        {
            IStorage storage = Create(kind, folder, allowed);
            StorageRoot old = await StorageRoot.InitializeAsync(storage, Flat with { Specification = SpecificationVersion.V10 });
            FailingStorage failing = new(storage, allowed);
            if (allowed < 2)
            {
                StorageRoot beforeFailure = await StorageRoot.OpenAsync(failing);
                await Assert.ThrowsAsync<StorageException>(() => beforeFailure.UpgradeAsync(SpecificationVersion.V11));
            }

            StorageRoot root = await StorageRoot.OpenAsync(storage);
            StorageRoot upgraded = await root.UpgradeAsync(SpecificationVersion.V11);

            Assert.Equal(SpecificationVersion.V10, old.Specification);
            Assert.Equal(SpecificationVersion.V11, upgraded.Specification);
            Assert.Equal("ocfl_1.1\n", await TestObject.GetAsync(storage, "0=ocfl_1.1"));
            Assert.Null(await storage.GetFileAsync("0=ocfl_1.0"));
            Assert.NotNull(upgraded.Layout);
            await Assert.ThrowsAsync<StorageRootException>(() => upgraded.UpgradeAsync(SpecificationVersion.V10));
        }
    }

    private static IStorage Create(string kind, TemporaryFolder folder, int number = 0) => kind switch
    {
        "memory" => new MemoryStorage(),
        "blobs" => new MemoryStorage(writesInPlace: true),
        _ => new LocalStorage(new LocalStorageOptions { Path = folder[$"root{number}"], Flush = false }),
    };

    private static async Task<List<StorageEntry>> ListAsync(IStorage storage) =>
        [.. (await storage.ListAsync("", recursive: true).ToListAsync()).OrderBy(entry => entry.Path, StringComparer.Ordinal)];

    private sealed class ByNames : IComparer<string>
    {
        public int Compare(string? x, string? y) =>
            x!.Split('/')
                .Zip(y!.Split('/'))
                .Select(pair => string.CompareOrdinal(pair.First, pair.Second))
                .FirstOrDefault(result => result != 0);
    }
}

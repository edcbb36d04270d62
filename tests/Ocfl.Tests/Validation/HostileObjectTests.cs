using System.Text.Json.Nodes;
using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Tests.Inventories;
using Ocfl.Validation;

namespace Ocfl.Tests.Validation;

/// <summary>
/// What an object may hold to harm those who validate or open it: a finding, in bounded memory and time, never a crash. Measures
/// memory, and so runs alone.
/// </summary>
[CollectionDefinition(nameof(HostileObjectTests), DisableParallelization = true)]
[Collection(nameof(HostileObjectTests))]
[Trait("Category", "Slow")]
public sealed class HostileObjectTests : IDisposable
{
    private const long Megabyte = 1 << 20;
    private const int TenMillion = 10_000_000;

    // Of all that is allocated, collected or not.
    private const long MemoryBound = 160 * Megabyte;

    private static readonly TimeSpan TimeBound = TimeSpan.FromMinutes(5);
    private static readonly string Nothing = new('a', 64 * 1024);

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> Inventories => new()
    {
        { "an inventory that is nested 10,000 deep", "E033" },
        { "a string of 500 MB", "E033" },
        { "a key of 500 MB", "E033" },
        { "an unknown member's string of 500 MB", "E033" },
        { "a number of 500 MB", "E033" },
        { "ten million keys", "E102" },
        { "ten million keys of a version", "E102" },
        { "ten million keys of an unknown member", "E033" },
        { "ten million versions", "E048" },
        { "ten million algorithms of fixity", "E033" },
        { "ten million digests that are none", "E033" },
        { "the same key ten million times", "E033" },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Inventories))]
    public async Task A_hostile_inventory_is_a_finding_of_a_validation(string name, string code)
    {
        (HostileStorage storage, EndlessStream content) = await WithInventoryAsync(name);

        (ValidationReport report, long allocated) = await MeasureAsync(() => new Validator(storage).ValidateObjectAsync("object"));

        Assert.Contains(report.Findings, finding => finding.Code == code && finding.Location.Path == "inventory.json");
        Assert.False(report.IsValid);
        Assert.True(allocated < MemoryBound, $"{allocated / Megabyte} MB were allocated for {content.Position / Megabyte} MB");
    }

    [Theory]
    [MemberData(nameof(Inventories))]
    public async Task A_hostile_inventory_is_damage_to_who_opens_the_object(string name, string code)
    {
        (HostileStorage storage, EndlessStream content) = await WithInventoryAsync(name);

        (CorruptObjectException damage, long allocated) = await MeasureAsync(
            () => Assert.ThrowsAsync<CorruptObjectException>(() => OcflObject.TryOpenAsync(storage, "object")));

        InvalidInventoryException cause = Assert.IsType<InvalidInventoryException>(damage.InnerException);
        Assert.Contains(cause.Findings, finding => finding.Code == code);
        Assert.InRange(damage.Message.Length, 1, 2000);
        Assert.True(allocated < MemoryBound, $"{allocated / Megabyte} MB were allocated for {content.Position / Megabyte} MB");
        Assert.True(content.Position < 40 * Megabyte, $"{content.Position} bytes were read");
    }

    [Theory]
    [MemberData(nameof(Inventories))]
    public async Task A_hostile_inventory_does_not_keep_other_objects_from_being_listed(string name, string code)
    {
        Assert.NotEmpty(code);
        (HostileStorage storage, EndlessStream content) = await WithInventoryAsync(name);
        await storage.PutAsync("0=ocfl_1.1", "ocfl_1.1\n");
        foreach ((string path, byte[] bytes) in TestObject.Create().WithId("urn:example:good").Files)
        {
            await storage.WriteAsync("good/" + path, new MemoryStream(bytes), new());
        }

        StorageRoot root = await StorageRoot.OpenAsync(storage);
        (List<ObjectEntry> objects, long allocated) = await MeasureAsync(() => root.ListObjectsAsync(readIds: true).ToListAsync().AsTask());

        Assert.Contains(objects, entry => entry.Id == "urn:example:good");
        Assert.True(allocated < MemoryBound, $"{allocated / Megabyte} MB were allocated for {content.Position / Megabyte} MB");
    }

    [Theory]
    [InlineData("inventory.json.sha512", "E061")]
    [InlineData("v2/inventory.json.sha512", "E061")]
    [InlineData("0=ocfl_object_1.1", "E007")]
    public async Task A_sidecar_or_a_declaration_of_1_GB_is_a_finding_and_not_read(string path, string code)
    {
        EndlessStream content = new("", Nothing, 1024 * Megabyte);
        HostileStorage storage = new(await StoreAsync(TestObject.Create()), "object/" + path, content);

        (ValidationReport report, long allocated) = await MeasureAsync(() => new Validator(storage).ValidateObjectAsync("object"));

        Assert.Equal(code, Assert.Single(report.Findings).Code);
        Assert.True(content.Position < Megabyte, $"{content.Position} bytes were read");
        Assert.True(allocated < MemoryBound, $"{allocated / Megabyte} MB were allocated");
    }

    [Fact]
    public async Task A_sidecar_of_1_GB_confirms_nothing_to_who_opens_the_object()
    {
        MemoryStorage good = await StoreAsync(TestObject.Create());
        await good.DeleteAsync("object/v3/inventory.json.sha512");
        EndlessStream content = new("", Nothing, 1024 * Megabyte);
        HostileStorage storage = new(good, "object/inventory.json.sha512", content);

        (CorruptObjectException damage, long allocated) = await MeasureAsync(
            () => Assert.ThrowsAsync<CorruptObjectException>(() => OcflObject.TryOpenAsync(storage, "object")));

        Assert.Contains("sidecar", damage.Message, StringComparison.Ordinal);
        Assert.True(content.Position < 40 * Megabyte, $"{content.Position} bytes were read");
        Assert.True(allocated < MemoryBound, $"{allocated / Megabyte} MB were allocated");
    }

    [Fact]
    public async Task Ten_million_files_that_are_well_formed_take_the_memory_they_are_allowed()
    {
        EndlessStream content = new(
            "{\"manifest\":{", $"\"{new string('0', 120)}{{0}}\":[\"v1/content/{{0}}\"],", long.MaxValue, TenMillion / 10);
        HostileStorage storage = new(await StoreAsync(TestObject.Create()), "object/inventory.json", content);
        ValidatorOptions options = new() { InventoryLimits = new() { MaxMemory = 32 * Megabyte } };

        (ValidationReport report, long allocated) = await MeasureAsync(() => new Validator(storage, options).ValidateObjectAsync("object"));

        Assert.Contains(report.Findings, finding => finding.Code == "E033" && finding.Message.Contains("memory", StringComparison.Ordinal));
        Assert.True(allocated < MemoryBound, $"{allocated / Megabyte} MB were allocated for {content.Position / Megabyte} MB");
    }

    [Theory]
    [InlineData("../secret", "E042 E099")]
    [InlineData("v1/../../secret", "E099")]
    [InlineData("v1/content/../../../secret", "E099")]
    [InlineData("/secret", "E042 E100")]
    [InlineData("..\\secret", "E035 E092")]
    [InlineData("v1/content/link/secret", "E090 E092")]
    public async Task Nothing_is_read_outside_the_object(string path, string codes)
    {
        TestObject made = TestObject.Create();
        made.Files.Remove("v3/content/new.txt");
        made.Links.Add(new("v1/content/link", "../../.."));
        made.Edit(inventory =>
        {
            inventory["manifest"]![made.Digest("four")] = new JsonArray(path);
            inventory.Remove("fixity");
        });
        made.WriteTo(_folder["object"]);
        await File.WriteAllTextAsync(_folder["secret"], "four");
        WatchedStorage storage = new(new LocalStorage(new() { Path = _folder.Path }));

        ValidationReport report = await new Validator(storage).ValidateObjectAsync("object");

        string[] found = [.. report.Findings.Select(finding => finding.Code).Distinct()];
        Assert.All(codes.Split(' '), code => Assert.Contains(code, found));
        Assert.NotEmpty(storage.Opened);
        Assert.All(storage.Opened, opened => Assert.StartsWith("object/", opened, StringComparison.Ordinal));
        Assert.DoesNotContain(storage.Opened, opened => opened.EndsWith("secret", StringComparison.Ordinal));
        await Assert.ThrowsAsync<CorruptObjectException>(async () =>
        {
            OcflObject opened = (await OcflObject.TryOpenAsync(storage, "object"))!;
            await using ContentReader reader = await opened.OpenFileAsync(opened.Head, "new.txt");
        });
    }

    private static async Task<(HostileStorage Storage, EndlessStream Content)> WithInventoryAsync(string name)
    {
        EndlessStream content = name switch
        {
            "an inventory that is nested 10,000 deep" => new("{\"x\":", "[", long.MaxValue, 10_000),
            "a string of 500 MB" => new("{\"id\":\"", Nothing, 500 * Megabyte),
            "a key of 500 MB" => new("{\"", Nothing, 500 * Megabyte),
            "an unknown member's string of 500 MB" => new("{\"x\":\"", Nothing, 500 * Megabyte),
            "a number of 500 MB" => new("{\"x\":", new string('1', 64 * 1024), 500 * Megabyte),
            "ten million keys" => new("{", "\"key {0}\":0,", long.MaxValue, TenMillion),
            "ten million keys of a version" => new("{\"versions\":{\"v1\":{", "\"key {0}\":0,", long.MaxValue, TenMillion),
            "ten million keys of an unknown member" => new("{\"x\":{", "\"k\":0,", long.MaxValue, TenMillion),
            "ten million versions" => new("{\"versions\":{", "\"v{0}\":{},", long.MaxValue, TenMillion),
            "ten million algorithms of fixity" => new("{\"fixity\":{", "\"md{0}\":{},", long.MaxValue, TenMillion),
            "ten million digests that are none" => new("{\"manifest\":{", "\"{0}\":[\"v1/content/{0}\"],", long.MaxValue, TenMillion),
            "the same key ten million times" => new("{", "\"id\":\"a\",", long.MaxValue, TenMillion),
            _ => throw new ArgumentOutOfRangeException(nameof(name)),
        };
        return (new(await StoreAsync(TestObject.Create()), "object/inventory.json", content), content);
    }

    private static async Task<MemoryStorage> StoreAsync(TestObject made)
    {
        MemoryStorage storage = new();
        foreach ((string path, byte[] bytes) in made.Files)
        {
            await storage.WriteAsync("object/" + path, new MemoryStream(bytes), new());
        }

        return storage;
    }

    private static async Task<(T Result, long Allocated)> MeasureAsync<T>(Func<Task<T>> action)
    {
        long before = GC.GetTotalAllocatedBytes(precise: true);
        T result = await Task.Run(action).WaitAsync(TimeBound);
        return (result, GC.GetTotalAllocatedBytes(precise: true) - before);
    }

    /// <summary>A storage with one file that is not what it seems.</summary>
    private sealed class HostileStorage(IStorage inner, string path, Stream content) : ForwardingStorage(inner)
    {
        public override async Task<StorageReader> OpenReadAsync(
            string file, StorageReadOptions? options = null, CancellationToken cancellationToken = default)
        {
            StorageReader reader = await base.OpenReadAsync(file, options, cancellationToken);
            if (file != path)
            {
                return reader;
            }

            await reader.DisposeAsync();
            return new(reader.File, options?.Length is { } length ? new LimitedStream(content, length) : content);
        }
    }

    private sealed class WatchedStorage(IStorage inner) : ForwardingStorage(inner)
    {
        public List<string> Opened { get; } = [];

        public override Task<StorageReader> OpenReadAsync(
            string file, StorageReadOptions? options = null, CancellationToken cancellationToken = default)
        {
            lock (Opened)
            {
                Opened.Add(file);
            }

            return base.OpenReadAsync(file, options, cancellationToken);
        }
    }
}

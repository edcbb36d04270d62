using System.Globalization;
using Ocfl.Objects;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Testing.Azurite;
using Ocfl.Updates;

namespace Ocfl.AzureBlobs.Tests;

/// <summary>What goes over the wire: docs/benchmarks.md says why each request is needed.</summary>
public sealed class RequestTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public async Task An_update_in_one_go_asks_no_more_than_it_needs(int files)
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        RequestCounter requests = new();
        AzureBlobStorage root = new(container.Options(requests) with { Prefix = "root" });
        AzureBlobStorage work = new(container.Options(requests) with { Prefix = "work" });

        await UpdateAsync(root, work, await FillAsync(files, "first"));

        Assert.Equal(Counts(("Copy Blob From URL", 1), ("Get Blob", 1), ("List Blobs", 1), ("Put Blob", files + 4)), Sorted(requests));
        requests.Reset();

        await UpdateAsync(root, work, await FillAsync(files, "second"));

        Assert.Equal(Counts(("Copy Blob From URL", 1), ("Get Blob", 2), ("List Blobs", 2), ("Put Blob", files + 3)), Sorted(requests));
        await ObjectHistory.AssertValidAsync(root, UpdateScenario.ObjectRoot);
        Assert.Equal(2, (await ObjectHistory.ReadAsync(root, UpdateScenario.ObjectRoot)).Count);
    }

    [Fact]
    public async Task From_blobs_of_the_same_account_each_file_is_read_once_and_copied_by_the_service()
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        RequestCounter requests = new();
        AzureBlobStorage root = new(container.Options(requests) with { Prefix = "root" });
        AzureBlobStorage source = new(container.Options(requests) with { Prefix = "source" });
        await source.PutAsync("a", "one");
        await source.PutAsync("b", "two");
        requests.Reset();

        await UpdateAsync(root, root, source);

        Assert.Equal(Counts(("Copy Blob From URL", 3), ("Get Blob", 3), ("List Blobs", 2), ("Put Blob", 4)), Sorted(requests));
        await ObjectHistory.AssertValidAsync(root, UpdateScenario.ObjectRoot);
    }

    [Fact]
    public async Task An_object_is_opened_by_its_inventory_and_its_sidecar_and_again_by_one_look()
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        RequestCounter requests = new();
        AzureBlobStorage storage = container.Storage(requests);
        StorageRoot root = await StorageRoot.InitializeAsync(storage);
        UpdateTarget target = new() { ObjectId = "urn:example:object", ObjectRoot = root.GetObjectRoot("urn:example:object") };
        await new ObjectUpdater(storage, storage).UpdateAsync(target, await FillAsync(3, "first"));
        requests.Reset();

        Assert.NotNull(await OcflObject.TryOpenAsync(storage, target.ObjectRoot));
        Assert.Equal(Counts(("Get Blob", 2)), Sorted(requests));
        requests.Reset();

        OcflObject first = (await root.OpenObjectAsync(target.ObjectId))!;
        Assert.Equal(Counts(("Get Blob", 2)), Sorted(requests));
        requests.Reset();

        Assert.Same(first, await root.OpenObjectAsync(target.ObjectId));
        Assert.Equal(Counts(("Get Blob Properties", 1)), Sorted(requests));

        await new ObjectUpdater(storage, storage).UpdateAsync(await UpdateTarget.FromAsync(first), await FillAsync(3, "second"));
        requests.Reset();

        Assert.Equal(2, (await root.OpenObjectAsync(target.ObjectId))!.Head.Number.Number);
        Assert.Equal(Counts(("Get Blob", 2), ("Get Blob Properties", 1)), Sorted(requests));
    }

    private static SortedDictionary<string, int> Counts(params (string Kind, int Count)[] counts) =>
        new(counts.ToDictionary(each => each.Kind, each => each.Count));

    private static SortedDictionary<string, int> Sorted(RequestCounter requests) => new(requests.Counts.ToDictionary());

    private static async Task UpdateAsync(AzureBlobStorage root, AzureBlobStorage work, IStorage source) =>
        await new ObjectUpdater(root, work).UpdateAsync(await UpdateScenario.TargetAsync(root), source);

    private async Task<LocalStorage> FillAsync(int files, string text)
    {
        LocalStorage source = new(new LocalStorageOptions { Path = _folder[text], Flush = false });
        for (int file = 0; file < files; file++)
        {
            await source.PutAsync(
                string.Create(CultureInfo.InvariantCulture, $"{file}.txt"), string.Create(CultureInfo.InvariantCulture, $"{text} {file}"));
        }

        return source;
    }
}

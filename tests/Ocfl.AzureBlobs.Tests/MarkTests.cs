using Azure.Storage.Blobs.Models;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Updates;
using Ocfl.Validation;

namespace Ocfl.AzureBlobs.Tests;

/// <summary>
/// Blobs that are no files, such as the marks that other tools set for folders: in the way of a file, in a source, in an object.
/// </summary>
public sealed class MarkTests
{
    private const string Content = UpdateScenario.ObjectRoot + "/v1/content/file";
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    public static TheoryData<string> InTheWay =>
    [
        Content,
        UpdateScenario.ObjectRoot + "/0=ocfl_object_1.1",
        UpdateScenario.ObjectRoot + "/v1/inventory.json",
        UpdateScenario.ObjectRoot + "/v1/inventory.json.sha512",
        UpdateScenario.ObjectRoot + "/inventory.json",
        UpdateScenario.ObjectRoot + "/inventory.json.sha512",
    ];

    [Theory]
    [MemberData(nameof(InTheWay))]
    public async Task A_mark_in_the_place_of_a_file_is_written_over(string path)
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        await MarkAsync(container, path, "");
        AzureBlobStorage storage = container.Storage();

        await UpdateAsync(storage, new MemoryStorage()).WaitAsync(Deadline);

        await ObjectHistory.AssertValidAsync(storage, UpdateScenario.ObjectRoot);
        Assert.NotNull(await storage.GetFileAsync(path));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_mark_is_written_over_by_a_copy_and_in_blocks(bool inBlocks)
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        await MarkAsync(container, "copy", "");
        await MarkAsync(container, "written", "");
        AzureBlobStorage storage = new(container.Options() with { BlockSize = inBlocks ? 1 << 20 : 8 << 20 });
        byte[] bytes = StorageExtensions.RandomBytes(3 << 20);
        await storage.WriteAsync("source", new MemoryStream(bytes), StorageWriteOptions.Create());

        await storage.CopyFromAsync(storage, "source", "copy", new StorageCopyOptions { Condition = StorageCondition.IfAbsent });
        await storage.WriteAsync("written", new MemoryStream(bytes), StorageWriteOptions.Create());

        Assert.Equal(bytes, await storage.ReadBytesAsync("copy"));
        Assert.Equal(bytes, await storage.ReadBytesAsync("written"));
        await Assert.ThrowsAsync<StorageConditionException>(
            () => storage.WriteAsync("written", new MemoryStream(bytes), StorageWriteOptions.Create()));
    }

    [Theory]
    [InlineData("failed")]
    [InlineData("aborted")]
    public async Task The_destination_of_a_copy_that_failed_is_written_over(string state)
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        await container.Client.UploadBlobAsync("file", BinaryData.FromString(""));

        await container.Storage(new CopyStates("file", state)).CreateAsync("file", "text");

        Assert.Equal("text"u8.ToArray(), await container.Storage().ReadBytesAsync("file"));
    }

    [Fact]
    public async Task The_destination_of_a_copy_that_is_under_way_stops_an_update_in_good_time_and_with_its_name()
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        await container.Client.UploadBlobAsync(Content, BinaryData.FromString(""));
        AzureBlobStorage storage = container.Storage(new CopyStates(Content, "pending"));

        StorageException failure = await Assert.ThrowsAnyAsync<StorageException>(
            () => UpdateAsync(storage, new MemoryStorage()).WaitAsync(Deadline));

        Assert.Contains(Content, failure.Message, StringComparison.Ordinal);
        Assert.Contains("copy", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pending")]
    [InlineData("failed")]
    [InlineData("aborted")]
    public async Task A_source_with_a_copy_that_has_not_come_to_its_end_is_refused(string state)
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        await using TestContainer incoming = await TestContainer.CreateAsync();
        await incoming.Client.UploadBlobAsync("a", BinaryData.FromString("a"));
        await incoming.Client.UploadBlobAsync("b", BinaryData.FromString("b"));
        AzureBlobStorage storage = container.Storage();

        StorageException refused = await Assert.ThrowsAsync<StorageException>(
            () => CommitAsync(storage, incoming.Storage(new CopyStates("b", state))));

        Assert.Contains("'b'", refused.Message, StringComparison.Ordinal);
        Assert.Empty(await storage.ListAllAsync("", recursive: true));
    }

    [Fact]
    public async Task What_has_bytes_is_content_whatever_it_is_marked_as()
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        await using TestContainer incoming = await TestContainer.CreateAsync();
        await incoming.Client.UploadBlobAsync("a", BinaryData.FromString("a"));
        await MarkAsync(incoming, "b", "bytes");
        await MarkAsync(incoming, "c", "");
        AzureBlobStorage storage = container.Storage();

        await CommitAsync(storage, incoming.Storage());

        Objects.OcflObject found = (await Objects.OcflObject.TryOpenAsync(storage, UpdateScenario.ObjectRoot))!;
        Assert.Equal(["a", "b"], found.Inventory.HeadVersion.State.Paths.Select(path => path.Key).Order(StringComparer.Ordinal));
        await ObjectHistory.AssertValidAsync(storage, UpdateScenario.ObjectRoot);
    }

    [Theory]
    [InlineData("/v2", true)]
    [InlineData("/v2/", false)]
    [InlineData("/v2/content/", true)]
    [InlineData("/foo", true)]
    [InlineData("/foo/", false)]
    [InlineData("/foo/bar/", false)]
    [InlineData("/v1_$folder$", false)]
    [InlineData("/v1/content_$folder$", false)]
    [InlineData("/v1/content/foo_$folder$", false)]
    [InlineData("_$folder$", false)]
    [InlineData("/v1/foo/", false)]
    [InlineData("/v1/content/foo/", false)]
    [InlineData("/", false)]
    [InlineData("/../empty/", false)]
    [InlineData("/../empty/below/", true)]
    public async Task Marks_are_nothing_in_a_valid_object_however_they_are_spelled(string name, bool hierarchical)
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        AzureBlobStorage storage = container.Storage();
        await Objects.StorageRoot.InitializeAsync(storage, new() { Layout = null });
        await UpdateAsync(storage, new MemoryStorage());
        string mark = (UpdateScenario.ObjectRoot + name).Replace("object/../", "", StringComparison.Ordinal);
        await container.Client.GetBlobClient(mark).UploadAsync(
            BinaryData.FromString(""),
            new BlobUploadOptions { Metadata = hierarchical ? new Dictionary<string, string> { ["hdi_isfolder"] = "true" } : null });

        List<string> findings = [];
        await foreach (ValidationReport report in new Validator(storage).ValidateRootAsync())
        {
            findings.AddRange(report.Findings.Select(finding => finding.ToString()));
        }

        await ObjectHistory.AssertValidAsync(storage, UpdateScenario.ObjectRoot);
        Assert.Empty(findings);
    }

    [Fact]
    public void A_name_that_marks_a_folder_is_no_content_s()
    {
        AzureBlobStorage storage = new(
            new AzureBlobStorageOptions { ConnectionString = "UseDevelopmentStorage=true", Container = "objects" });

        Assert.Contains("folder marker", storage.FindNameFault("object/v1/content/foo_$folder$"), StringComparison.Ordinal);
        Assert.Null(storage.FindNameFault("object/v1/content/foo_$folder$/file"));
    }

    [Fact]
    public async Task A_root_may_be_made_where_there_are_but_marks()
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        await MarkAsync(container, "root/object/v1", "");
        AzureBlobStorage storage = new(container.Options() with { Prefix = "root" });

        await Objects.StorageRoot.InitializeAsync(storage);
        await container.Client.UploadBlobAsync("other/object/file", BinaryData.FromString("x"));

        await Assert.ThrowsAsync<Objects.StorageRootException>(
            () => Objects.StorageRoot.InitializeAsync(new AzureBlobStorage(container.Options() with { Prefix = "other" })));
    }

    [Fact]
    public void A_blob_of_the_largest_size_is_copied_in_as_many_blocks_as_one_may_have()
    {
        const long Largest = 50_000L * 4000 << 20;
        BlobCopySource source = new(
            "a", "1", Largest, new(new Uri("https://account.example/container/a")), new Uri("https://account.example/container/a"));

        List<(string Id, Azure.HttpRange Range)> blocks = [.. source.CreateBlocks(256 << 20)];

        Assert.Equal(50_000, blocks.Count);
        Assert.Equal(Largest, blocks[^1].Range.Offset + blocks[^1].Range.Length);
    }

    [Fact]
    public async Task A_copy_into_an_object_by_another_tool_is_a_finding()
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        await UpdateAsync(container.Storage(), new MemoryStorage());
        string stray = UpdateScenario.ObjectRoot + "/v1/content/stray";
        await container.Client.UploadBlobAsync(stray, BinaryData.FromString(""));

        ValidationReport report = await new Validator(container.Storage(new CopyStates(stray, "failed"))).ValidateObjectAsync(
            UpdateScenario.ObjectRoot);

        Assert.Contains(report.Findings, finding => finding.Code == "E023" && finding.Message.Contains("copy", StringComparison.Ordinal));
    }

    private static async Task UpdateAsync(AzureBlobStorage storage, MemoryStorage stage)
    {
        UpdatePlan plan = await UpdateScenario.PlanAsync(
            storage, stage, "update", UpdateScenario.Files(("file", "text")), Inventories.SpecificationVersion.V11);
        await UpdateScenario.RunAsync(plan, storage, stage, "update");
    }

    private static Task<UpdatePlan> CommitAsync(
        AzureBlobStorage storage, AzureBlobStorage source) => new ObjectUpdater(storage, storage).UpdateAsync(
        new UpdateTarget { ObjectId = "urn:example:object", ObjectRoot = UpdateScenario.ObjectRoot },
        source,
        options: new ObjectUpdateOptions { Message = "m", User = new("Ada", "mailto:ada@example.org") });

    private static async Task MarkAsync(TestContainer container, string name, string content) => await container.Client.GetBlobClient(name)
        .UploadAsync(
            BinaryData.FromString(content),
            new BlobUploadOptions { Metadata = new Dictionary<string, string> { ["hdi_isfolder"] = "true" } });
}

using Ocfl.Digests;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Testing.Azurite;
using static Ocfl.AzureBlobs.Tests.StorageExtensions;

namespace Ocfl.AzureBlobs.Tests;

public sealed class WriteTests
{
    public static TheoryData<string?> Hashing => new(null, "sha256", "sha512", "md5");

    [Fact]
    public async Task A_written_file_is_read_with_its_facts()
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        AzureBlobStorage storage = container.Storage();
        StorageFile written = await storage.CreateAsync("a/b c/ü.txt", "hello", owner: "update 1/ü:%");

        StorageFile? found = await storage.GetFileAsync("a/b c/ü.txt");

        Assert.Equal(written, found);
        Assert.Equal("update 1/ü:%", found!.Owner);
        Assert.Equal(5, found.Length);
        Assert.Equal("hello", await storage.GetAsync("a/b c/ü.txt"));
    }

    [Fact]
    public async Task A_listing_has_the_same_facts()
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        AzureBlobStorage storage = container.Storage();
        StorageFile written = await storage.CreateAsync("a/b.txt", "hello", owner: "1");

        StorageEntry entry = Assert.Single(await storage.ListAllAsync("a", recursive: false));

        Assert.Equal(new StorageEntry(StorageEntryKind.File, "a/b.txt", written), entry);
    }

    [Fact]
    public async Task Nothing_is_created_over_a_file()
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        AzureBlobStorage storage = container.Storage();
        await storage.CreateAsync("a", "first");

        await Assert.ThrowsAsync<StorageConditionException>(() => storage.CreateAsync("a", "second"));

        Assert.Equal("first", await storage.GetAsync("a"));
    }

    [Fact]
    public async Task A_file_is_replaced_only_in_the_state_asked_for()
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        AzureBlobStorage storage = container.Storage();
        StorageFile first = await storage.CreateAsync("a", "first");
        StorageFile second = await storage.PutAsync("a", "second", StorageCondition.IfMatch(first.ETag));

        await Assert.ThrowsAsync<StorageConditionException>(() => storage.PutAsync("a", "third", StorageCondition.IfMatch(first.ETag)));
        await Assert.ThrowsAsync<StorageConditionException>(() => storage.PutAsync("b", "third", StorageCondition.IfMatch(first.ETag)));

        Assert.NotEqual(first.ETag, second.ETag);
        Assert.Equal("second", await storage.GetAsync("a"));
        Assert.Null(await storage.GetFileAsync("b"));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(0, false)]
    [InlineData(1000, true)]
    [InlineData(1000, false)]
    [InlineData(1024, true)]
    [InlineData(1024, false)]
    [InlineData(1025, true)]
    [InlineData(10_240, true)]
    [InlineData(10_240, false)]
    [InlineData(10_300, true)]
    [InlineData(10_300, false)]
    public async Task A_content_of_any_length_arrives_whole(int length, bool lengthIsKnown)
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        AzureBlobStorage storage = new(container.Options() with { BlockSize = 1024 });
        byte[] bytes = RandomBytes(length);

        StorageFile written = await storage.WriteAsync(
            "a", new Trickle(bytes), StorageWriteOptions.Create("me") with { Length = lengthIsKnown ? length : null });

        Assert.Equal(length, written.Length);
        Assert.Equal(written, await storage.GetFileAsync("a"));
        Assert.Equal(bytes, await storage.ReadBytesAsync("a"));
    }

    [Theory]
    [InlineData(10, 11)]
    [InlineData(10, 9)]
    [InlineData(5000, 5001)]
    [InlineData(5000, 4096)]
    [InlineData(0, 1)]
    public async Task A_content_of_another_length_is_not_stored(int announced, int actual)
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        AzureBlobStorage storage = new(container.Options() with { BlockSize = 1024 });

        await Assert.ThrowsAsync<StorageException>(
            () => storage.WriteAsync("a", new MemoryStream(new byte[actual]), StorageWriteOptions.Create() with { Length = announced }));

        Assert.Null(await storage.GetFileAsync("a"));
        Assert.Empty(await storage.ListAllAsync("", recursive: true));
    }

    [Theory]
    [MemberData(nameof(Hashing))]
    public async Task An_interrupted_upload_goes_on_from_the_blocks_that_are_there(string? algorithm)
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        RequestCounter requests = new();
        AzureBlobStorage storage = new(container.Options(requests) with { BlockSize = 1024, BlocksAtOnce = 1, ResumeFrom = 0 });
        byte[] bytes = RandomBytes(20 * 1024);

        await Assert.ThrowsAsync<TestException>(
            () => storage.WriteAsync(
                "a", Hash(new Trickle(bytes, failAt: 15 * 1024), algorithm), StorageWriteOptions.Create() with { Length = bytes.Length }));
        int sentBefore = requests.Counts["Put Block"];
        Assert.Null(await storage.GetFileAsync("a"));
        requests.Reset();
        await storage.WriteAsync("a", Hash(new Trickle(bytes), algorithm), StorageWriteOptions.Create() with { Length = bytes.Length });

        Assert.InRange(sentBefore, 10, 15);
        Assert.InRange(requests.Counts["Put Block"], 20 - sentBefore, 21 - sentBefore);
        Assert.Equal(bytes, await storage.ReadBytesAsync("a"));
    }

    [Theory]
    [MemberData(nameof(Hashing))]
    public async Task Blocks_of_another_content_are_not_taken(string? algorithm)
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        AzureBlobStorage storage = new(container.Options() with { BlockSize = 1024, ResumeFrom = 0 });
        byte[] other = RandomBytes(20 * 1024, seed: 2);
        await Assert.ThrowsAsync<TestException>(
            () => storage.WriteAsync("a", Hash(new Trickle(other, failAt: 15 * 1024), algorithm), StorageWriteOptions.Create()));
        byte[] bytes = [.. other.AsSpan(0, 4096), .. RandomBytes(16 * 1024, seed: 3)];

        await storage.WriteAsync("a", Hash(new Trickle(bytes), algorithm), StorageWriteOptions.Create());

        Assert.Equal(bytes, await storage.ReadBytesAsync("a"));
    }

    [Fact]
    public async Task A_block_that_repeats_an_earlier_one_is_sent_in_its_own_place()
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        AzureBlobStorage storage = new(container.Options() with { BlockSize = 1024, ResumeFrom = 0 });
        byte[] part = RandomBytes(1024);
        byte[] bytes = [.. part, .. part, .. RandomBytes(1024, seed: 2), .. part];

        await storage.WriteAsync("a", Hash(new Trickle(bytes), "sha512"), StorageWriteOptions.Create() with { Length = bytes.Length });

        Assert.Equal(bytes, await storage.ReadBytesAsync("a"));
    }

    [Fact]
    public async Task A_short_file_can_take_the_name_of_an_unfinished_upload()
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        AzureBlobStorage storage = new(container.Options() with { BlockSize = 1024 });
        await Assert.ThrowsAsync<TestException>(
            () => storage.WriteAsync("a", new Trickle(RandomBytes(8192), failAt: 5000), StorageWriteOptions.Create()));
        await Assert.ThrowsAsync<TestException>(
            () => storage.WriteAsync("b", new Trickle(RandomBytes(8192), failAt: 5000), StorageWriteOptions.Create()));
        await storage.CreateAsync("source", "short");

        await storage.CreateAsync("a", "short", owner: "me");
        StorageFile copied = await storage.CopyFromAsync(
            storage, "source", "b", new() { Condition = StorageCondition.IfAbsent, Owner = "me" });

        Assert.Equal("short", await storage.GetAsync("a"));
        Assert.Equal("short", await storage.GetAsync("b"));
        Assert.Equal(copied, await storage.GetFileAsync("b"));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(5000)]
    public async Task Of_many_that_create_one_file_one_does(int length)
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        AzureBlobStorage storage = new(container.Options() with { BlockSize = 1024 });

        bool[] won = await Task.WhenAll(Enumerable.Range(0, 20).Select(async seed =>
        {
            try
            {
                await storage.WriteAsync("a", new MemoryStream(RandomBytes(length, seed)), StorageWriteOptions.Create());
                return true;
            }
            catch (StorageConditionException)
            {
                return false;
            }
        }));

        int winner = Array.IndexOf(won, true);
        Assert.Single(won, true);
        Assert.Equal(RandomBytes(length, winner), await storage.ReadBytesAsync("a"));
    }

    [Fact]
    public async Task An_owner_is_changed_without_touching_the_bytes()
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        AzureBlobStorage storage = container.Storage();
        StorageFile first = await storage.CreateAsync("a", "hello", owner: "one");
        await container.Client.GetBlobClient("a").SetMetadataAsync(
            new Dictionary<string, string> { ["mtime"] = "17", ["ocflowner"] = "one" });
        first = (await storage.GetFileAsync("a"))!;

        StorageFile second = await storage.SetOwnerAsync("a", "two", first.ETag);

        Assert.Equal("two", second.Owner);
        Assert.NotEqual(first.ETag, second.ETag);
        Assert.Equal(second, await storage.GetFileAsync("a"));
        Assert.Equal("hello", await storage.GetAsync("a"));
        Assert.Equal("17", (await container.Client.GetBlobClient("a").GetPropertiesAsync()).Value.Metadata["mtime"]);
        await Assert.ThrowsAsync<StorageConditionException>(() => storage.SetOwnerAsync("a", "three", first.ETag));
        await Assert.ThrowsAsync<StorageFileNotFoundException>(() => storage.SetOwnerAsync("b", "three", first.ETag));
    }

    [Fact]
    public async Task Small_files_are_one_request_and_large_ones_a_request_a_block_and_one()
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        RequestCounter requests = new();
        AzureBlobStorage storage = new(container.Options(requests) with { BlockSize = 1024 });
        await storage.WriteAsync("a", new MemoryStream(new byte[1024]), StorageWriteOptions.Create() with { Length = 1024 });
        Assert.Equal(new Dictionary<string, int> { ["Put Blob"] = 1 }, requests.Counts);
        requests.Reset();

        await storage.WriteAsync("b", new MemoryStream(new byte[10 * 1024]), StorageWriteOptions.Create() with { Length = 10 * 1024 });

        Assert.Equal(new Dictionary<string, int> { ["Put Block"] = 10, ["Put Block List"] = 1 }, requests.Counts);
    }

    private static Stream Hash(Stream content, string? algorithm) =>
        algorithm is null ? content : new DigestingReadStream(content, [DigestAlgorithm.Get(algorithm)]);
}

using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using Azure.Storage.Sas;
using Ocfl.Azurite;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Testing.Azurite;
using static Ocfl.AzureBlobs.Tests.StorageExtensions;

namespace Ocfl.AzureBlobs.Tests;

public sealed class FaultTests
{
    [Fact]
    public async Task A_container_that_does_not_exist_is_a_fault_and_no_missing_file()
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        AzureBlobStorage storage = new(container.Options() with { Container = "missing-" + Guid.NewGuid().ToString("N") });

        Func<Task>[] attempts =
        [
            () => storage.GetFileAsync("a"),
            () => storage.GetAsync("a"),
            () => storage.ListAllAsync("", recursive: true),
            () => storage.ListAllAsync("", recursive: false),
            () => storage.PutAsync("a", "a"),
            () => storage.DeleteAsync("a"),
            () => storage.DeleteDirectoryAsync("a"),
        ];
        foreach (Func<Task> attempt in attempts)
        {
            StorageException failure = await Assert.ThrowsAsync<StorageException>(attempt);
            Assert.Contains("the container does not exist", failure.Message, StringComparison.Ordinal);
        }

        await storage.EnsureContainerAsync();
        await storage.EnsureContainerAsync();
        await storage.PutAsync("a", "a");
        await new BlobContainerClient(
            container.Server.ConnectionString, storage.Location[(storage.Location.LastIndexOf('/') + 1)..]).DeleteAsync();
    }

    [Fact]
    public async Task A_container_is_made_on_first_use_where_that_is_asked_for()
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        string name = "new-" + Guid.NewGuid().ToString("N");
        BlobContainerClient client = new(container.Server.ConnectionString, name);
        RequestCounter requests = new();
        AzureBlobStorageOptions options = container.Options(requests) with { Container = name, CreateContainer = true };

        Assert.Null(await new AzureBlobStorage(options).GetFileAsync("a"));
        AzureBlobStorage storage = new(options);
        requests.Reset();
        await Task.WhenAll(Enumerable.Range(0, 5).Select(i => storage.PutAsync($"{i}", "text")));
        await storage.PutAsync("a", "text");

        Assert.InRange(requests.Counts["Create Container"], 1, 5);
        Assert.Equal(6, (await storage.ListAllAsync("", recursive: true)).Count);
        await client.DeleteAsync();
    }

    [Fact]
    public async Task Where_the_container_may_not_be_made_it_is_taken_to_exist()
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        AzureBlobStorage storage = new(
            container.Options(new Refusing(403, "AuthorizationPermissionMismatch", "Create Container")) with { CreateContainer = true });

        await storage.PutAsync("a", "text");

        Assert.Equal("text", await storage.GetAsync("a"));
    }

    [Fact]
    public async Task Refused_credentials_are_said_without_them()
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        string key = Convert.ToBase64String(RandomBytes(64));
        AzureBlobStorage wrongKey = new(container.Options() with
        {
            ConnectionString = container.Server.ConnectionString.Replace(AzuriteServer.AccountKey, key, StringComparison.Ordinal),
        });
        Uri expired = container.Client.GenerateSasUri(BlobContainerSasPermissions.All, DateTimeOffset.UtcNow.AddHours(-1));
        AzureBlobStorage expiredSignature = new(
            container.Options() with { ConnectionString = null, ServiceUri = new Uri(container.Server.BlobEndpoint + expired.Query) });

        foreach (AzureBlobStorage storage in new[] { wrongKey, expiredSignature })
        {
            StorageException failure = await Assert.ThrowsAsync<StorageException>(() => storage.PutAsync("a", "a"));

            Assert.Contains("credentials", failure.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(key, failure.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain("sig=", failure.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain("sig=", storage.Location, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_shared_access_signature_is_enough()
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        Uri signed = container.Client.GenerateSasUri(BlobContainerSasPermissions.All, DateTimeOffset.UtcNow.AddHours(1));
        AzureBlobStorage storage = new(
            container.Options() with { ConnectionString = null, ServiceUri = new Uri(container.Server.BlobEndpoint + signed.Query) });
        await storage.PutAsync("a", "text");

        await storage.CopyFromAsync(storage, "a", "b", new());

        Assert.Equal("text", await storage.GetAsync("b"));
        Assert.Equal($"{container.Server.BlobEndpoint}/{container.Name}", storage.Location);
    }

    [Fact]
    public async Task A_lease_of_somebody_else_is_a_fault_and_no_lost_race()
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        AzureBlobStorage storage = container.Storage();
        await storage.PutAsync("source", "new");
        StorageFile file = await storage.PutAsync("a", "text");
        BlobLeaseClient lease = container.Client.GetBlobClient("a").GetBlobLeaseClient();
        await lease.AcquireAsync(TimeSpan.FromSeconds(-1));
        file = (await storage.GetFileAsync("a"))!;

        Func<Task>[] attempts =
        [
            () => storage.PutAsync("a", "new", StorageCondition.IfMatch(file.ETag)),
            () => storage.SetOwnerAsync("a", "me", file.ETag),
            () => storage.DeleteAsync("a", file.ETag),
            () => storage.CopyFromAsync(storage, "source", "a", new() { Condition = StorageCondition.IfMatch(file.ETag) }),
        ];
        foreach (Func<Task> attempt in attempts)
        {
            StorageException failure = await Assert.ThrowsAsync<StorageException>(attempt);
            Assert.Contains("lease", failure.Message, StringComparison.Ordinal);
        }

        await lease.ReleaseAsync();
        await storage.PutAsync("a", "new", StorageCondition.IfMatch((await storage.GetFileAsync("a"))!.ETag));
    }

    [Theory]
    [InlineData(409, "BlobImmutableDueToPolicy", "immutable")]
    [InlineData(409, "BlobImmutableDueToLegalHold", "immutable")]
    [InlineData(409, "BlobArchived", "archive tier")]
    [InlineData(409, "ContainerBeingDeleted", "being deleted")]
    [InlineData(403, "AuthorizationFailure", "firewall")]
    [InlineData(403, "AuthorizationPermissionMismatch", "Storage Blob Data Contributor")]
    [InlineData(503, "ServerBusy", "busy")]
    [InlineData(429, "TooManyRequests", "busy")]
    [InlineData(500, "InternalError", "failed")]
    [InlineData(400, "Md5Mismatch", "not those that were sent")]
    public async Task A_refusal_is_said_clearly(int status, string code, string words)
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        AzureBlobStorage storage = container.Storage(new Refusing(status, code, "Put Blob", "Delete Blob"));
        await container.Storage().PutAsync("there", "text");

        StorageException put = await Assert.ThrowsAsync<StorageException>(() => storage.PutAsync("a", "text"));
        StorageException delete = await Assert.ThrowsAsync<StorageException>(() => storage.DeleteAsync("there"));

        Assert.Contains(words, put.Message, StringComparison.Ordinal);
        Assert.Contains(words, delete.Message, StringComparison.Ordinal);
        Assert.Contains($"({status} {code}", put.Message, StringComparison.Ordinal);
        Assert.Contains("'a'", put.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_is_not_there_is_said_to_be_so()
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        string nowhere = container.Server.ConnectionString.Replace(
            container.Server.BlobEndpoint.Authority, "127.0.0.1:9", StringComparison.Ordinal);
        AzureBlobStorage storage = new(container.Options() with { ConnectionString = nowhere });

        StorageException put = await Assert.ThrowsAsync<StorageException>(() => storage.PutAsync("a", "text"));
        StorageException list = await Assert.ThrowsAsync<StorageException>(() => storage.ListAllAsync("", recursive: true));

        Assert.Contains("cannot be reached", put.Message, StringComparison.Ordinal);
        Assert.Contains("cannot be reached", list.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(LostAnswers))]
    public async Task A_create_whose_answer_was_lost_is_known_as_one_s_own(string kind, int length, Fault fault)
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        ScriptedFaults faults = new();
        AzureBlobStorage storage = new(container.Options(faults, Refusing.BlocksFromUrl()) with { BlockSize = 1024, CopySize = 1024 });
        byte[] bytes = RandomBytes(length);
        StorageFile source = await container.Storage().WriteAsync("source", new MemoryStream(bytes), StorageWriteOptions.Create());
        faults.Enqueue(kind, fault);

        StorageFile written = kind.StartsWith("Copy", StringComparison.Ordinal)
            ? await storage.CopyFromAsync(
                storage,
                "source",
                "a",
                new() { SourceETag = source.ETag, SourceLength = source.Length, Condition = StorageCondition.IfAbsent, Owner = "me" })
            : await storage.WriteAsync("a", new MemoryStream(bytes), StorageWriteOptions.Create("me"));

        Assert.Equal(0, faults.Left);
        Assert.Equal(written, await storage.GetFileAsync("a"));
        Assert.Equal("me", written.Owner);
        Assert.Equal(bytes, await storage.ReadBytesAsync("a"));
    }

    public static TheoryData<string, int, Fault> LostAnswers()
    {
        TheoryData<string, int, Fault> data = [];
        foreach ((string kind, int length) in new[]
        {
            ("Put Blob", 100),
            ("Put Block", 5000),
            ("Put Block List", 5000),
            ("Copy Blob From URL", 1000),
            ("Copy Blob", 5000),
        })
        {
            foreach (Fault fault in new[] { Fault.ResetBefore, Fault.ResetAfter, Fault.ErrorAfter, Fault.Error, Fault.Busy })
            {
                data.Add(kind, length, fault);
            }
        }

        return data;
    }

    [Theory]
    [InlineData(Fault.ResetAfter)]
    [InlineData(Fault.ErrorAfter)]
    public async Task A_commit_whose_answer_was_lost_is_known_as_one_s_own(Fault fault)
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        ScriptedFaults faults = new();
        AzureBlobStorage storage = container.Storage(faults);
        StorageFile first = await storage.PutAsync("inventory.json", "1");
        faults.Enqueue("Put Blob", fault);
        faults.Enqueue("Copy Blob From URL", fault);
        faults.Enqueue("Delete Blob", fault);

        StorageFile second = await storage.PutAsync("inventory.json", "2", StorageCondition.IfMatch(first.ETag));
        Assert.Equal(second, await storage.GetFileAsync("inventory.json"));
        StorageFile third = await storage.SetOwnerAsync("inventory.json", "me", second.ETag);
        Assert.Equal(third, await storage.GetFileAsync("inventory.json"));
        await storage.DeleteAsync("inventory.json", third.ETag);

        Assert.Null(await storage.GetFileAsync("inventory.json"));
        Assert.Equal(0, faults.Left);
    }

    [Fact]
    public async Task A_lost_answer_is_not_taken_from_somebody_else()
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        ScriptedFaults faults = new();
        AzureBlobStorage storage = container.Storage(faults);
        await container.Storage().PutAsync("a", "same text", owner: "me");
        faults.Enqueue("Put Blob", Fault.ResetBefore);

        await Assert.ThrowsAsync<StorageConditionException>(() => storage.CreateAsync("a", "same text", owner: "me"));
    }

    [Fact]
    public async Task A_write_that_was_done_in_its_last_attempt_is_known_as_one_s_own()
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        ScriptedFaults faults = new();
        AzureBlobStorage storage = container.Storage(faults);
        faults.Enqueue("Put Blob", Fault.ResetBefore, Fault.Error, Fault.Busy, Fault.ResetBefore, Fault.Error, Fault.ResetAfter);

        StorageFile written = await storage.CreateAsync("a", "text");

        Assert.Equal(written, await storage.GetFileAsync("a"));
    }

    [Fact]
    public async Task Bytes_that_are_spoiled_on_the_way_are_not_stored()
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        Spoiling spoiling = new();
        AzureBlobStorage storage = new(container.Options(spoiling) with { BlockSize = 1024 });

        await Assert.ThrowsAsync<StorageException>(
            () => storage.WriteAsync("a", new MemoryStream(RandomBytes(100)), StorageWriteOptions.Create()));
        await Assert.ThrowsAsync<StorageException>(
            () => storage.WriteAsync("b", new MemoryStream(RandomBytes(5000)), StorageWriteOptions.Create()));

        Assert.True(spoiling.Spoiled > 1);
        Assert.Empty(await storage.ListAllAsync("", recursive: true));
    }

    [Fact]
    public async Task A_file_with_snapshots_is_deleted_with_them()
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        AzureBlobStorage storage = container.Storage();
        await storage.PutAsync("dir/a", "1");
        await container.Client.GetBlobClient("dir/a").CreateSnapshotAsync();
        await storage.PutAsync("dir/b", "1");
        await container.Client.GetBlobClient("dir/b").CreateSnapshotAsync();

        Assert.Equal(2, (await storage.ListAllAsync("", recursive: true)).Count);
        Assert.True(await storage.DeleteAsync("dir/a"));
        await storage.DeleteDirectoryAsync("dir");

        Assert.Empty(await storage.ListAllAsync("", recursive: true));
    }

    [Fact]
    public async Task A_cancelled_write_is_cancelled_and_no_fault()
    {
        await using TestContainer container = await TestContainer.CreateAsync();
        using CancellationTokenSource cancel = new();
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => container.Storage().WriteAsync("a", Bytes("text"), StorageWriteOptions.Create(), cancel.Token));
    }
}

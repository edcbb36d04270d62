using System.IO.Compression;
using System.Net;
using OcflFunctions.Contracts;

namespace OcflFunctions.Client.Tests;

/// <summary>Reading by the client, against the real service.</summary>
[Trait("Category", "Slow")]
public sealed class ReadingTests(RunningService service) : IClassFixture<RunningService>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);
    private readonly OcflFunctionsClient _client = service.Client;

    [Fact]
    public async Task An_object_is_found_listed_and_read()
    {
        string objectId = await CreateAsync(files: 5);

        VersionPage found = await _client.GetObjectAsync(objectId);
        List<FileSummary> files = await _client.ListFilesAsync(objectId, pageSize: 2).ToListAsync();
        List<FileSummary> selected = await _client.ListFilesAsync(objectId, "v1", "3").ToListAsync();
        List<FileChange> changes = await _client.ListChangesAsync(objectId, "v0", pageSize: 2).ToListAsync();
        FileHistoryEntry entry = Assert.Single(await _client.ListHistoryAsync(objectId, "0.txt", pageSize: 1).ToListAsync());
        List<ObjectSummary> objects = await _client.ListObjectsAsync(objectId).ToListAsync();

        Assert.Equal((objectId, "v1", 5), (found.ObjectId, found.Head, (int)found.Versions[0].Files));
        Assert.Equal("v1", Assert.Single(await _client.ListVersionsAsync(objectId, pageSize: 1).ToListAsync()).Version);
        Assert.Equal(["0.txt", "1.txt", "2.txt", "3.txt", "4.txt"], files.Select(file => file.Path));
        Assert.Equal(files[3], Assert.Single(selected));
        Assert.Equal(files.Select(file => (FileChangeKind.Added, file.Path)), changes.Select(change => (change.Kind, change.Path)));
        Assert.Equal((FileChangeKind.Added, "v1", files[0].Digest), (entry.Kind, entry.Version, entry.Digest));
        Assert.Equal(found.ObjectRoot, Assert.Single(objects).ObjectRoot);
    }

    [Fact]
    public async Task Content_is_read_whole_in_part_and_on_a_condition()
    {
        string objectId = await CreateAsync(files: 1);
        string text;
        string etag;
        await using (ObjectDownload whole = await _client.OpenContentAsync(objectId, "0.txt"))
        {
            text = await ReadAsync(whole);
            etag = whole.ETag!;
            Assert.Equal((text.Length, "text/plain", "0.txt"), ((int)whole.Length!, whole.ContentType, whole.FileName));
            Assert.StartsWith("sha-512=:", whole.Digest, StringComparison.Ordinal);
            Assert.NotNull(whole.LastModified);
        }

        ContentSelection selection = new() { Version = "v1", Offset = 2, Length = 3, IfMatch = etag };
        await using ObjectDownload part = await _client.OpenContentAsync(objectId, "0.txt", selection);
        Assert.Equal(text[2..5], await ReadAsync(part));
        Assert.Equal((3, text.Length), ((int)part.Length!, (int)part.TotalLength!));
        Assert.Equal(
            (HttpStatusCode.PreconditionFailed, "precondition-failed", "If-Match"),
            await RefusalAsync(() => _client.OpenContentAsync(objectId, "0.txt", selection with { IfMatch = "\"other\"" })));
        Assert.Equal(
            (HttpStatusCode.RequestedRangeNotSatisfiable, "range-not-satisfiable", "Range"),
            await RefusalAsync(() => _client.OpenContentAsync(objectId, "0.txt", new ContentSelection { Offset = 1 << 20 })));
    }

    [Fact]
    public async Task The_inventory_and_an_archive_are_read()
    {
        string objectId = await CreateAsync(files: 3);

        await using ObjectDownload inventory = await _client.OpenInventoryAsync(objectId);
        await using ObjectDownload export = await _client.OpenExportAsync(objectId, ExportFormat.Zip, "v1", "1");
        using MemoryStream bytes = new();
        await export.Content.CopyToAsync(bytes);
        await using ZipArchive zip = new(bytes);

        Assert.Equal(
            await File.ReadAllTextAsync(Path.Combine(
                service.Folder, "root", (await _client.GetObjectAsync(objectId)).ObjectRoot, "inventory.json")),
            await ReadAsync(inventory));
        Assert.Equal("1.txt", Assert.Single(zip.Entries).FullName);
        Assert.Equal((null, null), (export.Length, export.Digest));
    }

    [Fact]
    public async Task What_is_not_there_is_refused_by_its_kind()
    {
        string objectId = await CreateAsync(files: 1);

        Assert.Equal(
            (HttpStatusCode.NotFound, "object-not-found", "id"), await RefusalAsync(() => _client.GetObjectAsync("urn:not:there")));
        Assert.Equal(
            (HttpStatusCode.NotFound, "version-not-found", "version"),
            await RefusalAsync(() => _client.OpenExportAsync(objectId, ExportFormat.Bag, "v9")));
        Assert.Equal(
            (HttpStatusCode.NotFound, "path-not-found", "path"), await RefusalAsync(() => _client.OpenContentAsync(objectId, "nope")));
        Assert.Equal(
            (HttpStatusCode.NotFound, "path-not-found", "path"),
            await RefusalAsync(async () => await _client.ListHistoryAsync(objectId, "nope").ToListAsync()));
    }

    [Theory]
    [InlineData("content")]
    [InlineData("zip")]
    [InlineData("tar")]
    [InlineData("bag")]
    public async Task Damaged_content_is_never_read_to_its_end(string how)
    {
        string objectId = await CreateAsync(files: 2, length: 3 << 20);
        string objectRoot = Path.Combine(service.Folder, "root", (await _client.GetObjectAsync(objectId)).ObjectRoot);
        string damaged = Path.Combine(objectRoot, "v1", "content", "1.txt");
        File.SetAttributes(damaged, FileAttributes.Normal);
        await using (FileStream file = new(damaged, FileMode.Open, FileAccess.ReadWrite))
        {
            file.Seek(-1, SeekOrigin.End);
            file.WriteByte((byte)'#');
        }

        await using ObjectDownload download = how == "content"
            ? await _client.OpenContentAsync(objectId, "1.txt")
            : await _client.OpenExportAsync(objectId, Enum.Parse<ExportFormat>(how, ignoreCase: true));

        await Assert.ThrowsAnyAsync<IOException>(() => download.Content.CopyToAsync(Stream.Null));
    }

    [Fact]
    public async Task Damaged_content_of_which_nothing_was_sent_is_a_problem()
    {
        using HttpClient http = new();
        OcflFunctionsClient once = new(http, new OcflFunctionsClientOptions { Address = service.Address, Attempts = 1 });
        string objectId = await CreateAsync(files: 1);
        string objectRoot = Path.Combine(service.Folder, "root", (await _client.GetObjectAsync(objectId)).ObjectRoot);
        await File.WriteAllTextAsync(Path.Combine(objectRoot, "v1", "content", "0.txt"), "damaged");

        Assert.Equal(
            (HttpStatusCode.InternalServerError, "damaged-object", null),
            await RefusalAsync(() => once.OpenContentAsync(objectId, "0.txt")));
        Assert.Equal(
            (HttpStatusCode.InternalServerError, "damaged-object", null),
            await RefusalAsync(() => once.OpenExportAsync(objectId, ExportFormat.Tar)));
    }

    private static async Task<string> ReadAsync(ObjectDownload download)
    {
        using StreamReader reader = new(download.Content, leaveOpen: true);
        return await reader.ReadToEndAsync();
    }

    private static async Task<(HttpStatusCode Status, string? Kind, string? Field)> RefusalAsync(Func<Task> callAsync)
    {
        OcflFunctionsException refusal = await Assert.ThrowsAsync<OcflFunctionsException>(callAsync);
        return (refusal.Status, refusal.Kind, refusal.Field);
    }

    private async Task<string> CreateAsync(int files, int length = 0)
    {
        string source = service.AddSource(files);
        foreach (string file in length == 0 ? [] : Directory.GetFiles(Path.Combine(service.Folder, "incoming", source)))
        {
            await File.AppendAllTextAsync(file, Random.Shared.GetHexString(length));
        }

        string objectId = "urn:client:" + Guid.NewGuid().ToString("N");
        StartedUpdate started = await _client.StartAsync(
            new UpdateRequest { ObjectId = objectId, Source = new UpdateSource { Directory = source } });
        Assert.Equal(UpdateStatus.Completed, (await _client.WaitAsync(started.Id).WaitAsync(Deadline)).Status);
        return objectId;
    }
}

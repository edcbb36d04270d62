using System.Text;
using Ocfl.Storage;
using Ocfl.Testing;

namespace Ocfl.Tests.Storage;

/// <summary>New files of one update, written straight to their names and flushed together.</summary>
public sealed class LocalBatchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, true)]
    [InlineData(3, true)]
    [InlineData(500, true)]
    [InlineData(500, false)]
    public async Task Files_of_a_batch_are_as_any_other(int files, bool flush)
    {
        LocalStorage storage = Create(flush);
        using LocalBatch batch = LocalBatch.TryBegin(storage, "update")!;
        Dictionary<string, StorageFile> written = [];
        for (int i = 0; i < files; i++)
        {
            string path = $"update/{i % 7}/{i}";
            written[path] = await batch.Storage.WriteAsync(path, Content(path), StorageWriteOptions.Create());
        }

        await batch.FlushAsync(CancellationToken.None);

        Assert.Equal(files, (await storage.ListAllAsync("update", recursive: true)).Count);
        foreach ((string path, StorageFile file) in written)
        {
            Assert.Equal(file, await storage.GetFileAsync(path));
            Assert.Equal(path, await storage.GetAsync(path));
        }
    }

    [Fact]
    public async Task A_name_that_is_taken_is_refused_and_what_has_it_stays()
    {
        using LocalBatch batch = LocalBatch.TryBegin(Create(flush: true), "update")!;
        await batch.Storage.WriteAsync("update/a", Content("first"), StorageWriteOptions.Create());

        await Assert.ThrowsAsync<StorageConditionException>(
            () => batch.Storage.WriteAsync("update/a", Content("second"), StorageWriteOptions.Create()));

        Assert.Equal("first", await batch.Storage.GetAsync("update/a"));
    }

    [Fact]
    public async Task A_file_that_could_not_be_written_whole_is_not_there()
    {
        using LocalBatch batch = LocalBatch.TryBegin(Create(flush: true), "update")!;

        await Assert.ThrowsAsync<StorageException>(
            () => batch.Storage.WriteAsync("update/a", Content("short"), StorageWriteOptions.Create() with { Length = 100 }));

        Assert.Null(await batch.Storage.GetFileAsync("update/a"));
    }

    [Fact]
    public void Only_a_local_storage_has_batches() => Assert.Null(LocalBatch.TryBegin(new MemoryStorage(), "update"));

    private static MemoryStream Content(string text) => new(Encoding.UTF8.GetBytes(text));

    private LocalStorage Create(bool flush) => new(new LocalStorageOptions { Path = _folder["root"], Flush = flush });
}

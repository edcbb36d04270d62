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

    /// <summary>Whoever finds a file that is still being written, and would replace it, waits until it is whole.</summary>
    [KnownFileSystemFact]
    public async Task A_file_that_is_being_written_is_not_replaced()
    {
        LocalStorage storage = Create(flush: true);
        using BatchFlush batch = BatchFlush.Begin(storage, LocalBatch.ManyFiles, areCompared: true);
        WaitingStream content = new("whole");
        Task<StorageFile> writing = batch.Storage.WriteAsync("a/b", content, StorageWriteOptions.Create());
        await content.IsRead.WaitAsync(TimeSpan.FromSeconds(30));
        StorageFile found = (await storage.GetFileAsync("a/b"))!;
        Assert.Equal(0, found.Length);

        Task replacing = storage.PutAsync("a/b", "other", StorageCondition.IfMatch(found.ETag));
        content.Continue();

        StorageFile written = await writing;
        await Assert.ThrowsAsync<StorageConditionException>(() => replacing);
        Assert.Equal(written, await storage.GetFileAsync("a/b"));
        Assert.Equal("whole", await storage.GetAsync("a/b"));
    }

    /// <summary>Between its creation and its lock, another finds a file, sees that it is empty, and replaces or deletes it.</summary>
    [KnownFileSystemTheory]
    [InlineData("replaced")]
    [InlineData("deleted")]
    [InlineData("locked")]
    public async Task A_file_that_another_was_faster_to_lock_is_not_reported(string how)
    {
        LocalStorage storage = Create(flush: true);
        FileStream? held = null;
        LocalStorage hooked = new(new LocalStorageOptions
        {
            Path = _folder["root"],
            Created = path =>
            {
                switch (how)
                {
                    case "replaced":
                        File.WriteAllText(path + ".new", "other");
                        File.Move(path + ".new", path, overwrite: true);
                        break;
                    case "deleted":
                        File.Delete(path);
                        break;
                    default:
                        held = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
                        break;
                }
            },
        });
        using BatchFlush batch = BatchFlush.Begin(hooked, LocalBatch.ManyFiles, areCompared: true);

        await Assert.ThrowsAsync<StorageConditionException>(
            () => batch.Storage.WriteAsync("a", Content("own"), StorageWriteOptions.Create()));

        await (held?.DisposeAsync() ?? ValueTask.CompletedTask);
        Assert.Equal(how switch { "replaced" => 5, "deleted" => null, _ => 0L }, (await storage.GetFileAsync("a"))?.Length);
    }

    [KnownFileSystemFact]
    public async Task A_file_of_a_compared_batch_that_could_not_be_written_whole_can_be_replaced()
    {
        LocalStorage storage = Create(flush: true);
        using BatchFlush batch = BatchFlush.Begin(storage, LocalBatch.ManyFiles, areCompared: true);

        await Assert.ThrowsAsync<StorageException>(
            () => batch.Storage.WriteAsync("a", Content("short"), StorageWriteOptions.Create() with { Length = 100 }));
        StorageFile left = (await storage.GetFileAsync("a"))!;

        await batch.Storage.PutAsync("a", "first", StorageCondition.IfMatch(left.ETag));
        await Assert.ThrowsAsync<StorageConditionException>(() => batch.Storage.PutAsync("a", "second", StorageCondition.IfAbsent));
        Assert.Equal("first", await storage.GetAsync("a"));
    }

    [Fact]
    public void Only_a_local_storage_has_batches() => Assert.Null(LocalBatch.TryBegin(new MemoryStorage(), "update"));

    private static MemoryStream Content(string text) => new(Encoding.UTF8.GetBytes(text));

    private LocalStorage Create(bool flush)
    {
        Directory.CreateDirectory(_folder["root"]);
        return new(new LocalStorageOptions { Path = _folder["root"], Flush = flush });
    }

    /// <summary>A text that ends only when the test says so.</summary>
    private sealed class WaitingStream(string text) : MemoryStream(Encoding.UTF8.GetBytes(text))
    {
        private readonly TaskCompletionSource _isRead = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _mayGoOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task IsRead => _isRead.Task;

        public void Continue() => _mayGoOn.SetResult();

        public override bool TryGetBuffer(out ArraySegment<byte> buffer)
        {
            buffer = default;
            return false;
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _isRead.TrySetResult();
            await _mayGoOn.Task.WaitAsync(cancellationToken);
            return await base.ReadAsync(buffer, cancellationToken);
        }
    }
}

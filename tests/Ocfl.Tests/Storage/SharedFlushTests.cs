using Ocfl.Storage;
using Ocfl.Testing;

namespace Ocfl.Tests.Storage;

public sealed class SharedFlushTests
{
    [Fact]
    public async Task What_is_written_is_there_at_once_and_flushed_with_what_was_there_before()
    {
        using TemporaryFolder folder = new();
        LocalStorage storage = new(new LocalStorageOptions { Path = Path.Combine(folder.Path, "storage") });
        LocalStorage other = new(new LocalStorageOptions { Path = Path.Combine(folder.Path, "other") });
        await storage.PutAsync("top/before/a", "a");
        await other.PutAsync("stage/c", "c");
        SharedFlush flush = SharedFlush.Begin(storage);

        await flush.Storage.PutAsync("top/new/deep/b", "b");
        await flush.Storage.CopyFromAsync(
            other, "stage/c", "top/new/c", new StorageCopyOptions { Condition = StorageCondition.IfAbsent, ConsumeSource = true });

        Assert.NotSame(storage, flush.Storage);
        Assert.Equal(("b", "c"), (await storage.GetAsync("top/new/deep/b"), await storage.GetAsync("top/new/c")));
        await flush.FlushAsync(["top/before/a", "top/new/deep/b", "top/new/c", "top/gone/d"], "top");
        await flush.FlushAsync([], "nowhere");
        await flush.FlushAsync(["top/before/a"], "");
    }

    [Fact]
    public async Task A_storage_of_another_kind_is_used_as_it_is()
    {
        MemoryStorage storage = new();

        SharedFlush flush = SharedFlush.Begin(storage);

        Assert.Same(storage, flush.Storage);
        await flush.FlushAsync(["a/b"], "a");
    }
}

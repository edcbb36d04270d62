using Ocfl.Storage;
using Ocfl.Testing;

namespace Ocfl.Tests.Storage;

public sealed class FileLocksTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Many_may_take_the_first_locks_of_a_folder_at_once()
    {
        for (int round = 0; round < 300; round++)
        {
            FileLocks locks = Create($"{round}/deep/down");
            using Barrier start = new(4);
            await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait();
                    return locks.TakeAsync($"name {i}", () => null, CancellationToken.None);
                },
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default).Unwrap().ContinueWith(
                    async held => await (await held).DisposeAsync(), TaskScheduler.Default).Unwrap()));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_lock_that_others_hold_is_waited_for_until_it_is_free_or_too_late_or_cancelled(bool isLockable)
    {
        string target = _folder["target"];
        await File.WriteAllTextAsync(target, "target");
        string? Find() => isLockable ? target : null;
        FileLocks[] locks = [Create("pending"), Create("pending", TimeSpan.FromMilliseconds(100)), Create("pending")];
        IDirectoryLock held = await locks[0].TakeAsync("name", Find, CancellationToken.None);
        using CancellationTokenSource cancelling = new();

        await Assert.ThrowsAsync<IOException>(() => locks[1].TakeAsync("name", Find, CancellationToken.None)).WaitAsync(Deadline);
        Task<IDirectoryLock> cancelled = locks[2].TakeAsync("name", Find, cancelling.Token);
        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled).WaitAsync(Deadline);
        Task<IDirectoryLock> waiting = locks[2].TakeAsync("name", Find, CancellationToken.None);
        Assert.False(waiting.IsCompleted);
        await held.DisposeAsync();

        IDirectoryLock next = await waiting.WaitAsync(Deadline);
        Assert.Equal(isLockable && OperatingSystem.IsLinux(), next.IsCertain);
        await next.DisposeAsync();
    }

    [Fact]
    public async Task What_is_replaced_or_gone_while_its_lock_is_waited_for_is_locked_as_it_is_then()
    {
        string target = _folder["target"];
        await File.WriteAllTextAsync(target, "first");
        string? Find() => File.Exists(target) ? target : null;
        FileLocks[] locks = [Create("pending"), Create("pending"), Create("pending", TimeSpan.FromMilliseconds(100))];
        IDirectoryLock held = await locks[0].TakeAsync("name", Find, CancellationToken.None);
        Task<IDirectoryLock> waiting = locks[1].TakeAsync("name", Find, CancellationToken.None);

        await File.WriteAllTextAsync(_folder["new"], "second");
        File.Move(_folder["new"], target, overwrite: true);
        await held.DisposeAsync();
        IDirectoryLock next = await waiting.WaitAsync(Deadline);

        await Assert.ThrowsAsync<IOException>(() => locks[2].TakeAsync("name", Find, CancellationToken.None)).WaitAsync(Deadline);
        await next.DisposeAsync();
    }

    [Fact]
    public async Task A_lock_file_that_may_only_be_read_can_be_waited_for_and_goes_with_its_lock()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        FileLocks[] locks = [Create("pending"), Create("pending")];
        IDirectoryLock held = await locks[0].TakeAsync("name", () => null, CancellationToken.None);
        File.SetUnixFileMode(
            Assert.Single(Directory.EnumerateFiles(_folder["pending"], "*", SearchOption.AllDirectories)), UnixFileMode.UserRead);
        Task<IDirectoryLock> waiting = locks[1].TakeAsync("name", () => null, CancellationToken.None);
        Assert.False(waiting.IsCompleted);
        await held.DisposeAsync();
        await (await waiting.WaitAsync(Deadline)).DisposeAsync();

        Assert.Empty(Directory.EnumerateFiles(_folder["pending"], "*", SearchOption.AllDirectories));
    }

    private FileLocks Create(string pending, TimeSpan? timeout = null)
    {
        LocalStorageOptions options = new() { Path = _folder["root"], LockTimeout = timeout ?? TimeSpan.FromMinutes(1) };
        return new FileLocks(PendingFolder.Find(options.Path, _folder[pending]), "kind", options);
    }
}

using Ocfl.Storage;

namespace Ocfl.Tests.Storage;

public sealed class FileLocksTests
{
    [Fact]
    public async Task Many_may_take_the_first_locks_of_a_folder_at_once()
    {
        string parent = Directory.CreateTempSubdirectory("ocfl-tests-").FullName;
        try
        {
            for (int round = 0; round < 300; round++)
            {
                FileLocks locks = new(Path.Combine(parent, $"{round}", "deep", "down"));
                using Barrier start = new(4);
                await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Factory.StartNew(
                    () =>
                    {
                        start.SignalAndWait();
                        return locks.TakeAsync($"name {i}", CancellationToken.None);
                    },
                    CancellationToken.None,
                    TaskCreationOptions.LongRunning,
                    TaskScheduler.Default).Unwrap().ContinueWith(async held => await (await held).DisposeAsync(), TaskScheduler.Default).Unwrap()));
            }
        }
        finally
        {
            Directory.Delete(parent, recursive: true);
        }
    }
}

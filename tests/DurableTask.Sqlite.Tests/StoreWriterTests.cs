using DurableTask.Sqlite.Store;
using DurableTask.Sqlite.Tests.Faults;
using Microsoft.Extensions.Logging.Abstractions;

namespace DurableTask.Sqlite.Tests;

/// <summary>Every operation gets a result: also when its group cannot be committed, the writer stops, or there are very many.</summary>
public sealed class StoreWriterTests : IAsyncLifetime
{
    private const int MoreThanThereIsRoomFor = 5000;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("durable-");
    private readonly WriterFaults _faults = new();
    private readonly Database _database;
    private string? _reason;

    public StoreWriterTests() => _database = Database.Open(
        new SqliteDurableTaskOptions { DatabasePath = Path.Combine(_folder.FullName, "engine.db"), HolderName = "the test" },
        _faults,
        _ => { },
        reason => Volatile.Write(ref _reason, reason),
        NullLogger.Instance);

    private StoreWriter Writer => _database.Writer;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await Writer.StopAsync(abandon: true).InTime();
        _database.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_group_that_cannot_be_committed_is_committed_after_the_repair()
    {
        Task[] group = WriteTogether(ForbidsWrites(), Insert());
        await UnhealthyAsync();
        Assert.All(group, write => Assert.False(write.IsCompleted));

        _faults.BeforeNextCommit(sql => sql.Script("PRAGMA query_only = 0"));

        await Task.WhenAll(group).InTime();
        await Deadline.UntilAsync(() => Volatile.Read(ref _reason) is null, "healthy again");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_group_that_cannot_be_committed_fails_when_the_writer_stops(bool abandon)
    {
        Task[] group = WriteTogether(ForbidsWrites(), Insert());
        await UnhealthyAsync();

        await Writer.StopAsync(abandon).InTime();

        await RefusedAsync(group);
    }

    [Fact]
    public async Task When_the_stop_begins_a_group_that_cannot_be_committed_fails_and_nothing_more_is_written()
    {
        Task[] group = WriteTogether(ForbidsWrites(), Insert());
        await UnhealthyAsync();

        Writer.BeginStop();

        await RefusedAsync(group);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Writer.WriteAsync(Insert()).InTime());
    }

    [Fact]
    public async Task When_the_stop_begins_a_writer_that_can_write_does()
    {
        Writer.BeginStop();

        await Writer.WriteAsync(Insert()).InTime();
        await Writer.StopAsync(abandon: false).InTime();

        await Assert.ThrowsAsync<StoreUnavailableException>(() => Writer.WriteAsync(Insert()).InTime());
    }

    [Fact]
    public async Task Callers_are_refused_at_once_however_many_there_were_while_the_database_cannot_be_written()
    {
        Task[] group = WriteTogether(ForbidsWrites(), Insert());
        await UnhealthyAsync();

        await RefusedAsync([.. Enumerable.Range(0, MoreThanThereIsRoomFor).Select(_ => Writer.WriteAsync(new CommitProbe(default)))]);

        Assert.All(group, write => Assert.False(write.IsCompleted));
    }

    [Fact]
    public async Task Callers_that_wait_for_room_are_refused_when_the_writer_stops()
    {
        Task stop = Task.CompletedTask;
        Task[] writes = WriteTogether(
            () => stop = Writer.StopAsync(abandon: true),
            [.. Enumerable.Range(0, MoreThanThereIsRoomFor).Select(_ => Insert())]);

        await stop.InTime();
        await RefusedAsync(writes);
    }

    /// <summary>Writes operations in one group, if there is room.</summary>
    private Task[] WriteTogether(params WriteOperation[] operations) => WriteTogether(() => { }, operations);

    /// <param name="whileTheyWait">Called before the writer takes the group.</param>
    /// <param name="operations">The operations.</param>
    private Task[] WriteTogether(Action whileTheyWait, WriteOperation[] operations)
    {
        using var isHeld = new ManualResetEventSlim();
        using var gate = new ManualResetEventSlim();
        Task held = Writer.WriteAsync(new SqlWrite(_ =>
        {
            isHeld.Set();
            gate.Wait();
        }));
        isHeld.Wait();
        Task[] group = [.. operations.Select(operation => Writer.WriteAsync(operation))];
        whileTheyWait();
        gate.Set();
        held.Wait();
        return group;
    }

    private static async Task RefusedAsync(Task[] writes)
    {
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Task.WhenAll(writes).InTime());
        Assert.All(writes, write => Assert.IsType<StoreUnavailableException>(write.Exception?.InnerException));
    }

    private Task UnhealthyAsync() => Deadline.UntilAsync(() => Volatile.Read(ref _reason) is not null, "unhealthy");

    private static SqlWrite Insert() => new(sql => sql.Execute("INSERT OR REPLACE INTO meta VALUES ('test', '1')"));

    /// <summary>Forbids writes on the writer's connection. A rollback does not undo that, and a retry does not forbid them again.</summary>
    private static SqlWrite ForbidsWrites()
    {
        bool isDone = false;
        return new SqlWrite(sql =>
        {
            if (!isDone)
            {
                isDone = true;
                sql.Script("PRAGMA query_only = 1");
            }
        });
    }
}

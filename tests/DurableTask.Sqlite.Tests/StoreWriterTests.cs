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
    private StoreUnavailableException? _outage;

    public StoreWriterTests() => _database = Database.Open(
        new SqliteDurableTaskOptions { DatabasePath = Path.Combine(_folder.FullName, "engine.db"), Faults = _faults },
        DateTimeOffset.UnixEpoch,
        _ => { },
        outage => Volatile.Write(ref _outage, outage),
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
        await Deadline.UntilAsync(() => Volatile.Read(ref _outage) is null, "healthy again");
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

    [Fact]
    public async Task What_is_written_here_is_durable_when_the_call_returns()
    {
        Task write = Writer.WriteHereAsync(Insert("1"));

        Assert.True(write.IsCompletedSuccessfully);
        Assert.Equal("1", await ReadAsync());
    }

    [Fact]
    public async Task What_cannot_be_written_here_is_retried_before_what_arrived_meanwhile()
    {
        Task later = Task.CompletedTask;
        _faults.BeforeNextCommit(sql =>
        {
            sql.Script("PRAGMA query_only = 1");
            later = Writer.WriteAsync(Insert("2"));
        });

        Task first = Writer.WriteHereAsync(Insert("1"));
        await UnhealthyAsync();
        Assert.False(first.IsCompleted || later.IsCompleted);
        Task third = Writer.WriteHereAsync(Insert("3"));
        _faults.BeforeNextCommit(sql => sql.Script("PRAGMA query_only = 0"));

        await Task.WhenAll(first, later, third).InTime();
        Assert.Equal("3", await ReadAsync());
        await Deadline.UntilAsync(() => Volatile.Read(ref _outage) is null, "healthy again");
        await Writer.WriteHereAsync(Insert("4")).InTime();
        Assert.Equal("4", await ReadAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_write_here_that_fails_leaves_the_writer_usable(bool whileApplied)
    {
        var fault = new InvalidOperationException("No.");
        if (!whileApplied)
        {
            // Twice: an operation that is alone is tried again.
            _faults.BeforeNextCommit(_ =>
            {
                _faults.BeforeNextCommit(_ => throw fault);
                throw fault;
            });
        }

        Task failed = Writer.WriteHereAsync(whileApplied ? new SqlWrite(_ => throw fault) : Insert("1"));

        Assert.Same(fault, await Assert.ThrowsAsync<InvalidOperationException>(() => failed.InTime()));
        await Writer.WriteHereAsync(Insert("2")).InTime();
        await Writer.WriteAsync(Insert("3")).InTime();
        Assert.Equal("3", await ReadAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_write_here_that_cannot_be_retried_fails_when_the_writer_stops_meanwhile(bool abandon)
    {
        Task stop = Task.CompletedTask;
        _faults.BeforeNextCommit(sql =>
        {
            sql.Script("PRAGMA query_only = 1");
            stop = Writer.StopAsync(abandon);
        });

        Task write = Writer.WriteHereAsync(Insert("1"));

        await stop.InTime();
        await RefusedAsync([write]);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Writer.WriteHereAsync(Insert("2")).InTime());
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

    private Task UnhealthyAsync() => Deadline.UntilAsync(() => Volatile.Read(ref _outage) is not null, "unhealthy");

    private static SqlWrite Insert(string value = "1") => new(sql => sql.Execute("INSERT OR REPLACE INTO meta VALUES ('test', $1)", value));

    private Task<object?> ReadAsync() => _database.Readers.ReadAsync(sql => sql.Scalar("SELECT value FROM meta WHERE name = 'test'"));

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

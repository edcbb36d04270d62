using DurableTask.Sqlite.Store;

namespace DurableTask.Sqlite.Tests.Faults;

/// <summary>Changes the writer's own connection, as faults of the environment would.</summary>
internal sealed class WriterFaults : IEngineFaults
{
    private ActivityCalls? _calls;
    private Action<SqlSession>? _next;
    private int _commits;

    /// <summary>How often the writer tried to commit.</summary>
    public int Commits => Volatile.Read(ref _commits);

    /// <summary>Runs this once, before the next attempt to commit.</summary>
    public void BeforeNextCommit(Action<SqlSession> action) => Volatile.Write(ref _next, action);

    public void Attach(ActivityCalls calls) => _calls = calls;

    public void BeforeCommit(SqlSession sql)
    {
        Interlocked.Increment(ref _commits);
        Interlocked.Exchange(ref _next, null)?.Invoke(sql);
    }

    public async Task RunActivityAsync(ActivityWork work)
    {
        if (await _calls!.FirstAsync(work) is { } result)
        {
            await _calls.DeliverAsync(work.Run, result);
        }
    }
}

/// <summary>A write that is a few statements.</summary>
internal sealed class SqlWrite(Action<SqlSession> action) : WriteOperation
{
    public override void Apply(WriteSession session) => action(session.Sql);
}

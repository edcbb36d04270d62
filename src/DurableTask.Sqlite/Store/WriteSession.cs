using DurableTask.Sqlite.History;
using Microsoft.DurableTask.Client;

namespace DurableTask.Sqlite.Store;

/// <summary>The changes that operations make to the database, on the writer's thread and inside a transaction.</summary>
internal sealed class WriteSession
{
    private const int MessagesPerPage = 1000;

    private readonly IEngineFaults? _faults;
    private long _lastRun;
    private long _lastMessage;

    public WriteSession(SqlSession sql, IEngineFaults? faults)
    {
        Sql = sql;
        _faults = faults;
        _lastRun = sql.Number(
            """
            SELECT MAX(run) FROM (
                SELECT MAX(run) AS run FROM instances UNION ALL SELECT MAX(run) FROM history UNION ALL SELECT MAX(run) FROM activities)
            """);
        _lastMessage = sql.Number("SELECT MAX(id) FROM inbox");
    }

    public SqlSession Sql { get; }

    public CommitEffects Effects { get; } = new();

    /// <summary>The number of a new run. Called on any thread.</summary>
    public long NextRun() => Interlocked.Increment(ref _lastRun);

    /// <summary>Notes the time of a change.</summary>
    /// <returns>False if the run is over or replaced.</returns>
    public bool Touch(long run, long now) =>
        Sql.Execute("UPDATE instances SET updated = $2 WHERE run = $1 AND status NOT IN (1, 3, 5)", run, now) > 0;

    public (long Run, OrchestrationRuntimeStatus Status)? FindInstance(string id)
    {
        using var reader = Sql.Query("SELECT run, status FROM instances WHERE id = $1", id);
        return reader.Read() ? (reader.GetInt64(0), (OrchestrationRuntimeStatus)reader.GetInt32(1)) : null;
    }

    /// <returns>Null if the run is over or replaced.</returns>
    public string? FindLiveRun(long run)
    {
        using var reader = Sql.Query("SELECT id, status FROM instances WHERE run = $1", run);
        return reader.Read() && !InstanceRow.IsFinal((OrchestrationRuntimeStatus)reader.GetInt32(1)) ? reader.GetString(0) : null;
    }

    /// <summary>A new pending instance and the message that starts it.</summary>
    public long AddInstance(NewInstance instance, long now)
    {
        long run = NextRun();
        AddInstance(run, Guid.NewGuid().ToString("N"), instance, OrchestrationRuntimeStatus.Pending, now);
        Post(run, MessageKind.Start, due: instance.StartAt > now ? instance.StartAt : 0);
        return run;
    }

    /// <summary>A new instance without a message.</summary>
    public void AddInstance(long run, string execution, NewInstance instance, OrchestrationRuntimeStatus status, long now)
    {
        Sql.Execute(
            """
            INSERT INTO instances
                (run, id, execution, name, version, status, parent_id, parent_run, parent_task, parent_name, tags, created, updated, trace)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, $13)
            """,
            run, instance.Id, execution, instance.Name, instance.Version, (int)status,
            instance.Parent?.Id, instance.Parent?.Run, instance.Parent?.Task, instance.Parent?.Name, instance.Tags, now,
            instance.Trace?.ToString());
        if (instance.Input is not null)
        {
            SetPayload(run, PayloadKind.Input, instance.Input);
        }

        Effects.Statuses.Add(instance.Id);
    }

    /// <summary>
    /// Continues the instance as a new run with an empty history and deletes the rest of the old run. Events that wait in the inbox move to
    /// the new run, after those that the old run hands on. As in Azure, the time of creation is that of the new run, which has no custom
    /// status yet.
    /// </summary>
    public long ContinueAsNew(InstanceRow instance, string version, string? input, IReadOnlyList<InboxMessage> handedOn, long now)
    {
        long run = instance.Run;
        long next = NextRun();
        Sql.Execute(
            """
            UPDATE instances SET run = $2, execution = $3, version = $4, status = $5, created = $6, updated = $6, trace = $7 WHERE run = $1
            """,
            run, next, Guid.NewGuid().ToString("N"), version, (int)OrchestrationRuntimeStatus.Running, now,
            instance.Trace?.NextRun().ToString());
        SetPayload(next, PayloadKind.Input, input);
        Post(next, MessageKind.Start, name: instance.Name);
        foreach (InboxMessage message in handedOn)
        {
            Post(next, message.Kind, message.Task, message.Name, message.Payload);
        }

        RowPage<InboxMessage> page;
        long after = 0;
        do
        {
            page = StoreQueries.ReadInbox(Sql, run, controlOnly: false, MessagesPerPage, after);
            foreach (InboxMessage message in page.Rows)
            {
                after = message.Id;
                if (message.Kind == MessageKind.Event || InboxMessage.IsControl(message.Kind))
                {
                    Post(next, message.Kind, message.Task, message.Name, message.Payload);
                }
            }
        }
        while (page.IsFull);

        // Only injected faults create events that are due later.
        Sql.Execute("UPDATE inbox SET run = $2 WHERE run = $1 AND due > 0 AND kind = $3", run, next, (int)MessageKind.Event);
        DeleteLeftovers(run);
        return next;
    }

    /// <summary>Continues a failed instance as a new run with its own history. Only the input of the old run is kept.</summary>
    public long Revive(long run, TraceLink? trace, long now)
    {
        long next = NextRun();
        string? input = GetPayload(run, PayloadKind.Input);
        Sql.Execute(
            "UPDATE instances SET run = $2, execution = $3, status = $4, updated = $5, completed = NULL, trace = $6 WHERE run = $1",
            run, next, Guid.NewGuid().ToString("N"), (int)OrchestrationRuntimeStatus.Running, now, trace?.NextRun().ToString());
        DeleteLeftovers(run);
        SetPayload(next, PayloadKind.Input, input);
        return next;
    }

    /// <summary>Deletes an instance. Activities that it has scheduled still run, and what they need is kept.</summary>
    public void DeleteInstance(long run)
    {
        Sql.Execute("DELETE FROM instances WHERE run = $1", run);
        DeleteLeftovers(run);
    }

    public void DeleteInbox(long run) => Sql.Execute("DELETE FROM inbox WHERE run = $1", run);

    /// <summary>Deletes an activity, and the event that holds its input if nothing else needs that event.</summary>
    public void DeleteActivity(long run, int task, bool orphan)
    {
        if (orphan)
        {
            Sql.Execute(
                """
                DELETE FROM history WHERE run = $1 AND seq = (SELECT seq FROM activities WHERE run = $1 AND task = $2)
                    AND NOT EXISTS (SELECT 1 FROM instances WHERE run = $1)
                """,
                run, task);
        }

        Sql.Execute("DELETE FROM activities WHERE run = $1 AND task = $2", run, task);
    }

    public void Post(long run, MessageKind kind, int task = -1, string? name = null, string? payload = null, long due = 0)
    {
        foreach (long time in _faults?.DeliveryTimes(kind, run, _lastMessage + 1, due) ?? [due])
        {
            Insert(run, kind, task, name, payload, time);
        }
    }

    private void Insert(long run, MessageKind kind, int task, string? name, string? payload, long due)
    {
        long id = ++_lastMessage;
        Sql.Execute(
            "INSERT INTO inbox (id, run, kind, task, name, payload, due) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            id, run, (int)kind, task, name, payload, due);
        if (due == 0)
        {
            Effects.Messages.Add(new InboxNotice(run, id, InboxMessage.IsControl(kind)));
        }
        else
        {
            Effects.EarliestTimer = Math.Min(Effects.EarliestTimer, due);
        }
    }

    /// <summary>Makes a timer's message ready, after all messages that are there.</summary>
    public void Fire(long message, long run)
    {
        long id = ++_lastMessage;
        Sql.Execute("UPDATE inbox SET id = $2, due = 0 WHERE id = $1", message, id);
        Effects.Messages.Add(new InboxNotice(run, id, false));
    }

    public void AddHistory(long run, HistoryRow row) => Sql.Execute(
        "INSERT INTO history (run, seq, type, task, name, payload, extra, time, due) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        run, row.Sequence, (int)row.Type, row.Task < 0 ? default(SqlValue) : row.Task, row.Name, row.Payload, row.Extra, row.Time,
        row.Due == 0 ? default(SqlValue) : row.Due);

    public void SetPayload(long run, PayloadKind kind, string? data)
    {
        if (data is null)
        {
            Sql.Execute("DELETE FROM payloads WHERE id = $1", PayloadId(run, kind));
        }
        else
        {
            Sql.Execute("INSERT OR REPLACE INTO payloads (id, data) VALUES ($1, $2)", PayloadId(run, kind), data);
        }
    }

    /// <summary>Whether to drop a start that would be refused because of a run: only in tests.</summary>
    public bool DropsStart(long run) =>
        _faults is not null && _faults.DropsStart(run, Sql.Number("SELECT created FROM instances WHERE run = $1", run));

    /// <summary>Called before each attempt to commit.</summary>
    public void BeforeCommit() => _faults?.BeforeCommit(Sql);

    public string? GetPayload(long run, PayloadKind kind) =>
        Sql.Scalar("SELECT data FROM payloads WHERE id = $1", PayloadId(run, kind)) as string;

    public static long PayloadId(long run, PayloadKind kind) => (run * 4) + (long)kind;

    /// <summary>Sends the result to the parent, if the run that called still waits.</summary>
    public void NotifyParent(ParentLink parent, bool completed, string? payload)
    {
        if (FindLiveRun(parent.Run) is not null)
        {
            MessageKind kind = completed ? MessageKind.SubOrchestrationCompleted : MessageKind.SubOrchestrationFailed;
            Post(parent.Run, kind, parent.Task, payload: payload);
        }
    }

    public void SetStatus(long run, string id, OrchestrationRuntimeStatus status, long now)
    {
        Sql.Execute(
            "UPDATE instances SET status = $2, updated = $3, completed = $4 WHERE run = $1",
            run, (int)status, now, InstanceRow.IsFinal(status) ? now : default(SqlValue));
        Effects.Statuses.Add(id);
    }

    private void DeleteLeftovers(long run)
    {
        Sql.Execute("DELETE FROM inbox WHERE run = $1", run);
        Sql.Execute(
            "DELETE FROM payloads WHERE id BETWEEN $1 AND $2", PayloadId(run, PayloadKind.Input), PayloadId(run, PayloadKind.Failure));
        Sql.Execute(
            """
            DELETE FROM history WHERE run = $1
                AND (type <> $2 OR NOT EXISTS (SELECT 1 FROM activities WHERE run = $1 AND task = history.task))
            """,
            run, (int)HistoryEventType.TaskScheduled);
    }
}

using System.Text.Json;
using DurableTask.Sqlite.History;
using Microsoft.DurableTask.Client;

namespace DurableTask.Sqlite.Store;

/// <summary>The queries of the database. They run on any session.</summary>
internal static class StoreQueries
{
    public const string InstanceColumns =
        """
        i.run, i.id, i.execution, i.name, i.version, i.status, i.parent_id, i.parent_run, i.parent_task, i.parent_name,
        i.tags, i.created, i.updated, i.completed, i.trace
        """;

    public const string PayloadColumns =
        """
        (SELECT data FROM payloads WHERE id = i.run * 4), (SELECT data FROM payloads WHERE id = i.run * 4 + 1),
        (SELECT data FROM payloads WHERE id = i.run * 4 + 2), (SELECT data FROM payloads WHERE id = i.run * 4 + 3)
        """;

    public const string FailureColumn = "NULL, NULL, NULL, (SELECT data FROM payloads WHERE id = i.run * 4 + 3)";

    public const string NoPayloadColumns = "NULL, NULL, NULL, NULL";

    private const string HistoryColumns = "seq, type, task, name, payload, extra, time, due";

    /// <summary>An instance; one with damaged columns has <see cref="InstanceRow.Damage"/>.</summary>
    public static InstanceRow? FindInstance(SqlSession sql, string id, bool payloads)
    {
        using SqlStatement reader = sql.Query(
            payloads
                ? $"SELECT {InstanceColumns}, {PayloadColumns} FROM instances i WHERE i.id = $1"
                : $"SELECT {InstanceColumns}, {FailureColumn} FROM instances i WHERE i.id = $1",
            id);
        return reader.Read() ? ReadInstanceOrDamage(reader) : null;
    }

    /// <summary>The instance with its payloads.</summary>
    public static InstanceRow WithPayloads(SqlSession sql, InstanceRow instance)
    {
        using SqlStatement reader = sql.Query(
            "SELECT id - $1, data FROM payloads WHERE id BETWEEN $1 AND $1 + 3", WriteSession.PayloadId(instance.Run, PayloadKind.Input));
        while (reader.Read())
        {
            string? data = Text(reader, 1);
            instance = (PayloadKind)reader.GetInt64(0) switch
            {
                PayloadKind.Input => instance with { Input = data },
                PayloadKind.Output => instance with { Output = data },
                PayloadKind.CustomStatus => instance with { CustomStatus = data },
                _ => instance with { Failure = data },
            };
        }

        return instance;
    }

    public static Dictionary<string, string> ReadVersions(SqlSession sql, IEnumerable<string> ids)
    {
        var versions = new Dictionary<string, string>(StringComparer.Ordinal);
        using SqlStatement reader = sql.Query(
            "SELECT id, version FROM instances WHERE version <> '' AND id IN (SELECT value FROM json_each($1))",
            JsonSerializer.Serialize(ids));
        while (reader.Read())
        {
            versions.Add(reader.GetString(0), reader.GetString(1));
        }

        return versions;
    }

    public static InstanceRow? FindRun(SqlSession sql, long run)
    {
        using SqlStatement reader = sql.Query(
            $"""
            SELECT {InstanceColumns}, (SELECT data FROM payloads WHERE id = i.run * 4), NULL, NULL, NULL
            FROM instances i WHERE i.run = $1
            """,
            run);
        return reader.Read() ? ReadInstance(reader) : null;
    }

    /// <summary>An instance as a client sees it: damage of its row is no fault of the others in a list.</summary>
    public static InstanceRow ReadInstanceOrDamage(SqlStatement reader)
    {
        try
        {
            return ReadInstance(reader);
        }
        catch (DamagedRowException damage)
        {
            // SQLite converts what a column has to what is asked for.
            return new InstanceRow(
                reader.GetInt64(0),
                Text(reader, 1) ?? string.Empty,
                string.Empty,
                Text(reader, 3) ?? string.Empty,
                Text(reader, 4) ?? string.Empty,
                OrchestrationRuntimeStatus.Failed,
                null,
                null,
                reader.IsDBNull(11) ? 0 : reader.GetInt64(11),
                reader.IsDBNull(12) ? 0 : reader.GetInt64(12),
                null)
            {
                Damage = damage,
            };
        }
    }

    /// <exception cref="DamagedRowException">The row cannot be read.</exception>
    public static InstanceRow ReadInstance(SqlStatement reader) => Row(reader, "instance", static row => new InstanceRow(
        row.GetInt64(0),
        row.GetString(1),
        row.GetString(2),
        row.GetString(3),
        row.GetString(4),
        (OrchestrationRuntimeStatus)row.GetInt32(5),
        row.IsDBNull(6) ? null : new ParentLink(row.GetString(6), row.GetInt64(7), row.GetInt32(8), row.GetString(9)),
        Text(row, 10),
        Time(row, 11),
        Time(row, 12),
        row.IsDBNull(13) ? null : Time(row, 13))
    {
        Trace = TraceLink.Read(Text(row, 14)),
        Input = Text(row, 15),
        Output = Text(row, 16),
        CustomStatus = Text(row, 17),
        Failure = Text(row, 18),
    });

    /// <summary>The messages of a run that are to be taken now, after a number.</summary>
    /// <exception cref="DamagedRowException">A row cannot be read.</exception>
    public static RowPage<InboxMessage> ReadInbox(SqlSession sql, long run, bool controlOnly, int limit, long after = 0)
    {
        var messages = new RowPage<InboxMessage>(limit);
        using SqlStatement reader = sql.Query(
            """
            SELECT id, kind, task, name, payload FROM inbox WHERE run = $1 AND due = 0 AND kind >= $2 AND id > $4 ORDER BY id LIMIT $3
            """,
            run, controlOnly ? (int)MessageKind.Suspend : 0, limit, after);
        while (!messages.IsFull && reader.Read())
        {
            InboxMessage message = Row(reader, "inbox message", static row => new InboxMessage(
                row.GetInt64(0),
                (MessageKind)row.GetInt32(1),
                row.IsDBNull(2) ? -1 : row.GetInt32(2),
                Text(row, 3),
                Text(row, 4)));
            messages.Add(message, message.Payload);
        }

        return messages;
    }

    /// <summary>One page of a run's history, from a sequence number on.</summary>
    /// <exception cref="DamagedRowException">A row cannot be read.</exception>
    public static RowPage<HistoryRow> ReadHistory(SqlSession sql, long run, int from, int limit)
    {
        var rows = new RowPage<HistoryRow>(limit);
        using SqlStatement reader = sql.Query(
            $"SELECT {HistoryColumns} FROM history WHERE run = $1 AND seq >= $2 ORDER BY seq LIMIT $3", run, from, limit);
        while (!rows.IsFull && reader.Read())
        {
            HistoryRow happened = Row(reader, "event", static row => new HistoryRow(
                row.GetInt32(0),
                (HistoryEventType)row.GetInt32(1),
                row.IsDBNull(2) ? -1 : row.GetInt32(2),
                Text(row, 3),
                Text(row, 4),
                Text(row, 5),
                Time(row, 6),
                row.IsDBNull(7) ? 0 : Time(row, 7)));
            rows.Add(happened, happened.Payload);
        }

        return rows;
    }

    /// <summary>Runs that have messages to take now, by the messages' numbers.</summary>
    /// <returns>The runs, and the number of the last message read; zero if there was none.</returns>
    public static (List<InboxNotice> Runs, long Last) ReadReady(SqlSession sql, long after, int limit)
    {
        var runs = new List<InboxNotice>();
        long last = 0;
        using SqlStatement reader = sql.Query("SELECT id, run, kind, due FROM inbox WHERE id > $1 ORDER BY id LIMIT $2", after, limit);
        while (reader.Read())
        {
            last = reader.GetInt64(0);
            if (reader.GetInt64(3) == 0)
            {
                runs.Add(new InboxNotice(reader.GetInt64(1), last, InboxMessage.IsControl((MessageKind)reader.GetInt32(2))));
            }
        }

        return (runs, last);
    }

    public static RowPage<ActivityWork> ReadActivities(SqlSession sql, long run, int afterTask, int limit)
    {
        var page = new RowPage<ActivityWork>(limit);
        using SqlStatement reader = sql.Query(
            """
            SELECT a.task, h.name, h.payload, h.extra, a.attempts, i.id, i.trace
            FROM activities a LEFT JOIN history h ON h.run = a.run AND h.seq = a.seq LEFT JOIN instances i ON i.run = a.run
            WHERE a.run = $1 AND a.task > $2 ORDER BY a.task LIMIT $3
            """,
            run, afterTask, limit);
        while (!page.IsFull && reader.Read())
        {
            var work = new ActivityWork(
                run,
                reader.GetInt32(0),
                Text(reader, 5) ?? string.Empty,
                Text(reader, 1) ?? string.Empty,
                Text(reader, 3) ?? string.Empty,
                Text(reader, 2),
                reader.GetInt32(4),
                TraceLink.Read(Text(reader, 6)));
            page.Add(work, work.Input);
        }

        return page;
    }

    public static List<long> ReadRunsWithActivities(SqlSession sql, long afterRun, int limit)
    {
        var runs = new List<long>();
        using SqlStatement reader = sql.Query(
            "SELECT DISTINCT run FROM activities WHERE run > $1 ORDER BY run LIMIT $2", afterRun, limit);
        while (reader.Read())
        {
            runs.Add(reader.GetInt64(0));
        }

        return runs;
    }

    public static long NextDue(SqlSession sql) => sql.Scalar("SELECT MIN(due) FROM inbox WHERE due > 0") as long? ?? long.MaxValue;

    private static string? Text(SqlStatement reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static long Time(SqlStatement reader, int column) =>
        reader.GetInt64(column) is var ticks && ticks >= 0 && ticks <= DateTime.MaxValue.Ticks
            ? ticks
            : throw new DamagedRowException($"The {reader.GetName(column)} of a row is not a time: {ticks}.");

    // A reader throws an InvalidOperationException for a null in a column that is never null.
    private static T Row<T>(SqlStatement reader, string what, Func<SqlStatement, T> read)
    {
        try
        {
            return read(reader);
        }
        catch (Exception exception) when (exception is InvalidCastException or OverflowException or FormatException
            || (exception is InvalidOperationException and not ObjectDisposedException))
        {
            throw new DamagedRowException($"The row of an {what} cannot be read: {exception.Message}", exception);
        }
    }
}

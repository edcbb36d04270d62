using DurableTask.Sqlite.History;
using Microsoft.DurableTask.Client;

namespace DurableTask.Sqlite.Store;

/// <summary>
/// Fails an instance whose rows cannot be read. It uses only the columns that it needs, since any other may be what is damaged.
/// </summary>
internal sealed class FailDamagedRun(long run, FailureRecord failure, long now) : WriteOperation
{
    /// <summary>The instance's id; null if it is finished or gone.</summary>
    public string? InstanceId { get; private set; }

    public override void Apply(WriteSession session)
    {
        InstanceId = null;
        using (SqlStatement reader = session.Sql.Query(
            "SELECT CAST(id AS TEXT), CAST(status AS INTEGER) FROM instances WHERE run = $1", run))
        {
            if (!reader.Read() || InstanceRow.IsFinal((OrchestrationRuntimeStatus)reader.GetInt32(1)))
            {
                return;
            }

            InstanceId = reader.GetString(0);
        }

        long sequence = session.Sql.Number("SELECT COALESCE(MAX(CAST(seq AS INTEGER)) + 1, 0) FROM history WHERE run = $1", run);
        session.AddHistory(run, new HistoryRow((int)sequence, HistoryEventType.ExecutionFailed, -1, null, null, null, now, 0));
        session.SetPayload(run, PayloadKind.Failure, failure.ToJson());
        session.DeleteInbox(run);
        session.Sql.Execute("DELETE FROM activities WHERE run = $1", run);
        session.SetStatus(run, InstanceId, OrchestrationRuntimeStatus.Failed, now);
        session.Effects.Terminated.Add(run);
        NotifyParent(session);
        MakeReadable(session);
    }

    /// <summary>A client can read the instance afterwards.</summary>
    private void MakeReadable(WriteSession session)
    {
        session.Sql.Execute("UPDATE instances SET trace = NULL, tags = NULL WHERE run = $1", run);
        session.Sql.Execute(
            """
            UPDATE instances SET parent_id = NULL, parent_run = NULL, parent_task = NULL, parent_name = NULL
            WHERE run = $1 AND (typeof(parent_id) <> 'text' OR typeof(parent_run) <> 'integer'
                OR typeof(parent_task) <> 'integer' OR typeof(parent_name) <> 'text')
            """,
            run);
        session.Sql.Execute(
            "UPDATE instances SET created = $2 WHERE run = $1 AND (typeof(created) <> 'integer' OR created NOT BETWEEN 0 AND $3)",
            run, now, DateTime.MaxValue.Ticks);
    }

    private void NotifyParent(WriteSession session)
    {
        using SqlStatement reader = session.Sql.Query(
            """
            SELECT parent_run, parent_task FROM instances
            WHERE run = $1 AND typeof(parent_run) = 'integer' AND typeof(parent_task) = 'integer'
            """,
            run);
        if (reader.Read())
        {
            session.NotifyParent(
                new ParentLink(string.Empty, reader.GetInt64(0), reader.GetInt32(1), string.Empty), completed: false, failure.ToJson());
        }
    }
}

/// <summary>The rows of an instance are damaged: it cannot continue.</summary>
public sealed class DamagedInstanceException(string message, Exception innerException) : InvalidOperationException(message, innerException)
{
    internal static DamagedInstanceException Of(Exception damage) =>
        new($"The rows of the instance are damaged: {damage.Message}", damage);
}

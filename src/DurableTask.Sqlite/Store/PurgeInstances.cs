using Microsoft.Data.Sqlite;
using Microsoft.DurableTask.Client;

namespace DurableTask.Sqlite.Store;

/// <summary>Takes finished instances away for good, with their finished children where asked.</summary>
internal sealed class PurgeInstances(IReadOnlyList<string> ids, bool recursive, bool refuseUnfinished) : WriteOperation
{
    public override bool FailsFast => true;

    public int Count { get; private set; }

    public override void Apply(WriteSession session)
    {
        Count = 0;
        var waiting = new Queue<string>(ids);
        while (waiting.TryDequeue(out string? id))
        {
            if (session.FindInstance(id) is not { } instance)
            {
                continue;
            }

            if (!InstanceRow.IsFinal(instance.Status))
            {
                Refuse(id, instance.Status);
                continue;
            }

            if (recursive)
            {
                AddChildren(session, id, waiting);
            }

            session.DeleteInstance(instance.Run);
            session.Effects.Statuses.Add(id);
            Count++;
        }
    }

    private void Refuse(string id, OrchestrationRuntimeStatus status)
    {
        if (refuseUnfinished && ids.Contains(id))
        {
            throw new WriteRefusedException(new InvalidOperationException(
                $"The orchestration '{id}' is {status}; only a finished one can be purged."));
        }
    }

    private static void AddChildren(WriteSession session, string id, Queue<string> waiting)
    {
        using SqliteDataReader reader = session.Sql.Query("SELECT id FROM instances WHERE parent_id = $1", id);
        while (reader.Read())
        {
            waiting.Enqueue(reader.GetString(0));
        }
    }
}

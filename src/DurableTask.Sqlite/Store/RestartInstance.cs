using DurableTask.Sqlite.Tracing;

namespace DurableTask.Sqlite.Store;

/// <summary>Starts a finished instance again, with the input it had, as itself or under a new id.</summary>
internal sealed class RestartInstance(string id, string newId, TraceLink? trace, long now) : WriteOperation
{
    public override bool FailsFast => true;

    public override void Apply(WriteSession session)
    {
        InstanceRow instance = StoreQueries.FindInstance(session.Sql, id, payloads: true)
            ?? throw new WriteRefusedException(new ArgumentException($"There is no orchestration with the instance id '{id}'."));
        if (!instance.IsFinished)
        {
            throw new WriteRefusedException(new InvalidOperationException(
                $"The orchestration '{id}' is {instance.Status}; only a finished one can be restarted."));
        }

        if (newId == id)
        {
            session.DeleteInstance(instance.Run);
        }

        session.AddInstance(new NewInstance(newId, instance.Name, instance.Version, instance.Input, instance.Tags, 0, null, trace), now);
    }
}

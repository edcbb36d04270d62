using DurableTask.Core.Exceptions;
using Microsoft.DurableTask.Client;

namespace DurableTask.Sqlite.Store;

/// <summary>Starts an instance; a finished one of the same id is replaced if its status is not among the refused.</summary>
internal sealed class StartInstance(NewInstance instance, IReadOnlyCollection<OrchestrationRuntimeStatus> refused, long now)
    : WriteOperation
{
    public override bool FailsFast => true;

    public override void Apply(WriteSession session)
    {
        if (MakeRoom(session, instance.Id, refused))
        {
            session.AddInstance(instance, now);
        }
    }

    /// <summary>Deletes a finished instance of the same id.</summary>
    /// <returns>False if a test drops the start.</returns>
    /// <exception cref="WriteRefusedException">The instance must not be replaced.</exception>
    public static bool MakeRoom(WriteSession session, string id, IReadOnlyCollection<OrchestrationRuntimeStatus> refused)
    {
        if (session.FindInstance(id) is { } existing)
        {
            if (!InstanceRow.IsFinal(existing.Status) || refused.Contains(existing.Status))
            {
                if (session.DropsStart(existing.Run))
                {
                    return false;
                }

                throw new WriteRefusedException(new OrchestrationAlreadyExistsException(
                    $"An orchestration with the instance id '{id}' already exists and is {existing.Status}."));
            }

            session.DeleteInstance(existing.Run);
        }

        return true;
    }
}

/// <summary>Starts an instance again with the input it had: a finished one as itself, any one under a new id.</summary>
internal sealed class RestartInstance(string id, string newId, TraceLink? trace, long now) : WriteOperation
{
    public override bool FailsFast => true;

    public override void Apply(WriteSession session)
    {
        InstanceRow instance = StoreQueries.FindInstance(session.Sql, id, payloads: true)
            ?? throw new WriteRefusedException(new ArgumentException($"There is no orchestration with the instance id '{id}'."));
        if (instance.Damage is { } damage)
        {
            throw new WriteRefusedException(DamagedInstanceException.Of(damage));
        }

        if (newId == id && !instance.IsFinished)
        {
            throw new WriteRefusedException(new InvalidOperationException(
                $"The orchestration '{id}' is {instance.Status}; only a finished one can be restarted under its own id."));
        }

        if (newId == id)
        {
            session.DeleteInstance(instance.Run);
        }

        session.AddInstance(new NewInstance(newId, instance.Name, instance.Version, instance.Input, instance.Tags, 0, null, trace), now);
    }
}

/// <summary>Deletes finished instances, with their finished children if requested.</summary>
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
        if (refuseUnfinished && ids.Contains(id, StringComparer.Ordinal))
        {
            throw new WriteRefusedException(new InvalidOperationException(
                $"The orchestration '{id}' is {status}; only a finished one can be purged."));
        }
    }

    private static void AddChildren(WriteSession session, string id, Queue<string> waiting)
    {
        using SqlStatement reader = session.Sql.Query("SELECT id FROM instances WHERE parent_id = $1", id);
        while (reader.Read())
        {
            waiting.Enqueue(reader.GetString(0));
        }
    }
}

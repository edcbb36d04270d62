using DurableTask.Core.Exceptions;
using DurableTask.Sqlite.Runtime;
using Microsoft.DurableTask.Client;

namespace DurableTask.Sqlite.Store;

/// <summary>Starts an instance; one of the same id is replaced if its status allows.</summary>
internal sealed class StartInstance(NewInstance instance, IReadOnlyCollection<OrchestrationRuntimeStatus> refused, long now) : WriteOperation
{
    public override bool FailsFast => true;

    public override void Apply(WriteSession session)
    {
        if (session.FindInstance(instance.Id) is { } existing)
        {
            if (refused.Contains(existing.Status))
            {
                if (session.LosesStart(existing.Run))
                {
                    return;
                }

                throw new WriteRefusedException(new OrchestrationAlreadyExistsException(
                    $"An orchestration with the instance id '{instance.Id}' already exists and is {existing.Status}."));
            }

            Replace(session, existing.Run, existing.Status);
        }

        session.AddInstance(instance, now);
    }

    private static void Replace(WriteSession session, long run, OrchestrationRuntimeStatus status)
    {
        if (!InstanceRow.IsFinal(status))
        {
            session.Sql.Execute("DELETE FROM activities WHERE run = $1", run);
            session.Effects.Terminated.Add(run);
            if (StoreQueries.FindRun(session.Sql, run) is { Parent: { } parent } child)
            {
                session.TellParent(parent, completed: false, FailureRecord.Terminated(child.Id).ToJson());
            }
        }

        session.DeleteInstance(run);
    }
}

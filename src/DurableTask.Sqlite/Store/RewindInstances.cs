using DurableTask.Sqlite.Runtime;
using Microsoft.DurableTask.Client;

namespace DurableTask.Sqlite.Store;

/// <summary>Gives failed instances their rewritten histories, the parent and its children in one.</summary>
internal sealed class RewindInstances(RewindPlan plan, long now) : WriteOperation
{
    public override bool FailsFast => true;

    public override void Apply(WriteSession session)
    {
        Require(session, plan);
        Apply(session, plan);
    }

    private static void Require(WriteSession session, RewindPlan plan)
    {
        if (session.FindInstance(plan.Instance.Id) is not { Status: OrchestrationRuntimeStatus.Failed } found || found.Run != plan.Instance.Run)
        {
            throw new WriteRefusedException(new InvalidOperationException($"The orchestration '{plan.Instance.Id}' was changed while it was being rewound."));
        }

        foreach (RewindPlan child in plan.Children)
        {
            Require(session, child);
        }
    }

    private void Apply(WriteSession session, RewindPlan plan)
    {
        long run = session.Revive(plan.Instance.Run, plan.Instance.Trace, now);
        session.Effects.Statuses.Add(plan.Instance.Id);
        InstanceRow instance = StoreQueries.FindRun(session.Sql, run)!;
        new EpisodeCommit(instance, plan.Episode).Apply(session);
        foreach (RewindPlan child in plan.Children)
        {
            Apply(session, child);
        }
    }
}

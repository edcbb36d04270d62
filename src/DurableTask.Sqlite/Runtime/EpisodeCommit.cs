using DurableTask.Core.Exceptions;
using DurableTask.Sqlite.History;
using DurableTask.Sqlite.Store;
using Microsoft.DurableTask.Client;

namespace DurableTask.Sqlite.Runtime;

/// <summary>Makes an episode durable: events, decisions, consumed messages and the instance's row in one transaction.</summary>
internal sealed class EpisodeCommit(InstanceRow instance, Episode episode) : WriteOperation
{
    /// <summary>Messages that were still in the inbox when the run ended.</summary>
    public int Dropped { get; private set; }

    private long Run => instance.Run;

    /// <summary>Whether the run was replaced or purged in the meantime. The episode is then discarded.</summary>
    public bool IsVoid { get; private set; }

    public override void Apply(WriteSession session)
    {
        IsVoid = episode.End is null && !episode.StatusChanged
            ? !session.Touch(Run, episode.Time)
            : session.FindLiveRun(Run) is null;
        if (!IsVoid)
        {
            Consume(session);
            Record(session);
        }
    }

    /// <summary>Everything but the messages that were taken.</summary>
    public void Record(WriteSession session)
    {
        foreach (HistoryRow row in episode.Events)
        {
            session.AddHistory(Run, row);
        }

        foreach (Decision decision in episode.Decisions)
        {
            Carry(session, decision);
        }

        foreach (int timer in episode.CancelledTimers)
        {
            session.Sql.Execute("DELETE FROM inbox WHERE run = $1 AND task = $2 AND due > 0", Run, timer);
        }

        if (episode.CustomStatusChanged)
        {
            session.SetPayload(Run, PayloadKind.CustomStatus, episode.CustomStatus);
        }

        Conclude(session);
    }

    private void Consume(WriteSession session)
    {
        foreach (long message in episode.Messages)
        {
            session.Sql.Execute("DELETE FROM inbox WHERE id = $1", message);
        }

        foreach (int task in episode.Results)
        {
            session.DeleteActivity(Run, task, orphan: false);
        }
    }

    private void Carry(WriteSession session, Decision decision)
    {
        HistoryRow row = decision.Row;
        switch (row.Type)
        {
            case HistoryEventType.TaskScheduled:
                session.Sql.Execute(
                    "INSERT INTO activities (run, task, seq, attempts) VALUES ($1, $2, $3, $4)",
                    Run, row.Task, row.Sequence, ActivityWork.Fresh);
                session.Effects.Activities.Add(ActivityWork.Scheduled(instance, row));
                break;
            case HistoryEventType.TimerCreated when !episode.CancelledTimers.Contains(row.Task):
                session.Post(Run, MessageKind.Timer, row.Task, due: row.Due <= episode.Time ? 0 : row.Due);
                break;
            case HistoryEventType.SubOrchestrationInstanceCreated:
                StartChild(session, decision);
                break;
            case HistoryEventType.EventSent:
                Send(session, row);
                break;
            default:
                break;
        }
    }

    private void StartChild(WriteSession session, Decision decision)
    {
        string id = decision.Row.Extra!;
        if (episode.AdoptedChildren.Contains(id))
        {
            session.Sql.Execute("UPDATE instances SET parent_run = $2, parent_task = $3 WHERE id = $1", id, Run, decision.Row.Task);
            return;
        }

        if (session.FindInstance(id) is { } existing)
        {
            if (!InstanceRow.IsFinal(existing.Status))
            {
                var failure = FailureRecord.From(new OrchestrationAlreadyExistsException(
                    $"An orchestration with the instance id '{id}' is {existing.Status}; it cannot be started as a sub-orchestration."));
                session.Post(Run, MessageKind.SubOrchestrationFailed, decision.Row.Task, payload: failure.ToJson());
                return;
            }

            session.DeleteInstance(existing.Run);
        }

        var parent = new ParentLink(instance.Id, Run, decision.Row.Task, instance.Name);
        session.AddInstance(
            new NewInstance(
                id,
                decision.Row.Name!,
                decision.ChildVersion,
                decision.ChildInput,
                decision.ChildTags,
                0,
                parent,
                instance.Trace?.Child()),
            episode.Time);
    }

    private void Send(WriteSession session, HistoryRow row)
    {
        if (row.Extra == instance.Id)
        {
            session.Post(Run, MessageKind.Event, name: row.Name, payload: row.Payload);
        }
        else if (session.FindInstance(row.Extra!) is { } target && !InstanceRow.IsFinal(target.Status))
        {
            session.Post(target.Run, MessageKind.Event, name: row.Name, payload: row.Payload);
        }
    }

    private void Conclude(WriteSession session)
    {
        switch (episode.End)
        {
            case OrchestrationEnd.Finished finished:
                Conclude(session, finished);
                break;
            case OrchestrationEnd.StartedOver over:
                session.ContinueAsNew(instance, over.Version, over.Input, over.HandedOn, episode.Time);
                session.Effects.Statuses.Add(instance.Id);
                break;
            case null when episode.StatusChanged:
                session.SetStatus(Run, instance.Id, episode.Status!.Value, episode.Time);
                break;
            default:
                break;
        }
    }

    private void Conclude(WriteSession session, OrchestrationEnd.Finished finished)
    {
        session.SetStatus(Run, instance.Id, finished.Status, episode.Time);
        Dropped = (int)session.Sql.Number("SELECT COUNT(*) FROM inbox WHERE run = $1 AND due = 0", Run);
        session.DeleteInbox(Run);
        if (finished.Output is not null)
        {
            session.SetPayload(Run, PayloadKind.Output, finished.Output);
        }

        if (finished.Failure is not null)
        {
            session.SetPayload(Run, PayloadKind.Failure, finished.Failure);
        }

        if (finished.Status == OrchestrationRuntimeStatus.Terminated)
        {
            session.Sql.Execute("DELETE FROM activities WHERE run = $1", Run);
            session.Effects.Terminated.Add(Run);
            TerminateChildren(session, finished);
        }

        if (instance.Parent is { } parent)
        {
            bool completed = finished.Status == OrchestrationRuntimeStatus.Completed;
            string? payload = completed ? finished.Output : finished.Failure ?? FailureRecord.Terminated(instance.Id).ToJson();
            session.NotifyParent(parent, completed, payload);
        }
    }

    private void TerminateChildren(WriteSession session, OrchestrationEnd.Finished finished)
    {
        if (!finished.Recursive)
        {
            return;
        }

        var children = new List<long>();
        using (var reader = session.Sql.Query("SELECT run, status FROM instances WHERE parent_id = $1", instance.Id))
        {
            while (reader.Read())
            {
                if (!InstanceRow.IsFinal((OrchestrationRuntimeStatus)reader.GetInt32(1)))
                {
                    children.Add(reader.GetInt64(0));
                }
            }
        }

        foreach (long child in children)
        {
            session.Post(child, MessageKind.Terminate, 1, payload: finished.Output);
        }
    }
}

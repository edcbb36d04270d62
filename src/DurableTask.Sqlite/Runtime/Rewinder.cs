using DurableTask.Sqlite.History;
using DurableTask.Sqlite.Store;
using Microsoft.DurableTask.Client;

namespace DurableTask.Sqlite.Runtime;

/// <summary>
/// Rewrites the history of a failed run without its failures. The orchestrator runs again over the events that stay, and its decisions make
/// the new history, so the new history is one that the orchestrator's code can produce. A result stays with the task of the same kind, name
/// and input, at whatever place that task now has. Tasks without a result run again.
/// </summary>
internal sealed class Rewinder(LiveOrchestration live)
{
    private readonly Dictionary<int, HistoryRow> _oldTasks = [];
    private readonly Dictionary<TaskKey, Queue<int>> _waiting = [];
    private readonly Dictionary<TaskKey, Queue<HistoryRow>> _unclaimed = [];
    private readonly Dictionary<TaskKey, int> _alreadySent = [];
    private readonly Dictionary<int, TaskKey> _open = [];
    private readonly Episode _episode = new();
    private int _seen;

    /// <summary>The whole of the old history, in order.</summary>
    public void Add(IReadOnlyList<HistoryRow> rows)
    {
        foreach (HistoryRow row in rows)
        {
            Add(row);
        }
    }

    /// <returns>The new history, and those of its decisions that must be carried out.</returns>
    public Episode End(string? reason, DateTime now)
    {
        ClaimWhatCameTooEarly();
        if (!live.IsOver)
        {
            Feed(new HistoryRow(0, HistoryEventType.ExecutionRewound, -1, null, reason, null, now.Ticks, 0));
        }

        _episode.Decisions.RemoveAll(decision => !IsToBeDone(decision.Row));
        live.EndRewrite(_episode, now);
        return _episode;
    }

    private void Add(HistoryRow row)
    {
        switch (row.Type)
        {
            case HistoryEventType.TaskScheduled:
            case HistoryEventType.TimerCreated:
            case HistoryEventType.SubOrchestrationInstanceCreated:
                _oldTasks[row.Task] = row;
                break;
            case HistoryEventType.EventSent:
                _alreadySent[TaskKey.Of(row)] = _alreadySent.GetValueOrDefault(TaskKey.Of(row)) + 1;
                break;
            case HistoryEventType.TaskCompleted:
            case HistoryEventType.TimerFired:
            case HistoryEventType.SubOrchestrationInstanceCompleted:
                AddResult(row);
                break;
            case HistoryEventType.TaskFailed:
            case HistoryEventType.SubOrchestrationInstanceFailed:
            case HistoryEventType.ExecutionFailed:
                break;
            default:
                Feed(row);
                break;
        }
    }

    private void AddResult(HistoryRow row)
    {
        TaskKey key = TaskKey.Of(_oldTasks[row.Task]);
        if (!TryClaim(key, row))
        {
            Enqueue(_unclaimed, key, row);
        }
    }

    private bool TryClaim(TaskKey key, HistoryRow result)
    {
        if (live.IsOver || !_waiting.TryGetValue(key, out Queue<int>? tasks) || !tasks.TryDequeue(out int task))
        {
            return false;
        }

        _open.Remove(task);
        Feed(result with { Task = task });
        return true;
    }

    /// <summary>Gives results to tasks that the orchestrator scheduled only later.</summary>
    private void ClaimWhatCameTooEarly()
    {
        bool claimed;
        do
        {
            claimed = false;
            foreach (TaskKey key in _unclaimed.Keys.ToList())
            {
                Queue<HistoryRow> results = _unclaimed[key];
                while (results.TryPeek(out HistoryRow? result) && TryClaim(key, result))
                {
                    results.Dequeue();
                    claimed = true;
                }
            }
        }
        while (claimed);
    }

    private void Feed(HistoryRow row)
    {
        if (live.IsOver)
        {
            return;
        }

        live.Feed(row, _episode);
        for (; _seen < _episode.Decisions.Count; _seen++)
        {
            HistoryRow decided = _episode.Decisions[_seen].Row;
            if (decided.Type != HistoryEventType.EventSent)
            {
                Enqueue(_waiting, TaskKey.Of(decided), decided.Task);
                _open.Add(decided.Task, TaskKey.Of(decided));
            }
        }
    }

    private bool IsToBeDone(HistoryRow row)
    {
        if (row.Type != HistoryEventType.EventSent)
        {
            return _open.ContainsKey(row.Task);
        }

        TaskKey key = TaskKey.Of(row);
        int sent = _alreadySent.GetValueOrDefault(key);
        _alreadySent[key] = sent - 1;
        return sent <= 0;
    }

    private static void Enqueue<T>(Dictionary<TaskKey, Queue<T>> queues, TaskKey key, T value)
    {
        if (!queues.TryGetValue(key, out Queue<T>? queue))
        {
            queues[key] = queue = new Queue<T>();
        }

        queue.Enqueue(value);
    }

    /// <summary>What makes two tasks the same.</summary>
    private sealed record TaskKey(HistoryEventType Type, string? Name, string? Input, string? Extra)
    {
        public static TaskKey Of(HistoryRow row) => new(row.Type, row.Name?.ToUpperInvariant(), row.Payload, row.Extra);
    }
}

/// <summary>A failed instance, its rewritten history, and the children that are rewound with it.</summary>
internal sealed record RewindPlan(InstanceRow Instance, Episode Episode, IReadOnlyList<RewindPlan> Children);

/// <summary>Gives failed instances their rewritten histories, the parent and its children in one transaction.</summary>
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
        if (session.FindInstance(plan.Instance.Id) is not { Status: OrchestrationRuntimeStatus.Failed } found
            || found.Run != plan.Instance.Run)
        {
            throw new WriteRefusedException(new InvalidOperationException(
                $"The orchestration '{plan.Instance.Id}' was changed while it was being rewound."));
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

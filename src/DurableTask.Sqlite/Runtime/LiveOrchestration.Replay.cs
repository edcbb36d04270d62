using DurableTask.Sqlite.History;
using DurableTask.Sqlite.Store;

namespace DurableTask.Sqlite.Runtime;

/// <content>Rebuilds a run from its history, and compares the decisions of its code with the recorded ones.</content>
internal sealed partial class LiveOrchestration
{
    /// <summary>Rebuilds the state from the next part of the history.</summary>
    /// <exception cref="DamagedRowException">An event is missing, or is not as the engine writes it.</exception>
    public void Replay(IReadOnlyList<HistoryRow> rows)
    {
        IsReplaying = true;
        foreach (HistoryRow row in rows)
        {
            if (row.Sequence != NextSequence)
            {
                throw new DamagedRowException($"The event #{NextSequence} is missing: after it comes #{row.Sequence}.");
            }

            if (row.Type == HistoryEventType.None || !Enum.IsDefined(row.Type))
            {
                throw new DamagedRowException($"The event #{row.Sequence} is of the unknown type {row.Type}.");
            }

            NextSequence++;
            if (_broken is not null)
            {
                continue;
            }

            if (IsDecision(row.Type))
            {
                Compare(row);
            }
            else
            {
                Surplus(row);
                Take(row);
            }
        }

        IsReplaying = false;
    }

    /// <summary>Called after the last part.</summary>
    public void EndReplay()
    {
        Surplus(null);
        _cancelledTimers.Clear();
        _customStatusSet = false;
        CheckForeignWait();
    }

    private static bool IsDecision(HistoryEventType type) => type
        is HistoryEventType.TaskScheduled
        or HistoryEventType.TimerCreated
        or HistoryEventType.SubOrchestrationInstanceCreated
        or HistoryEventType.EventSent;

    private void Compare(HistoryRow row)
    {
        if (!_decided.TryDequeue(out Decision? decision))
        {
            Mismatch(row, "decided nothing");
        }
        else if (!Matches(row, decision.Row))
        {
            Mismatch(row, $"decided {Describe(decision.Row)}");
        }
    }

    private static bool Matches(HistoryRow recorded, HistoryRow decided) =>
        recorded.Type == decided.Type
        && recorded.Task == decided.Task
        && string.Equals(recorded.Name, decided.Name, StringComparison.OrdinalIgnoreCase);

    private void Surplus(HistoryRow? next)
    {
        if (_broken is not null || !_decided.TryDequeue(out Decision? decision))
        {
            return;
        }

        if (next is null)
        {
            Mismatch($"has no event #{NextSequence}, but the orchestrator now decided {Describe(decision.Row)}");
        }
        else
        {
            Mismatch(next, $"decided {Describe(decision.Row)}");
        }
    }

    private void Mismatch(HistoryRow recorded, string found) =>
        Mismatch($"has as event #{recorded.Sequence} {Describe(recorded)}, but the orchestrator now {found}");

    private void Mismatch(string what)
    {
        _decided.Clear();
        _broken = FailureRecord.From(new NonDeterministicOrchestrationException(
            $"The orchestrator '{Instance.Name}' is not deterministic: the history of instance '{Instance.Id}' {what}. "
                + "Either its code was changed while the instance was running, or it depends on something other than its context."));
    }

    private static string Describe(HistoryRow row) => row switch
    {
        { Type: HistoryEventType.TimerCreated } => $"{row.Type} (task {row.Task})",
        { Task: >= 0, Name: not null } => $"{row.Type} '{row.Name}' (task {row.Task})",
        { Task: >= 0 } => $"{row.Type} (task {row.Task})",
        { Name: not null } => $"{row.Type} '{row.Name}'",
        _ => row.Type.ToString(),
    };
}

using DurableTask.Sqlite.Store;
using Microsoft.DurableTask.Client;

namespace DurableTask.Sqlite.Runtime;

/// <summary>The outcome of one turn of an orchestration. All of it becomes durable in one commit, or none.</summary>
internal sealed class Episode
{
    /// <summary>The orchestration's clock, ticks of UTC.</summary>
    public long Time { get; set; }

    /// <summary>New events, in order: those received and those decided.</summary>
    public List<HistoryRow> Events { get; } = [];

    /// <summary>Messages that were taken from the inbox.</summary>
    public List<long> Messages { get; } = [];

    /// <summary>Activities whose results were taken from memory.</summary>
    public List<int> Results { get; } = [];

    public List<Decision> Decisions { get; } = [];

    /// <summary>Children that exist already and only need a link to the task that now waits for them.</summary>
    public HashSet<string> AdoptedChildren { get; } = new(StringComparer.Ordinal);

    /// <summary>Timers that were cancelled, and are not among the decisions.</summary>
    public HashSet<int> CancelledTimers { get; } = [];

    /// <summary>The new status; null if the run is over.</summary>
    public OrchestrationRuntimeStatus? Status { get; set; }

    /// <summary>Whether the status has changed.</summary>
    public bool StatusChanged { get; set; }

    /// <summary>Whether there is a new custom status.</summary>
    public bool CustomStatusChanged { get; set; }

    /// <summary>JSON; null clears it.</summary>
    public string? CustomStatus { get; set; }

    /// <summary>Null while the run continues.</summary>
    public OrchestrationEnd? End { get; set; }

    /// <summary>Messages of this turn that came after the end.</summary>
    public int Dropped { get; set; }

    /// <summary>Whether there is nothing to make durable.</summary>
    public bool IsEmpty =>
        Events.Count == 0 && Messages.Count == 0 && Results.Count == 0 && CancelledTimers.Count == 0 && !CustomStatusChanged && End is null;

    /// <summary>Deletes a message with the commit.</summary>
    public void Consume(InboxMessage message)
    {
        if (message is { Id: 0, Kind: MessageKind.Start })
        {
            return;
        }

        if (message.Id == 0)
        {
            Results.Add(message.Task);
        }
        else
        {
            Messages.Add(message.Id);
        }
    }
}

/// <summary>A decision of the orchestrator: the event that records it and, for sub-orchestrations, what they start with.</summary>
internal sealed record Decision(HistoryRow Row)
{
    public string? ChildInput { get; init; }

    public string ChildVersion { get; init; } = string.Empty;

    public string? ChildTags { get; init; }
}

/// <summary>How a run ended.</summary>
internal abstract record OrchestrationEnd
{
    private OrchestrationEnd()
    {
    }

    /// <summary>The run is finished.</summary>
    /// <param name="Status">Completed, failed or terminated.</param>
    /// <param name="Output">JSON; null if there is none.</param>
    /// <param name="Failure">JSON; null unless failed.</param>
    /// <param name="Recursive">Whether children are terminated too.</param>
    internal sealed record Finished(OrchestrationRuntimeStatus Status, string? Output, string? Failure, bool Recursive = false)
        : OrchestrationEnd;

    /// <summary>The run starts over.</summary>
    /// <param name="Input">JSON; null if there is none.</param>
    /// <param name="Version">The version of the next run.</param>
    /// <param name="HandedOn">Events that were not taken; the next run gets them.</param>
    internal sealed record StartedOver(string? Input, string Version, IReadOnlyList<InboxMessage> HandedOn) : OrchestrationEnd;
}

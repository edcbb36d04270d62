using DurableTask.Sqlite.Activities;

namespace DurableTask.Sqlite.Store;

/// <summary>What has to be told in the process once a group is durable.</summary>
internal sealed class CommitEffects
{
    /// <summary>Runs with new messages: true where one of them is for suspended instances too.</summary>
    public List<InboxNotice> Messages { get; } = [];

    /// <summary>Instances whose status changed.</summary>
    public List<string> Statuses { get; } = [];

    /// <summary>New activities, in order.</summary>
    public List<ActivityWork> Activities { get; } = [];

    /// <summary>Runs that were terminated: their activities are told.</summary>
    public List<long> Terminated { get; } = [];

    /// <summary>The earliest new timer; <see cref="long.MaxValue"/> where there is none.</summary>
    public long EarliestTimer { get; set; } = long.MaxValue;

    public void Clear()
    {
        Messages.Clear();
        Statuses.Clear();
        Activities.Clear();
        Terminated.Clear();
        EarliestTimer = long.MaxValue;
    }
}

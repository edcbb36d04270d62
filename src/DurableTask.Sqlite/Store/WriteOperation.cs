namespace DurableTask.Sqlite.Store;

/// <summary>
/// One change to the database, applied in the transaction of a group. <see cref="Apply"/> may be called again after a rollback;
/// an operation that refuses throws <see cref="WriteRefusedException"/> before it has written anything.
/// </summary>
internal abstract class WriteOperation
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Done => _done.Task;

    /// <summary>Whether it fails at once when the database cannot be written. The engine's own operations wait.</summary>
    public virtual bool FailsFast => false;

    public abstract void Apply(WriteSession session);

    public void Complete() => _done.TrySetResult();

    public void Fail(Exception exception) => _done.TrySetException(exception);
}

/// <summary>Carries a refusal out of a transaction: the group continues without the operation.</summary>
internal sealed class WriteRefusedException(Exception reason) : Exception(reason.Message, reason);

/// <summary>What the engine must do once a group is durable.</summary>
internal sealed class CommitEffects
{
    /// <summary>Runs with new messages.</summary>
    public List<InboxNotice> Messages { get; } = [];

    /// <summary>Instances whose status changed.</summary>
    public List<string> Statuses { get; } = [];

    /// <summary>New activities, in order.</summary>
    public List<ActivityWork> Activities { get; } = [];

    /// <summary>Runs that were terminated: their activities are cancelled.</summary>
    public List<long> Terminated { get; } = [];

    /// <summary>The earliest new timer; <see cref="long.MaxValue"/> if there is none.</summary>
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

/// <summary>A run has a new message in its inbox.</summary>
internal readonly record struct InboxNotice(long Run, long Message, bool IsControl);

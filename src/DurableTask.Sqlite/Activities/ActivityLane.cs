namespace DurableTask.Sqlite.Activities;

/// <summary>
/// The activities of one run that wait for their turn. Up to <see cref="LastTask"/> all are handed out or queued here; beyond it the
/// database has more if <see cref="HasMore"/> says so. Guarded by the runner.
/// </summary>
internal sealed class ActivityLane(long run, int lastTask)
{
    public long Run { get; } = run;

    public Queue<ActivityWork> Queue { get; } = new();

    public int LastTask { get; set; } = lastTask;

    public bool HasMore { get; set; }

    /// <summary>While more is read it has no place in the round.</summary>
    public bool IsLoading { get; set; }
}

namespace DurableTask.Sqlite.Store;

/// <summary>An activity to run.</summary>
/// <param name="Run">The run that scheduled it.</param>
/// <param name="Task">The number of its task.</param>
/// <param name="InstanceId">The instance; empty if it is already deleted.</param>
/// <param name="Name">The activity's name.</param>
/// <param name="Version">The version; empty if unversioned.</param>
/// <param name="Input">JSON; null if there is none.</param>
/// <param name="Attempts">How often it may have been delivered to a process that died; <see cref="Fresh"/> for the first delivery.</param>
/// <param name="Trace">The orchestration's trace; null for none.</param>
internal sealed record ActivityWork(
    long Run, int Task, string InstanceId, string Name, string Version, string? Input, int Attempts, TraceLink? Trace)
{
    public const int Fresh = -1;

    /// <summary>An activity as the event of its scheduling describes it.</summary>
    public static ActivityWork Scheduled(InstanceRow instance, HistoryRow row) => new(
        instance.Run, row.Task, instance.Id, row.Name!, row.Extra ?? string.Empty, row.Payload, Fresh, instance.Trace);
}

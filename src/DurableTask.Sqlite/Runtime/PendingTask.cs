namespace DurableTask.Sqlite.Runtime;

/// <summary>A task that the orchestrator has scheduled and that has not ended.</summary>
internal sealed class PendingTask(string name)
{
    /// <summary>The activity or orchestrator; empty for timers.</summary>
    public string Name { get; } = name;

    /// <summary>What cancels a timer.</summary>
    public CancellationTokenRegistration Cancellation { get; set; }

    public TaskCompletionSource<string?> Source { get; } = new();
}

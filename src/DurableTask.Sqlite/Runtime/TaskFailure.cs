namespace DurableTask.Sqlite.Runtime;

/// <summary>How a scheduled task reports its failure inside the engine, before retries have judged it.</summary>
internal sealed class TaskFailure(int task, FailureRecord failure) : Exception(failure.ErrorMessage)
{
    public int Task { get; } = task;

    public FailureRecord Failure { get; } = failure;
}

namespace DurableTask.Sqlite.Store;

/// <summary>
/// One change to the database, applied in the transaction of a group. <see cref="Apply"/> may be called again after a group was rolled back;
/// an operation that refuses throws <see cref="WriteRefusedException"/> before it has written anything.
/// </summary>
internal abstract class WriteOperation
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Done => _done.Task;

    /// <summary>Whether somebody outside waits for it and is to be told at once when the database cannot be written. The engine's own wait.</summary>
    public virtual bool FailsFast => false;

    public abstract void Apply(WriteSession session);

    public void Complete() => _done.TrySetResult();

    public void Fail(Exception exception) => _done.TrySetException(exception);
}

namespace DurableTask.Sqlite.Store;

/// <content>Commits on the caller's thread, while nothing else is written.</content>
internal sealed partial class StoreWriter
{
    /// <summary>
    /// Hands over an operation and waits until it is durable. It is committed on the caller's thread if nothing is being written: the
    /// returned task is then completed. A fault is left to the writer's thread, which retries, and so is waiting for a lock.
    /// </summary>
    /// <exception cref="StoreUnavailableException">
    /// The engine is stopped, or the operation fails fast and the database cannot be written.
    /// </exception>
    public Task WriteHereAsync(WriteOperation operation)
    {
        if (!TryBorrow())
        {
            return WriteAsync(operation);
        }

        Exception? fault = null;
        try
        {
            fault = TryCommit([operation], TimeSpan.Zero);
        }
        finally
        {
            GiveBack(fault is null ? null : operation);
        }

        return operation.Done;
    }

    private bool TryBorrow()
    {
        lock (_gate)
        {
            bool isIdle = _mode == Mode.Open
                && !_isBusy
                && !_isLent
                && _waiting.Count == 0
                && Volatile.Read(ref _damage) is null
                && _room.Wait(0);
            _isLent |= isIdle;
            return isIdle;
        }
    }

    /// <param name="failed">What the writer's thread must try again; null for nothing.</param>
    private void GiveBack(WriteOperation? failed)
    {
        lock (_gate)
        {
            _isLent = false;
            if (failed is null)
            {
                _room.Release();
            }
            else
            {
                PutFirst(failed);
            }

            if (MayTake)
            {
                Monitor.Pulse(_gate);
            }
        }
    }

    /// <summary>What arrived meanwhile does not overtake it.</summary>
    private void PutFirst(WriteOperation operation)
    {
        WriteOperation[] later = [.. _waiting];
        _waiting.Clear();
        _waiting.Enqueue(operation);
        foreach (WriteOperation other in later)
        {
            _waiting.Enqueue(other);
        }
    }
}

namespace DurableTask.Sqlite.Store;

/// <content>Commits a group in one transaction.</content>
internal sealed partial class StoreWriter
{
    /// <returns>The fault, after everything was rolled back; null if every operation is completed.</returns>
    private Exception? TryCommit(List<WriteOperation> group, TimeSpan lockTimeout)
    {
        Exception? fault = TryCommitTogether(group, lockTimeout);
        if (fault is null || StoreFailure.IsTransient(fault) || StoreFailure.IsDamage(fault))
        {
            return fault;
        }

        // One of the operations is the cause: each gets its own transaction, so that the others succeed.
        foreach (WriteOperation operation in group)
        {
            fault = operation.Done.IsCompleted ? null : TryCommitTogether([operation], lockTimeout);
            if (fault is not null && (StoreFailure.IsTransient(fault) || StoreFailure.IsDamage(fault)))
            {
                return fault;
            }

            if (fault is not null)
            {
                operation.Fail(fault);
            }
        }

        return null;
    }

    private Exception? TryCommitTogether(IReadOnlyList<WriteOperation> group, TimeSpan lockTimeout)
    {
        var refused = new List<(WriteOperation Operation, Exception Reason)>();
        _session.Effects.Clear();
        try
        {
            _session.BeforeCommit();
            _sql.BeginImmediate(lockTimeout);
            int applied = Apply(group, refused);
            _sql.Execute("COMMIT");
            Interlocked.Increment(ref _commits);
            Interlocked.Add(ref _writes, applied);
            _checkpoints.Committed(applied);
        }
#pragma warning disable CA1031 // The caller decides which faults to retry.
        catch (Exception exception)
        {
            RollBack();
            return exception;
        }
#pragma warning restore CA1031

        Complete(group, refused);
        return null;
    }

    private int Apply(IReadOnlyList<WriteOperation> group, List<(WriteOperation Operation, Exception Reason)> refused)
    {
        int applied = 0;
        foreach (WriteOperation operation in group)
        {
            if (operation.Done.IsCompleted)
            {
                continue;
            }

            try
            {
                operation.Apply(_session);
                applied++;
            }
            catch (WriteRefusedException refusal)
            {
                refused.Add((operation, refusal.InnerException!));
            }
        }

        return applied;
    }

    private void Complete(IReadOnlyList<WriteOperation> group, List<(WriteOperation Operation, Exception Reason)> refused)
    {
        foreach ((WriteOperation operation, Exception reason) in refused)
        {
            operation.Fail(reason);
        }

        foreach (WriteOperation operation in group)
        {
            operation.Complete();
        }

        _committed(_session.Effects);
    }

    private void RollBack()
    {
        try
        {
            _sql.Execute("ROLLBACK");
        }
        catch (Microsoft.Data.Sqlite.SqliteException)
        {
            // SQLite has already rolled back, or no transaction was open.
        }
    }

    private static void FailAll(List<WriteOperation> group, Exception exception)
    {
        foreach (WriteOperation operation in group)
        {
            operation.Fail(exception);
        }
    }
}

namespace DurableTask.Sqlite;

/// <summary>Which versions of orchestrations an engine runs, as <c>versionMatchStrategy</c> of Durable Functions.</summary>
public enum VersionMatchStrategy
{
    /// <summary>All versions run.</summary>
    None = 0,

    /// <summary>Only orchestrations of exactly <see cref="SqliteDurableTaskOptions.DefaultVersion"/> run.</summary>
    Strict = 1,

    /// <summary>
    /// Orchestrations of <see cref="SqliteDurableTaskOptions.DefaultVersion"/> and of older versions run; unversioned ones are older.
    /// </summary>
    CurrentOrOlder = 2,
}

/// <summary>What happens to an orchestration whose version does not run, as <c>versionFailureStrategy</c>.</summary>
public enum VersionFailureStrategy
{
    /// <summary>It waits until an engine that runs its version has the database. It can be terminated.</summary>
    Reject = 0,

    /// <summary>It fails; the error type is <c>VersionMismatch</c>.</summary>
    Fail = 1,
}

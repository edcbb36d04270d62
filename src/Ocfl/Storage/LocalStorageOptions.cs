namespace Ocfl.Storage;

/// <summary>Where a <see cref="LocalStorage"/> is, and how durable its writes are.</summary>
public sealed record LocalStorageOptions
{
    /// <summary>The folder. The first write creates it.</summary>
    public required string Path { get; init; }

    /// <summary>
    /// The folder of the pending area and of files that are being written; a rename must lead from there into <see cref="Path"/>. Null
    /// for a folder beside it with <c>.pending</c> after its name or, where that cannot be (<see cref="Path"/> is a mount point, or the
    /// folder above it is closed to this user), for <c>extensions/ocfl-functions-pending</c> in it. The first write creates it.
    /// </summary>
    public string? PendingPath { get; init; }

    /// <summary>
    /// Whether a write is complete only when the file and its directories are on the disk (the default), so that not even the loss
    /// of power takes it back. False leaves the moment to the operating system.
    /// </summary>
    public bool Flush { get; init; } = true;

    /// <summary>How long a write waits for a lock that others hold; a minute unless given. Then it fails, and can be retried.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether there are locks. False is for tests: what must hold without them, too.</summary>
    internal bool Locks { get; init; } = true;

    /// <summary>Called with both full paths before a file is renamed. Tests throw the errors of operating systems from it.</summary>
    internal Action<string, string>? Renaming { get; init; }

    /// <summary>Called with the full path of a file that was created at its name, before it is locked. Tests replace it.</summary>
    internal Action<string>? Created { get; init; }

    /// <summary>Called with the full path of a file or a directory before it is flushed. Tests count with it.</summary>
    internal Action<string>? Flushing { get; init; }

    /// <summary>Whether the file system keeps the order of changes of names. Null, except in tests: it is asked.</summary>
    internal bool? KeepsOrder { get; init; }
}

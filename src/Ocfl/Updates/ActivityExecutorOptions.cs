using Ocfl.Staging;
using Ocfl.Storage;

namespace Ocfl.Updates;

/// <summary>How steps are executed.</summary>
public sealed record ActivityExecutorOptions
{
    /// <summary>
    /// Whether an update, by its id, will never continue: what it left uncommitted may then be taken over. Called only if a storage
    /// writes in place and another update holds the version. Null to take nothing over.
    /// </summary>
    public Func<string, CancellationToken, Task<bool>>? IsAbandoned { get; init; }

    /// <summary>
    /// Whether the update is being reverted: then a run of its commit that is late commits nothing. It must be so before
    /// <see cref="ActivityExecutor.RevertAsync"/> is called, and stay so. Called only if a storage writes in place. Null where a commit
    /// never runs beside a revert.
    /// </summary>
    public Func<CancellationToken, Task<bool>>? IsStopped { get; init; }

    /// <summary>
    /// Where content is taken from that was left in its source (<see cref="StagedContent.InSource"/>); null if none was. It is
    /// only read.
    /// </summary>
    public IStorage? Source { get; init; }

    /// <summary>
    /// Whether content in the stage must stay there until the update has ended: it is then linked or copied, and not moved. Null if all of
    /// it may be moved.
    /// </summary>
    public Func<StagedContent, bool>? KeepsStaged { get; init; }

    /// <summary>
    /// The object as it was when the plan was made, in this process and a moment ago: if it is given, the object is not read again, and
    /// that it has not changed is the condition of the writes. Null to read it before each step that depends on it.
    /// </summary>
    public UpdateTarget? Target { get; init; }

    /// <summary>
    /// Copies long content in ranges, if it must pass through this process; null to copy each file in one go. A step can then be partial
    /// (<see cref="ActivityResult.IsPartial"/>).
    /// </summary>
    public IRangedCopies? Ranges { get; init; }

    /// <summary>
    /// Whether the caller has copies durable together, by <see cref="ActivityExecutor.FlushCopiesAsync"/>, before it reports any of them.
    /// </summary>
    public bool SharesFlushes { get; init; }

    /// <summary>
    /// The pending area's storage for content whose writes the caller has flushed, all at once, before the commit; null to flush each.
    /// </summary>
    internal IStorage? Unflushed { get; init; }

    /// <summary>
    /// Whether all content in the stage that may be moved was staged by the caller itself, in this process and a moment ago: its state is
    /// then not read again.
    /// </summary>
    internal bool HasStagedItself { get; init; }
}

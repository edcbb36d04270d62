using Ocfl.Storage;

namespace Ocfl.Updates;

/// <summary>How steps are carried out.</summary>
public sealed record ActivityExecutorOptions
{
    /// <summary>
    /// Whether an update, by its id, will never go on: what it left uncommitted may then be taken over. Asked only where a storage
    /// writes in place and another update holds the version. Null to take nothing over.
    /// </summary>
    public Func<string, CancellationToken, Task<bool>>? IsAbandoned { get; init; }

    /// <summary>
    /// Whether staged content may be moved into the object where that is shorter than a copy (the default). It is then gone from the
    /// stage, and a step that was undone cannot be done again from the same stage.
    /// </summary>
    public bool ConsumeStage { get; init; } = true;

    /// <summary>
    /// Where content is taken from that was left in its source (<see cref="Staging.StagedContent.InSource"/>); null when none was. It is
    /// only read.
    /// </summary>
    public IStorage? Source { get; init; }

    /// <summary>
    /// The object as it was when the plan was made, in this process and a moment ago: where it is given, it is not looked at again, and
    /// that it still is so is the condition of the writes. Null to look at it before each step that depends on it.
    /// </summary>
    public UpdateTarget? Target { get; init; }

    /// <summary>
    /// The pending area's storage for content whose writes the caller has flushed, all at once, before the commit; null to flush each.
    /// </summary>
    internal IStorage? Unflushed { get; init; }
}


namespace Ocfl.Updates;

/// <summary>What a step did.</summary>
/// <param name="Outcome">Whether it had anything to do.</param>
/// <param name="Bytes">How many bytes it wrote.</param>
/// <param name="Note">Why it had nothing to write, for people, for example "declaration file already exists"; null if it wrote
/// something.</param>
public sealed record ActivityResult(
    ActivityOutcome Outcome,
    long Bytes,
    string? Note = null)
{
    /// <summary>
    /// Whether the step has copied a part of its content, of which <see cref="Bytes"/> are in place so far, and must be executed again for
    /// the rest (<see cref="ActivityExecutorOptions.Ranges"/>).
    /// </summary>
    public bool IsPartial { get; init; }

    internal static ActivityResult Partial(long bytes) => new(ActivityOutcome.Done, bytes) { IsPartial = true };

    internal static ActivityResult Done(long bytes = 0) => new(ActivityOutcome.Done, bytes);

    internal static ActivityResult AlreadyDone(string note) => new(ActivityOutcome.AlreadyDone, 0, note);

    /// <summary>
    /// Another step of the same update has written the file. Nothing was done before the update, so it does not count as already done;
    /// the bytes count for the step that wrote them.
    /// </summary>
    internal static ActivityResult DoneBefore(string note) => new(ActivityOutcome.Done, 0, note);
}

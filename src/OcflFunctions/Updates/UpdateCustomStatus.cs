using System.Text.Json.Serialization;
using OcflFunctions.Contracts;

namespace OcflFunctions.Updates;

/// <summary>The custom status of an update: its size is bounded for objects of any size (see <c>ProgressReporter</c>).</summary>
public sealed record UpdateCustomStatus : UpdateProgress
{
    /// <summary>The current phase; null after the update has finished.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UpdatePhase? Phase { get; init; }

    /// <summary>
    /// Each slice by one character, in the plan's order: <c>.</c> waits, <c>r</c> runs, <c>d</c> is done, <c>s</c> was done before
    /// and skipped. In a small plan each step is a slice. Null for a plan of too many steps, and until there is a plan.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Steps { get; init; }

    /// <summary>Why steps were skipped, the first few.</summary>
    public IReadOnlyList<StepNote> Notes { get; init; } = [];

    /// <summary>The failure that ended the update, holds it, or is being undone; null if there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UpdateError? Error { get; init; }

    /// <summary>When the orchestration started, in UTC.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When this was written, in UTC.</summary>
    public DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>A note about a step that is a slice of its own.</summary>
/// <param name="Step">The slice's place in the plan, from 0.</param>
/// <param name="Text">The note.</param>
public sealed record StepNote(int Step, string Text);

/// <summary>The characters of <see cref="UpdateCustomStatus.Steps"/>.</summary>
internal static class StepMark
{
    public const char Waiting = '.';
    public const char Running = 'r';
    public const char Done = 'd';
    public const char AlreadyDone = 's';
}

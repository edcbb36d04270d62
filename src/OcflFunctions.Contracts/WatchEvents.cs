using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>The data of the event <c>status</c> of an update.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Phase">Its phase; null before it starts and after it has finished.</param>
/// <param name="Error">Why it is held or being undone, or failed; null when none of these.</param>
/// <param name="At">When its state last changed, in UTC.</param>
public sealed record UpdateStatusChange(
    UpdateStatus Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] UpdatePhase? Phase,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] UpdateError? Error,
    DateTimeOffset At);

/// <summary>The data of the event <c>status</c> of a validation.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Error">Why it failed or was terminated; null if neither.</param>
/// <param name="At">When its state last changed, in UTC.</param>
public sealed record ValidationStatusChange(
    ValidationStatus Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] UpdateError? Error,
    DateTimeOffset At);

/// <summary>The data of the event <c>status</c> of a purge.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Error">Why it failed or was terminated; null if neither.</param>
/// <param name="At">When its state last changed, in UTC.</param>
public sealed record PurgeStatusChange(
    PurgeStatus Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] UpdateError? Error,
    DateTimeOffset At);

/// <summary>The data of the event <c>status</c> of an import.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Error">Why it failed or was terminated; null if neither.</param>
/// <param name="At">When its state last changed, in UTC.</param>
public sealed record ImportStatusChange(
    ImportStatus Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] UpdateError? Error,
    DateTimeOffset At);

/// <summary>The names of the events that are sent about updates, validations, purges and imports.</summary>
public static class WatchEventNames
{
    /// <summary>The status or the phase has changed.</summary>
    public const string Status = "status";

    /// <summary>The numbers have changed.</summary>
    public const string Progress = "progress";

    /// <summary>The state of a step has changed. Only updates have steps.</summary>
    public const string Step = "step";

    /// <summary>It has finished; the data is all of it, and no further event follows.</summary>
    public const string End = "end";
}

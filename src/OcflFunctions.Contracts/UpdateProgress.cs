using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>How far an update is, in numbers.</summary>
public record UpdateProgress
{
    /// <summary>How many updates of the same object are before this one; 0 once it has its turn.</summary>
    public int Ahead { get; init; }

    /// <summary>How many files the source has; 0 until it is listed.</summary>
    public long SourceFiles { get; init; }

    /// <summary>How many bytes the source has; 0 until it is listed.</summary>
    public long SourceBytes { get; init; }

    /// <summary>How many of the source's files are hashed and staged.</summary>
    public long StagedFiles { get; init; }

    /// <summary>How many of the source's bytes are hashed and staged.</summary>
    public long StagedBytes { get; init; }

    /// <summary>How many steps the plan has; 0 until there is a plan.</summary>
    public long StepsPlanned { get; init; }

    /// <summary>How many of them are done.</summary>
    public long StepsDone { get; init; }

    /// <summary>How many bytes the plan's steps write.</summary>
    public long BytesPlanned { get; init; }

    /// <summary>How many of them are in place, those of steps that were done before included.</summary>
    public long BytesDone { get; init; }

    /// <summary>Names of what runs now, the first few; several copies have one name, by their number and the first and last file.</summary>
    public IReadOnlyList<string> Running { get; init; } = [];

    /// <summary>The activities that failed and are being retried, the first few.</summary>
    public IReadOnlyList<ActivityRetry> Retrying { get; init; } = [];

    /// <summary>Whether the new version is committed.</summary>
    public bool Committed { get; init; }

    /// <summary>Until when the update is held, in UTC; then it is undone and fails. Null if it is not held.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? HeldUntil { get; init; }
}

/// <summary>An activity that failed for a reason that may be transient, and is being retried.</summary>
/// <param name="Step">The step's name as in <see cref="UpdateProgress.Running"/>; the activity's name if it is not a step of
/// a plan.</param>
/// <param name="Attempt">The number of the last attempt that failed, from 1.</param>
/// <param name="Of">How many attempts there are at most.</param>
/// <param name="LastError">Why the last attempt failed.</param>
/// <param name="NextAttemptAt">When the next attempt starts, in UTC; in the past while that attempt runs.</param>
public sealed record ActivityRetry(
    string Step,
    int Attempt,
    int Of,
    UpdateError LastError,
    DateTimeOffset NextAttemptAt);

using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>The custom status of an update: bounded, whatever the size of the object (see <c>ProgressReporter</c>).</summary>
public sealed record UpdateProgress
{
    /// <summary>What it is at.</summary>
    [JsonPropertyName("phase")]
    public required UpdatePhase Phase { get; init; }

    /// <summary>How many updates of the same object are before this one; 0 once it has its turn.</summary>
    [JsonPropertyName("ahead"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Ahead { get; init; }

    /// <summary>How many files the source has; 0 until it is listed.</summary>
    [JsonPropertyName("sourceFiles")]
    public long SourceFiles { get; init; }

    /// <summary>How many bytes the source has; 0 until it is listed.</summary>
    [JsonPropertyName("sourceBytes")]
    public long SourceBytes { get; init; }

    /// <summary>How many of the source's files are hashed and staged.</summary>
    [JsonPropertyName("stagedFiles")]
    public long StagedFiles { get; init; }

    /// <summary>How many of the source's bytes are hashed and staged.</summary>
    [JsonPropertyName("stagedBytes")]
    public long StagedBytes { get; init; }

    /// <summary>How many steps the plan has; 0 until it is made.</summary>
    [JsonPropertyName("stepsPlanned")]
    public long StepsPlanned { get; init; }

    /// <summary>How many of them are done.</summary>
    [JsonPropertyName("stepsDone")]
    public long StepsDone { get; init; }

    /// <summary>How many bytes the plan's steps write.</summary>
    [JsonPropertyName("bytesPlanned")]
    public long BytesPlanned { get; init; }

    /// <summary>How many of them are in place, those of steps that were done before included.</summary>
    [JsonPropertyName("bytesDone")]
    public long BytesDone { get; init; }

    /// <summary>
    /// Each step by one character, in the plan's order: <c>.</c> waits, <c>r</c> runs, <c>d</c> is done, <c>s</c> was done before
    /// and skipped. Null for a plan that is carried out in slices, and until there is a plan.
    /// </summary>
    [JsonPropertyName("steps"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Steps { get; init; }

    /// <summary>Names of what runs now, the first few; a slice is named by its number.</summary>
    [JsonPropertyName("running")]
    public IReadOnlyList<string> Running { get; init; } = [];

    /// <summary>Why steps were skipped, the first few.</summary>
    [JsonPropertyName("notes")]
    public IReadOnlyList<StepNote> Notes { get; init; } = [];

    /// <summary>The failure that ended the update or is being undone; null when there is none.</summary>
    [JsonPropertyName("error"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UpdateError? Error { get; init; }

    /// <summary>Whether the new version is committed.</summary>
    [JsonPropertyName("committed")]
    public bool Committed { get; init; }

    /// <summary>When the orchestration started, in UTC.</summary>
    [JsonPropertyName("startedAt")]
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When this was written, in UTC.</summary>
    [JsonPropertyName("updatedAt")]
    public DateTimeOffset UpdatedAt { get; init; }
}

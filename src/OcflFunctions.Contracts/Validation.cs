using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>A validation as callers see it.</summary>
public sealed record Validation
{
    /// <summary>The validation's id.</summary>
    public required string Id { get; init; }

    /// <summary>Its status.</summary>
    public required ValidationStatus Status { get; init; }

    /// <summary>When it was asked for, in UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When something was last known of it, in UTC.</summary>
    public required DateTimeOffset LastUpdatedAt { get; init; }

    /// <summary>What was asked for; null when the engine has lost it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ValidationRequest? Request { get; init; }

    /// <summary>How far it is; null before it starts.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ValidationProgress? Progress { get; init; }

    /// <summary>What it found; null until its end, and when it failed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ValidationResult? Result { get; init; }

    /// <summary>Why it failed or was terminated; null when neither.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UpdateError? Error { get; init; }

    /// <summary>Where it is.</summary>
    public required ValidationLinks Links { get; init; }

    /// <summary>Whether it has come to its end, however it came out.</summary>
    [JsonIgnore]
    public bool IsFinished => Status is ValidationStatus.Completed or ValidationStatus.Failed or ValidationStatus.Terminated;
}

/// <summary>The status of a validation.</summary>
[JsonConverter(typeof(UnknownFallbackConverter<ValidationStatus>))]
public enum ValidationStatus
{
    /// <summary>One that this client does not know yet; it is not taken for an end.</summary>
    Unknown,

    /// <summary>Waits to be started.</summary>
    Queued,

    /// <summary>Works.</summary>
    Running,

    /// <summary>Suspended by an operator.</summary>
    Suspended,

    /// <summary>Has come to its end; what it found says <see cref="ValidationResult.Outcome"/>.</summary>
    Completed,

    /// <summary>Failed: there is no result.</summary>
    Failed,

    /// <summary>Terminated by an operator.</summary>
    Terminated,
}

/// <summary>Where a validation is, and its report: paths on this service.</summary>
/// <param name="Self">GET: the validation.</param>
/// <param name="Findings">GET: what it has found.</param>
public sealed record ValidationLinks(string Self, string Findings);

using System.Text.Json.Serialization;

namespace OcflFunctions.Client;

/// <summary>A validation as callers see it.</summary>
public sealed record Validation
{
    /// <summary>The validation's id.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>Its status.</summary>
    [JsonPropertyName("status")]
    public required ValidationStatus Status { get; init; }

    /// <summary>When it was asked for, in UTC.</summary>
    [JsonPropertyName("createdAt")]
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When something was last known of it, in UTC.</summary>
    [JsonPropertyName("lastUpdatedAt")]
    public required DateTimeOffset LastUpdatedAt { get; init; }

    /// <summary>What was asked for; null when the engine has lost it.</summary>
    [JsonPropertyName("request"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ValidationRequest? Request { get; init; }

    /// <summary>How far it is; null before it starts.</summary>
    [JsonPropertyName("progress"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ValidationProgress? Progress { get; init; }

    /// <summary>What it found; null until its end, and when it failed.</summary>
    [JsonPropertyName("result"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ValidationResult? Result { get; init; }

    /// <summary>Why it failed or was terminated; null when neither.</summary>
    [JsonPropertyName("error"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UpdateError? Error { get; init; }

    /// <summary>Where it is.</summary>
    [JsonPropertyName("links")]
    public required ValidationLinks Links { get; init; }

    /// <summary>Whether it has come to its end, however it came out.</summary>
    [JsonIgnore]
    public bool IsFinished => Status is ValidationStatus.Completed or ValidationStatus.Failed or ValidationStatus.Terminated;
}

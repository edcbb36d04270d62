using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>The custom status of a validation.</summary>
public sealed record ValidationCustomStatus
{
    /// <summary>How far it is.</summary>
    [JsonPropertyName("progress")]
    public ValidationProgress Progress { get; init; } = new();

    /// <summary>The failure that ended the validation; null when there is none.</summary>
    [JsonPropertyName("error"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UpdateError? Error { get; init; }

    /// <summary>When its first run started, in UTC.</summary>
    [JsonPropertyName("startedAt")]
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When this was written, in UTC.</summary>
    [JsonPropertyName("updatedAt")]
    public DateTimeOffset UpdatedAt { get; init; }
}

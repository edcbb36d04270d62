using System.Text.Json.Serialization;

namespace OcflFunctions.Client;

/// <summary>How far a validation is, in numbers.</summary>
public sealed record ValidationProgress : ValidationCounts
{
    /// <summary>How many objects have been listed so far.</summary>
    [JsonPropertyName("listed")]
    public long Listed { get; init; }

    /// <summary>How many objects there are; null until all are listed.</summary>
    [JsonPropertyName("total"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Total { get; init; }

    /// <summary>The activities that failed and are tried again, the first few.</summary>
    [JsonPropertyName("retrying")]
    public IReadOnlyList<ActivityRetry> Retrying { get; init; } = [];
}

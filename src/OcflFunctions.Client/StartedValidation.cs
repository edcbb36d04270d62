using System.Text.Json.Serialization;

namespace OcflFunctions.Client;

/// <summary>A validation that the service has taken on, with the durable engine's own URLs where the service tells them.</summary>
public sealed record StartedValidation : ManagementLinks
{
    /// <summary>The validation's id.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>The validation's status: of a new one <see cref="ValidationStatus.Queued"/>; of one that was started before with the same key, what it is now.</summary>
    [JsonPropertyName("status")]
    public required ValidationStatus Status { get; init; }

    /// <summary>Where it is.</summary>
    [JsonPropertyName("links")]
    public required ValidationLinks Links { get; init; }
}

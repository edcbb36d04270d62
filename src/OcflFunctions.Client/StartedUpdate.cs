using System.Text.Json.Serialization;

namespace OcflFunctions.Client;

/// <summary>An update that the service has taken on, with the durable engine's own URLs where the service tells them.</summary>
public sealed record StartedUpdate : ManagementLinks
{
    /// <summary>The update's id.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>The object's id.</summary>
    [JsonPropertyName("objectId")]
    public required string ObjectId { get; init; }

    /// <summary>The update's status: of a new one <see cref="UpdateStatus.Queued"/>; of one that was started before with the same key, what it is now.</summary>
    [JsonPropertyName("status")]
    public required UpdateStatus Status { get; init; }

    /// <summary>Where it is.</summary>
    [JsonPropertyName("links")]
    public required UpdateLinks Links { get; init; }
}

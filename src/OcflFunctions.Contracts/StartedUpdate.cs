using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>The answer to <c>POST /api/updates</c>, with the durable engine's own URLs if the settings allow it.</summary>
public sealed record StartedUpdate : ManagementLinks
{
    /// <summary>An answer without the engine's URLs.</summary>
    [JsonConstructor]
    public StartedUpdate()
    {
    }

    /// <summary>An answer with the engine's URLs.</summary>
    [SetsRequiredMembers]
    public StartedUpdate(StartedUpdate answer, ManagementLinks management) : base(management)
    {
        ArgumentNullException.ThrowIfNull(answer);
        Id = answer.Id;
        ObjectId = answer.ObjectId;
        Status = answer.Status;
        Links = answer.Links;
    }

    /// <summary>The update's id.</summary>
    [JsonPropertyOrder(-4)]
    public required string Id { get; init; }

    /// <summary>The object's id.</summary>
    [JsonPropertyOrder(-3)]
    public required string ObjectId { get; init; }

    /// <summary>The update's status; for a new one <see cref="UpdateStatus.Queued"/>.</summary>
    [JsonPropertyOrder(-2)]
    public required UpdateStatus Status { get; init; }

    /// <summary>Its URLs.</summary>
    [JsonPropertyOrder(-1)]
    public required UpdateLinks Links { get; init; }
}

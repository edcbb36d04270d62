using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>The answer to <c>POST /api/imports</c>, with the durable engine's own URLs if the settings allow it.</summary>
public sealed record StartedImport : ManagementLinks
{
    /// <summary>An answer without the engine's URLs.</summary>
    [JsonConstructor]
    public StartedImport()
    {
    }

    /// <summary>An answer with the engine's URLs.</summary>
    [SetsRequiredMembers]
    public StartedImport(StartedImport answer, ManagementLinks management) : base(management)
    {
        ArgumentNullException.ThrowIfNull(answer);
        Id = answer.Id;
        Status = answer.Status;
        Links = answer.Links;
    }

    /// <summary>The import's id.</summary>
    [JsonPropertyOrder(-3)]
    public required string Id { get; init; }

    /// <summary>The import's status; for a new one <see cref="ImportStatus.Queued"/>.</summary>
    [JsonPropertyOrder(-2)]
    public required ImportStatus Status { get; init; }

    /// <summary>Its URLs.</summary>
    [JsonPropertyOrder(-1)]
    public required ImportLinks Links { get; init; }
}

using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>The answer to <c>POST /api/validations</c>, with the durable engine's own URLs if the settings allow it.</summary>
public sealed record StartedValidation : ManagementLinks
{
    /// <summary>An answer without the engine's URLs.</summary>
    [JsonConstructor]
    public StartedValidation()
    {
    }

    /// <summary>An answer with the engine's URLs.</summary>
    [SetsRequiredMembers]
    public StartedValidation(StartedValidation answer, ManagementLinks management) : base(management)
    {
        ArgumentNullException.ThrowIfNull(answer);
        Id = answer.Id;
        Status = answer.Status;
        Links = answer.Links;
    }

    /// <summary>The validation's id.</summary>
    [JsonPropertyOrder(-3)]
    public required string Id { get; init; }

    /// <summary>The validation's status; for a new one <see cref="ValidationStatus.Queued"/>.</summary>
    [JsonPropertyOrder(-2)]
    public required ValidationStatus Status { get; init; }

    /// <summary>Its URLs.</summary>
    [JsonPropertyOrder(-1)]
    public required ValidationLinks Links { get; init; }
}

using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>What to validate: one object, or the storage root with all its objects.</summary>
public sealed record ValidationRequest
{
    /// <summary>The object's id; null for the storage root with all its objects.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ObjectId { get; init; }

    /// <summary>Whether content is read and compared with its digests, those of fixity blocks included; false for structure only.</summary>
    public bool Content { get; init; } = true;
}

using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>The body of <c>DELETE /api/objects?id=</c>: the purge of an object with all its versions.</summary>
public sealed record PurgeRequest
{
    /// <summary>The object's id once more, exactly as in the query.</summary>
    public required string Confirm { get; init; }

    /// <summary>Why; it stays in the record of the purge.</summary>
    public required string Reason { get; init; }

    /// <summary>Who; it stays in the record of the purge.</summary>
    public required UpdateUser User { get; init; }

    /// <summary>The version that the object must have, such as <c>v2</c>; null if any version is accepted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ExpectedHead { get; init; }
}

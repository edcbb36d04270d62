using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>A finding in the report of a validation.</summary>
public sealed record Finding
{
    /// <summary>The object's id; null where none could be read, and for a finding about the storage root.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ObjectId { get; init; }

    /// <summary>The object's root from the storage root; empty for a finding about the storage root itself.</summary>
    public required string ObjectRoot { get; init; }

    /// <summary>The code, of the specification's table or of this service (<c>S001</c>).</summary>
    public required string Code { get; init; }

    /// <summary>How much it matters.</summary>
    public required FindingSeverity Severity { get; init; }

    /// <summary>A sentence that says what is wrong and what would be right.</summary>
    public required string Message { get; init; }

    /// <summary>The file or directory, from the object's root or the storage root; empty for that itself.</summary>
    public required string Path { get; init; }

    /// <summary>A place in the JSON of that file (RFC 6901); null for none.</summary>
    [JsonPropertyName("pointer"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? JsonPointer { get; init; }

    /// <summary>The version that it is about; null when it is about no one version.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Version { get; init; }
}

/// <summary>How much a finding matters.</summary>
[JsonConverter(typeof(UnknownFallbackConverter<FindingSeverity>))]
public enum FindingSeverity
{
    /// <summary>One that this client does not know yet.</summary>
    Unknown,

    /// <summary>Good to know; the specification has no rule about it.</summary>
    Info,

    /// <summary>What should not be; the object or root is valid all the same.</summary>
    Warning,

    /// <summary>What must not be: the object or root is not valid, or could not be looked at.</summary>
    Error,

    /// <summary>What could not be checked: without it nobody can say that the object or root is valid.</summary>
    Unchecked,
}

/// <summary>Some findings of a validation, in the order of its report.</summary>
/// <param name="Findings">The findings.</param>
/// <param name="Continuation">Gives the next page, as the query parameter <c>continuation</c>; null when there is none.</param>
public sealed record FindingPage(
    IReadOnlyList<Finding> Findings,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Continuation);

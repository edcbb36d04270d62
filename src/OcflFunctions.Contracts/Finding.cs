using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>A finding in the report of a validation.</summary>
public sealed record Finding
{
    /// <summary>The object's id; null if it could not be read, and for a finding about the storage root.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ObjectId { get; init; }

    /// <summary>The object's root from the storage root; empty for a finding about the storage root itself.</summary>
    public required string ObjectRoot { get; init; }

    /// <summary>The code, of the specification's table or of this service (<c>S001</c>).</summary>
    public required string Code { get; init; }

    /// <summary>Its severity.</summary>
    public required FindingSeverity Severity { get; init; }

    /// <summary>A sentence: what is wrong, and what would be right.</summary>
    public required string Message { get; init; }

    /// <summary>The file or directory, from the object's root or the storage root; empty for that itself.</summary>
    public required string Path { get; init; }

    /// <summary>A place in the JSON of that file (RFC 6901); null for none.</summary>
    [JsonPropertyName("pointer"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? JsonPointer { get; init; }

    /// <summary>The version that it is about; null if it is not about one version.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Version { get; init; }
}

/// <summary>The severity of a finding.</summary>
[JsonConverter(typeof(UnknownFallbackConverter<FindingSeverity>))]
public enum FindingSeverity
{
    /// <summary>A value that this version of the client does not know.</summary>
    Unknown,

    /// <summary>For information; the specification has no rule about it.</summary>
    Info,

    /// <summary>A recommendation is not followed; the object or root is still valid.</summary>
    Warning,

    /// <summary>A rule is broken: the object or root is not valid.</summary>
    Error,

    /// <summary>Something could not be checked: it is not known whether the object or root is valid.</summary>
    Unchecked,
}

/// <summary>A page of the findings of a validation, in the order of its report.</summary>
/// <param name="Findings">The findings.</param>
/// <param name="Continuation">Gets the next page, as the query parameter <c>continuation</c>; null on the last page.</param>
public sealed record FindingPage(
    IReadOnlyList<Finding> Findings,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Continuation);

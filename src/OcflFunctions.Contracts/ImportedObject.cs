using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>What became of an object of an import: a line of its report.</summary>
public sealed record ImportedObject
{
    /// <summary>What became of it.</summary>
    public required ImportedObjectOutcome Outcome { get; init; }

    /// <summary>The object's id; null if its inventory could not be read.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ObjectId { get; init; }

    /// <summary>The object's root, from the source's top; empty for the top itself. Null for an id that the source does not have.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SourcePath { get; init; }

    /// <summary>The object's root in this storage root; null if it is not there.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ObjectRoot { get; init; }

    /// <summary>Its newest version, such as <c>v3</c>; null if its inventory could not be read.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Head { get; init; }

    /// <summary>The algorithm of <see cref="InventoryDigest"/>; null if its inventory could not be read.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DigestAlgorithm { get; init; }

    /// <summary>The digest of its inventory in the source, lower-case hexadecimal; null if it could not be read.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? InventoryDigest { get; init; }

    /// <summary>How many files were copied; 0 if it was not imported.</summary>
    public long Files { get; init; }

    /// <summary>How many bytes were copied; 0 if it was not imported.</summary>
    public long Bytes { get; init; }

    /// <summary>Why it was not imported; null if it was, or was there before.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }

    /// <summary>How many errors the validator found; the report of findings has them.</summary>
    public long Errors { get; init; }
}

/// <summary>What became of an object of an import.</summary>
[JsonConverter(typeof(UnknownFallbackConverter<ImportedObjectOutcome>))]
public enum ImportedObjectOutcome
{
    /// <summary>A value that this version of the client does not know.</summary>
    Unknown,

    /// <summary>It is in the storage root now.</summary>
    Imported,

    /// <summary>The storage root already had it, with the same inventory.</summary>
    Unchanged,

    /// <summary>The storage root has an object of this id with another history, or something else in its place.</summary>
    Conflict,

    /// <summary>It is not valid by the specification.</summary>
    Invalid,

    /// <summary>It cannot be in this storage root.</summary>
    Refused,

    /// <summary>The source has no object of this id.</summary>
    NotFound,

    /// <summary>It changed in the source while it was copied.</summary>
    Changed,

    /// <summary>A storage failed, also after retries.</summary>
    Failed,

    /// <summary>The import was cancelled before it was in the storage root.</summary>
    Cancelled,
}

/// <summary>A page of the report of an import, in the order in which objects were listed.</summary>
/// <param name="Objects">The objects that are done.</param>
/// <param name="Continuation">Gets the next page, as the query parameter <c>continuation</c>; null on the last page.</param>
public sealed record ImportedObjectPage(
    IReadOnlyList<ImportedObject> Objects,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Continuation);

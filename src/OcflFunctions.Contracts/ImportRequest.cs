using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>A request to import OCFL objects that exist elsewhere, with all their versions, into this storage root.</summary>
public sealed record ImportRequest
{
    /// <summary>Where the objects are: one object's root, a storage root, or any folder with objects in or below it.</summary>
    public required ImportSource Source { get; init; }

    /// <summary>The ids of the objects to import; null for all that are found.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Objects { get; init; }

    /// <summary>What to do after an object that is not valid, or that cannot be in this storage root.</summary>
    public InvalidObjectAction OnInvalid { get; init; }
}

/// <summary>Where the objects of an import are: a folder or a container of blobs.</summary>
public sealed record ImportSource
{
    /// <summary>A folder: absolute, or from the first allowed folder (<c>Ocfl:Sources:AllowedPaths</c>). Null for a container.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Directory { get; init; }

    /// <summary>A container of blobs, one that is allowed (<c>Ocfl:Sources:AllowedContainers</c>). Null for a folder.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Container { get; init; }

    /// <summary>The path in the container that is the source's top; null for the container itself, and for a folder.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Prefix { get; init; }
}

/// <summary>What an import does after an object that is not valid, or that cannot be in this storage root.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<InvalidObjectAction>))]
public enum InvalidObjectAction
{
    /// <summary>It reports the object, and continues with the others.</summary>
    [JsonStringEnumMemberName("skip")]
    Skip,

    /// <summary>It starts no further object. What it has imported stays.</summary>
    [JsonStringEnumMemberName("stop")]
    Stop,
}

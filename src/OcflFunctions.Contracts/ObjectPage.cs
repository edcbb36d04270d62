using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>A page of the objects of the storage root, in the order of their directories, name by name (ordinal).</summary>
/// <param name="Objects">The objects; with a filter it may be empty although there is another page.</param>
/// <param name="Continuation">Gets the next page, as the query parameter <c>continuation</c>; null on the last page.</param>
public sealed record ObjectPage(
    IReadOnlyList<ObjectSummary> Objects,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Continuation);

/// <summary>An object in a list of the storage root.</summary>
/// <param name="ObjectId">The id in its inventory; null if it could not be read.</param>
/// <param name="ObjectRoot">The object's root from the storage root.</param>
/// <param name="Problem">Why the id, or what is in the directory, could not be read; null otherwise.</param>
public sealed record ObjectSummary(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ObjectId,
    string ObjectRoot,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Problem = null);

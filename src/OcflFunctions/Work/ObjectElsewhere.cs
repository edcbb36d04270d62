using System.Text.Json.Serialization;

namespace OcflFunctions.Work;

/// <summary>An object that is not where the storage root's layout puts it.</summary>
/// <param name="ObjectId">The object's id.</param>
/// <param name="ObjectRoot">Where it is.</param>
internal sealed record ObjectElsewhere(
    [property: JsonPropertyName("objectId")] string ObjectId,
    [property: JsonPropertyName("objectRoot")] string ObjectRoot);

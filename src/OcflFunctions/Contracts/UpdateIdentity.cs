using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>Which update an activity belongs to.</summary>
/// <param name="Id">The update's id, which is the orchestration's instance id.</param>
/// <param name="ObjectId">The object's id.</param>
/// <param name="Created">The update's time, taken once, in UTC: the new version's <c>created</c>.</param>
public sealed record UpdateIdentity(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("objectId")] string ObjectId,
    [property: JsonPropertyName("created")] DateTimeOffset Created);

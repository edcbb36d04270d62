using System.Text.Json.Serialization;

namespace OcflFunctions.Work;

/// <summary>Who claims an object, in order of arrival: the first has it, the others wait.</summary>
/// <param name="ObjectId">The object's id.</param>
/// <param name="Updates">The updates' ids.</param>
public sealed record ClaimRecord(
    [property: JsonPropertyName("objectId")] string ObjectId,
    [property: JsonPropertyName("updates")] IReadOnlyList<string> Updates);

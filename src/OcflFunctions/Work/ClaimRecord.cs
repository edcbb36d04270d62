using System.Text.Json.Serialization;

namespace OcflFunctions.Work;

/// <summary>Who claims an object, in order of arrival: the first has it, the others wait.</summary>
/// <param name="ObjectId">The object's id.</param>
/// <param name="Updates">The updates' ids.</param>
/// <param name="Reserved">
/// Those of them whose place was taken for them before they were scheduled, and who have not claimed it yet: when it was taken, in UTC.
/// Null when there are none.
/// </param>
public sealed record ClaimRecord(
    [property: JsonPropertyName("objectId")] string ObjectId,
    [property: JsonPropertyName("updates")] IReadOnlyList<string> Updates,
    [property: JsonPropertyName("reserved"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, DateTimeOffset>? Reserved = null);

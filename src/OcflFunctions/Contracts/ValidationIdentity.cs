using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>Which validation an activity belongs to.</summary>
/// <param name="Id">The validation's id, which is the orchestration's instance id.</param>
/// <param name="StartedAt">When it started, in UTC: another time, and so another report, when an operator has the engine run it again from its beginning.</param>
public sealed record ValidationIdentity(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("startedAt")] DateTimeOffset StartedAt);

using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>Why an update failed or is held: the last error.</summary>
/// <param name="Type">The kind of failure: <c>InvalidUpdate</c>, <c>ObjectConflict</c>, <c>ContentMismatch</c>, <c>Storage</c>, …</param>
/// <param name="Message">What happened, for people.</param>
/// <param name="Activity">The activity that failed; null if the failure was not in an activity.</param>
public sealed record UpdateError(
    string Type,
    string Message,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Activity = null);

using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>Why an update failed, or what it last stumbled over.</summary>
/// <param name="Type">The kind of failure: <c>InvalidUpdate</c>, <c>ObjectConflict</c>, <c>ContentMismatch</c>, <c>Storage</c>, …</param>
/// <param name="Message">What happened, for people.</param>
/// <param name="Activity">The activity that failed; null when it was none.</param>
public sealed record UpdateError(
    string Type,
    string Message,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Activity = null);

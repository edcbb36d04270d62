using System.Text.Json.Serialization;

namespace OcflFunctions.Client;

/// <summary>An activity that has failed for a reason that may be transient, and is tried again.</summary>
/// <param name="Step">The step's name as in <see cref="UpdateProgress.Running"/>; the activity's name where it is no step of a plan.</param>
/// <param name="Attempt">The number of the last attempt that failed, from 1.</param>
/// <param name="Of">How many attempts there are at most.</param>
/// <param name="LastError">Why the last attempt failed.</param>
/// <param name="NextAttemptAt">When the next attempt starts, in UTC; in the past while that attempt runs.</param>
public sealed record ActivityRetry(
    [property: JsonPropertyName("step")] string Step,
    [property: JsonPropertyName("attempt")] int Attempt,
    [property: JsonPropertyName("of")] int Of,
    [property: JsonPropertyName("lastError")] UpdateError LastError,
    [property: JsonPropertyName("nextAttemptAt")] DateTimeOffset NextAttemptAt);

using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>
/// The service's settings that an update goes by, taken when it is started: an orchestrator that read them itself could find others
/// when it is replayed, and an activity after a restart of the service.
/// </summary>
public sealed record UpdateSettings
{
    /// <summary>How many batches or slices of one update run at the same time.</summary>
    [JsonPropertyName("window")]
    public int Window { get; init; } = 16;

    /// <summary>How often an activity is tried that fails for a reason that may be transient.</summary>
    [JsonPropertyName("attempts")]
    public int Attempts { get; init; } = 5;

    /// <summary>How long to wait before the second try; each further wait is twice as long.</summary>
    [JsonPropertyName("firstRetryDelay")]
    public TimeSpan FirstRetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between two tries.</summary>
    [JsonPropertyName("maxRetryDelay")]
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>After how long an update that waits for its turn looks again, should nobody have told it.</summary>
    [JsonPropertyName("claimPollInterval")]
    public TimeSpan ClaimPollInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long an update is held when retries have run out; zero for one that is not held, as it was for all that were started
    /// before there were holds.
    /// </summary>
    [JsonPropertyName("holdTime")]
    public TimeSpan HoldTime { get; init; }

    /// <summary>
    /// What shapes the new version. Null in an update that was started before this was part of its input: then the settings count that
    /// the service has when the source is listed and when the plan is made.
    /// </summary>
    [JsonPropertyName("newVersion"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public NewVersionSettings? NewVersion { get; init; }
}

using System.Text.Json.Serialization;

namespace OcflFunctions.Local.Management;

/// <summary>
/// The URLs of the management API for one instance, as the answer to a start carries them. They hold the service's key where one is
/// configured, and so belong to operators only.
/// </summary>
public sealed record ManagementLinks
{
    /// <summary>The instance.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>GET: the status.</summary>
    [JsonPropertyName("statusQueryGetUri")]
    public required string StatusQueryGetUri { get; init; }

    /// <summary>POST: raises an event. Holds the literal <c>{eventName}</c>.</summary>
    [JsonPropertyName("sendEventPostUri")]
    public required string SendEventPostUri { get; init; }

    /// <summary>POST: terminates. Holds the literal <c>{text}</c> for the reason.</summary>
    [JsonPropertyName("terminatePostUri")]
    public required string TerminatePostUri { get; init; }

    /// <summary>POST: rewinds a failed instance. Holds the literal <c>{text}</c> for the reason.</summary>
    [JsonPropertyName("rewindPostUri")]
    public required string RewindPostUri { get; init; }

    /// <summary>DELETE: purges the instance and its history.</summary>
    [JsonPropertyName("purgeHistoryDeleteUri")]
    public required string PurgeHistoryDeleteUri { get; init; }

    /// <summary>POST: starts a finished instance over.</summary>
    [JsonPropertyName("restartPostUri")]
    public required string RestartPostUri { get; init; }

    /// <summary>POST: suspends. Holds the literal <c>{text}</c> for the reason.</summary>
    [JsonPropertyName("suspendPostUri")]
    public required string SuspendPostUri { get; init; }

    /// <summary>POST: resumes. Holds the literal <c>{text}</c> for the reason.</summary>
    [JsonPropertyName("resumePostUri")]
    public required string ResumePostUri { get; init; }
}

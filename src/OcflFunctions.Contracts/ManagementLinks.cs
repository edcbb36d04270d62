using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>The durable engine's own URLs for an update. They contain the key of the whole task hub: for operators only.</summary>
public record ManagementLinks
{
    /// <summary>GET: the instance's status.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? StatusQueryGetUri { get; init; }

    /// <summary>POST: raises an event.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SendEventPostUri { get; init; }

    /// <summary>POST: terminates the instance.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TerminatePostUri { get; init; }

    /// <summary>POST: rewinds a failed instance.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RewindPostUri { get; init; }

    /// <summary>DELETE: deletes the instance's history.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PurgeHistoryDeleteUri { get; init; }

    /// <summary>POST: starts the instance again.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RestartPostUri { get; init; }

    /// <summary>POST: suspends the instance.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SuspendPostUri { get; init; }

    /// <summary>POST: resumes the instance.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ResumePostUri { get; init; }
}

namespace Microsoft.Azure.Functions.Worker;

/// <summary>The URLs of the built-in management API for one orchestration instance. Only the extension fills one in.</summary>
public class HttpManagementPayload
{
    /// <summary>The instance id.</summary>
    public string? Id { get; internal set; }

    /// <summary>GET: the status.</summary>
    public string? StatusQueryGetUri { get; internal set; }

    /// <summary>POST: raises an event; holds the literal <c>{eventName}</c>.</summary>
    public string? SendEventPostUri { get; internal set; }

    /// <summary>POST: terminates the instance; holds a literal in braces for the reason.</summary>
    public string? TerminatePostUri { get; internal set; }

    /// <summary>POST: rewinds a failed instance; holds a literal in braces for the reason.</summary>
    public string? RewindPostUri { get; internal set; }

    /// <summary>DELETE: purges the history of the instance.</summary>
    public string? PurgeHistoryDeleteUri { get; internal set; }

    /// <summary>POST: restarts the instance.</summary>
    public string? RestartPostUri { get; internal set; }

    /// <summary>POST: suspends the instance; holds a literal in braces for the reason.</summary>
    public string? SuspendPostUri { get; internal set; }

    /// <summary>POST: resumes the instance; holds a literal in braces for the reason.</summary>
    public string? ResumePostUri { get; internal set; }
}

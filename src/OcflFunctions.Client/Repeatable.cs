namespace OcflFunctions.Client;

/// <summary>When a call may be sent again.</summary>
internal enum Repeatable
{
    /// <summary>After any failure: it changes nothing, or its idempotency key makes repeats harmless.</summary>
    Always,

    /// <summary>If nothing was done: it was not sent, or the service answered that it is not ready.</summary>
    WhenNotDone,

    /// <summary>If there was no connection: its body can be read only once.</summary>
    Never,
}

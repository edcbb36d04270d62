namespace OcflFunctions.Client;

/// <summary>When a call may be sent again.</summary>
internal enum Repeatable
{
    /// <summary>Whatever became of it: it changes nothing, or its idempotency key makes one of many.</summary>
    Always,

    /// <summary>Where it is known that nothing was done: it was not sent, or the service said that it is not ready.</summary>
    WhenNotDone,
}

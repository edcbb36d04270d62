namespace Ocfl.AzureBlobs.Tests;

/// <summary>What may go wrong with a request.</summary>
public enum Fault
{
    None,

    /// <summary>The connection breaks before the service has seen the request.</summary>
    ResetBefore,

    /// <summary>The service does what was asked, and the connection breaks before its answer.</summary>
    ResetAfter,

    /// <summary>The service does what was asked, and says 500.</summary>
    ErrorAfter,

    /// <summary>The service says 500 and does nothing.</summary>
    Error,

    /// <summary>The service is busy: 503.</summary>
    Busy,

    /// <summary>The answer comes late.</summary>
    Delay,

    /// <summary>The answer's body breaks off in the middle.</summary>
    TruncatedBody,
}

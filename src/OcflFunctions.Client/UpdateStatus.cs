using System.Text.Json.Serialization;

namespace OcflFunctions.Client;

/// <summary>The status of an update.</summary>
[JsonConverter(typeof(UnknownFallbackConverter<UpdateStatus>))]
public enum UpdateStatus
{
    /// <summary>One that this client does not know yet; it is not taken for an end.</summary>
    Unknown,

    /// <summary>Waits to be started, or for its turn with the object.</summary>
    Queued,

    /// <summary>Works, in one of the <see cref="UpdatePhase"/>s.</summary>
    Running,

    /// <summary>Waits for an operator to mend a fault, and then for <see cref="OcflFunctionsClient.RetryAsync"/> or <see cref="OcflFunctionsClient.CancelAsync"/>.</summary>
    Held,

    /// <summary>Suspended by a caller.</summary>
    Suspended,

    /// <summary>A new version is committed.</summary>
    Completed,

    /// <summary>The object already was what was asked for.</summary>
    Unchanged,

    /// <summary>Failed; what was not committed is undone.</summary>
    Failed,

    /// <summary>Cancelled by a caller; undone.</summary>
    Cancelled,

    /// <summary>Terminated by an operator, without being undone.</summary>
    Terminated,
}

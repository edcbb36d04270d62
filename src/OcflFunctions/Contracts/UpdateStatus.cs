using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>The status of an update, as callers see it everywhere.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<UpdateStatus>))]
public enum UpdateStatus
{
    /// <summary>Waits to be started, or for its turn with the object.</summary>
    Queued,

    /// <summary>Works, in one of the <see cref="UpdatePhase"/>s.</summary>
    Running,

    /// <summary>Waits for an operator to mend a fault, and then to be told to go on (<see cref="UpdatePhase.Held"/>).</summary>
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

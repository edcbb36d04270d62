using System.Text.Json.Serialization;

namespace OcflFunctions.Client;

/// <summary>The status of a validation.</summary>
[JsonConverter(typeof(UnknownFallbackConverter<ValidationStatus>))]
public enum ValidationStatus
{
    /// <summary>One that this client does not know yet; it is not taken for an end.</summary>
    Unknown,

    /// <summary>Waits to be started.</summary>
    Queued,

    /// <summary>Works.</summary>
    Running,

    /// <summary>Suspended by an operator.</summary>
    Suspended,

    /// <summary>Has come to its end; what it found says <see cref="ValidationResult.Outcome"/>.</summary>
    Completed,

    /// <summary>Failed: there is no result.</summary>
    Failed,

    /// <summary>Terminated by an operator.</summary>
    Terminated,
}

using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>The status of a validation: the words are those of <see cref="UpdateStatus"/>.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ValidationStatus>))]
public enum ValidationStatus
{
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

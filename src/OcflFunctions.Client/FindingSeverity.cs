using System.Text.Json.Serialization;

namespace OcflFunctions.Client;

/// <summary>How much a finding matters.</summary>
[JsonConverter(typeof(UnknownFallbackConverter<FindingSeverity>))]
public enum FindingSeverity
{
    /// <summary>One that this client does not know yet.</summary>
    Unknown,

    /// <summary>Good to know; the specification has no rule about it.</summary>
    Info,

    /// <summary>What should not be; the object or root is valid all the same.</summary>
    Warning,

    /// <summary>What must not be: the object or root is not valid, or could not be looked at.</summary>
    Error,

    /// <summary>What could not be checked: without it nobody can say that the object or root is valid.</summary>
    Unchecked,
}

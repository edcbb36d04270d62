using System.Text.Json.Serialization;

namespace OcflFunctions.Client;

/// <summary>How a validation that came to its end came out.</summary>
[JsonConverter(typeof(UnknownFallbackConverter<ValidationOutcome>))]
public enum ValidationOutcome
{
    /// <summary>One that this client does not know yet.</summary>
    Unknown,

    /// <summary>All was looked at, and there is no error.</summary>
    Valid,

    /// <summary>All was looked at, and there are errors.</summary>
    Invalid,

    /// <summary>Some objects could not be looked at: nobody can say that all is valid.</summary>
    Incomplete,
}

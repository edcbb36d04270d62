using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>How a validation that came to its end came out.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ValidationOutcome>))]
public enum ValidationOutcome
{
    /// <summary>All was looked at, and there is no error.</summary>
    Valid,

    /// <summary>All was looked at, and there are errors.</summary>
    Invalid,

    /// <summary>Some objects could not be looked at: nobody can say that all is valid.</summary>
    Incomplete,
}

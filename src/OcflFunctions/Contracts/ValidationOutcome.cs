using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>How a validation that came to its end came out.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ValidationOutcome>))]
public enum ValidationOutcome
{
    /// <summary>Everything was checked, and there is no error.</summary>
    Valid,

    /// <summary>Everything was checked, and there are errors.</summary>
    Invalid,

    /// <summary>Not everything could be checked, whatever else was found: nobody can say that all is valid.</summary>
    Incomplete,
}

using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>What becomes of an object that cannot be looked at now.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ValidationTry>))]
public enum ValidationTry
{
    /// <summary>It is left to a later try, so that it does not hold up the others of its slice.</summary>
    First,

    /// <summary>The activity fails, and is tried again.</summary>
    Again,

    /// <summary>It is told of as one that could not be looked at.</summary>
    Last,
}

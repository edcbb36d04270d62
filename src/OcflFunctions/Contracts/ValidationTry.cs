using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>What becomes of what cannot be looked at now: of an object, or of a part of the storage root.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ValidationTry>))]
public enum ValidationTry
{
    /// <summary>It is left to a later try, so that it does not hold up the others of its slice.</summary>
    First,

    /// <summary>The activity fails, and is tried again.</summary>
    Again,

    /// <summary>It is reported as not checked, at its place, and the rest is checked.</summary>
    Last,
}

using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>What a validation found.</summary>
public sealed record ValidationResult : ValidationCounts
{
    /// <summary>A result that is read.</summary>
    [JsonConstructor]
    public ValidationResult()
    {
    }

    /// <summary>What was found.</summary>
    /// <param name="counts">The numbers.</param>
    /// <param name="objectId">The only object that was validated; null for the storage root with all its objects.</param>
    [SetsRequiredMembers]
    public ValidationResult(ValidationCounts counts, string? objectId) : base(counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        Outcome = Judge(counts.Unverified + counts.Unchecked, counts.Errors);
        RootOutcome = objectId is null ? Judge(counts.RootUnchecked, counts.RootErrors) : null;
        ObjectId = objectId;
    }

    /// <summary>The outcome; of a storage root, with all its objects.</summary>
    public required ValidationOutcome Outcome { get; init; }

    /// <summary>The outcome of the storage root alone, without its objects; null if one object was validated.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ValidationOutcome? RootOutcome { get; init; }

    /// <summary>The object that was validated; null for the storage root with all its objects.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ObjectId { get; init; }

    private static ValidationOutcome Judge(long notChecked, long errors) =>
        notChecked > 0 ? ValidationOutcome.Incomplete : errors > 0 ? ValidationOutcome.Invalid : ValidationOutcome.Valid;
}

/// <summary>The outcome of a validation that has finished.</summary>
[JsonConverter(typeof(UnknownFallbackConverter<ValidationOutcome>))]
public enum ValidationOutcome
{
    /// <summary>A value that this version of the client does not know.</summary>
    Unknown,

    /// <summary>Everything was checked, and there is no error.</summary>
    Valid,

    /// <summary>Everything was checked, and there are errors.</summary>
    Invalid,

    /// <summary>Not everything could be checked, whatever else was found: it is not known whether all is valid.</summary>
    Incomplete,

    /// <summary>A caller cancelled the validation: the numbers are what was found until then.</summary>
    Cancelled,
}

using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>What validation has found, in numbers.</summary>
public record ValidationCounts
{
    /// <summary>How many objects have been validated.</summary>
    public long Objects { get; init; }

    /// <summary>How many of them are valid; they may have warnings.</summary>
    public long Valid { get; init; }

    /// <summary>How many of them are not valid.</summary>
    public long Invalid { get; init; }

    /// <summary>
    /// How many of them have no known error, but could not be checked in full: their storage failed, a limit of the validator was
    /// exceeded, or an update of them was running all the time.
    /// </summary>
    public long Unverified { get; init; }

    /// <summary>How many findings are errors, about objects and about the storage root.</summary>
    public long Errors { get; init; }

    /// <summary>How many findings are warnings.</summary>
    public long Warnings { get; init; }

    /// <summary>How many findings are for information.</summary>
    public long Infos { get; init; }

    /// <summary>How many findings say that something could not be checked, in objects and in the storage root.</summary>
    public long Unchecked { get; init; }

    /// <summary>How many of the errors are about the storage root itself, not about its objects.</summary>
    public long RootErrors { get; init; }

    /// <summary>How much of the storage root itself, outside its objects, could not be checked; there may be objects in it.</summary>
    public long RootUnchecked { get; init; }

    /// <summary>How many objects are where the storage root's layout puts them.</summary>
    public long Placed { get; init; }

    /// <summary>How many objects are elsewhere.</summary>
    public long Misplaced { get; init; }

    /// <summary>How many content files have been read and compared with their digests.</summary>
    public long Files { get; init; }

    /// <summary>How many bytes of content files have been read.</summary>
    public long Bytes { get; init; }

    /// <summary>The sum of these and others.</summary>
    public ValidationCounts Plus(ValidationCounts other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new ValidationCounts
        {
            Objects = Objects + other.Objects,
            Valid = Valid + other.Valid,
            Invalid = Invalid + other.Invalid,
            Unverified = Unverified + other.Unverified,
            Errors = Errors + other.Errors,
            Warnings = Warnings + other.Warnings,
            Infos = Infos + other.Infos,
            Unchecked = Unchecked + other.Unchecked,
            RootErrors = RootErrors + other.RootErrors,
            RootUnchecked = RootUnchecked + other.RootUnchecked,
            Placed = Placed + other.Placed,
            Misplaced = Misplaced + other.Misplaced,
            Files = Files + other.Files,
            Bytes = Bytes + other.Bytes,
        };
    }
}

/// <summary>How far a validation is, in numbers.</summary>
public sealed record ValidationProgress : ValidationCounts
{
    /// <summary>Nothing yet.</summary>
    [JsonConstructor]
    public ValidationProgress()
    {
    }

    /// <summary>What has been found.</summary>
    public ValidationProgress(ValidationCounts counts) : base(counts)
    {
    }

    /// <summary>How many objects have been listed so far.</summary>
    public long Listed { get; init; }

    /// <summary>How many objects there are; null until all are listed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Total { get; init; }

    /// <summary>The activities that failed and are being retried, the first few.</summary>
    public IReadOnlyList<ActivityRetry> Retrying { get; init; } = [];
}

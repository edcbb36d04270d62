namespace Ocfl.Validation;

/// <summary>A storage root with all its objects, in numbers, and the verdict on the whole.</summary>
public sealed record RootSummary
{
    /// <summary>How many objects were found.</summary>
    public long Objects => Valid + Invalid + Incomplete;

    /// <summary>How many of them are valid.</summary>
    public long Valid { get; init; }

    /// <summary>How many have errors.</summary>
    public long Invalid { get; init; }

    /// <summary>How many have no errors, but could not be checked in full.</summary>
    public long Incomplete { get; init; }

    /// <summary>
    /// How many files and directories of the root, outside its objects, could not be read. There may be objects in them.
    /// </summary>
    public long UnreadablePaths { get; init; }

    /// <summary>The verdict on the root with all its objects.</summary>
    public ValidationVerdict Verdict { get; init; }

    /// <summary>Whether everything was checked, in the root and in all objects.</summary>
    public bool IsComplete { get; init; }
}

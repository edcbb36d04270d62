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

    /// <summary>With one more object.</summary>
    /// <param name="report">The report about it.</param>
    public RootSummary Add(ValidationReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return this with
        {
            Valid = Valid + (report.Verdict == ValidationVerdict.Valid ? 1 : 0),
            Invalid = Invalid + (report.Verdict == ValidationVerdict.Invalid ? 1 : 0),
            Incomplete = Incomplete + (report.Verdict == ValidationVerdict.Incomplete ? 1 : 0),
            IsComplete = IsComplete && report.IsComplete,
        };
    }

    /// <summary>With the verdict on the whole.</summary>
    /// <param name="root">The last report about the root itself.</param>
    public RootSummary Conclude(ValidationReport root)
    {
        ArgumentNullException.ThrowIfNull(root);
        bool isComplete = IsComplete && root.IsComplete;
        return this with
        {
            IsComplete = isComplete,
            Verdict = root.HasErrors || Invalid > 0 ? ValidationVerdict.Invalid
                : isComplete ? ValidationVerdict.Valid
                : ValidationVerdict.Incomplete,
        };
    }
}

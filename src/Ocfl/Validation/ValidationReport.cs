using Ocfl.Findings;
using Ocfl.Inventories;

namespace Ocfl.Validation;

/// <summary>What was found about one object, or about a storage root itself.</summary>
/// <param name="Target">What the report is about.</param>
/// <param name="Path">The object's root or the storage root, from the storage's top.</param>
/// <param name="Findings">Of an object by place, then by code; of a root in the order in which they were found; empty if there are
/// none.</param>
public sealed record ValidationReport(ValidationTarget Target, string Path, IReadOnlyList<Finding> Findings)
{
    /// <summary>The object's id as its inventory gives it; null for a root, and where none could be read.</summary>
    public string? ObjectId { get; init; }

    /// <summary>The object's newest version as its inventory names it; null for a root, and where none could be read.</summary>
    public VersionNumber? Head { get; init; }

    /// <summary>
    /// The digest of the object's root inventory as it was read, by the inventory's own algorithm; null for a root, and where it could
    /// not be read.
    /// </summary>
    public string? InventoryDigest { get; init; }

    /// <summary>The version of the specification that the object or root declares; null where it declares no known one.</summary>
    public SpecificationVersion? Specification { get; init; }

    /// <summary>Whether there is an error: in this report, or in an earlier one about the same root.</summary>
    public bool HasErrors
    {
        get => field || Findings.Any(finding => finding.Severity == FindingSeverity.Error);
        init;
    }

    /// <summary>Whether everything was checked, by this report and earlier ones about the same root.</summary>
    public bool IsComplete
    {
        get => field && !Findings.Any(finding => finding.Severity == FindingSeverity.Unchecked);
        init;
    } = true;

    /// <summary>Whether more reports about the same root follow, so that the verdict is not final.</summary>
    public bool IsPartial { get; init; }

    /// <summary>The verdict on the object, or on the root without its objects. Warnings do not count.</summary>
    public ValidationVerdict Verdict =>
        HasErrors ? ValidationVerdict.Invalid : IsComplete ? ValidationVerdict.Valid : ValidationVerdict.Incomplete;

    /// <summary>Whether everything was checked and there is no error (<see cref="Verdict"/>).</summary>
    public bool IsValid => Verdict == ValidationVerdict.Valid;

    /// <summary>The root with all its objects; in the last report about a root, null in others.</summary>
    public RootSummary? Summary { get; init; }
}

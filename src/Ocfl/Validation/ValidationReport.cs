using Ocfl.Inventories;

namespace Ocfl.Validation;

/// <summary>What was found about one object, or about a storage root itself.</summary>
/// <param name="Target">What the report is about.</param>
/// <param name="Path">The object's root or the storage root, from the storage's top.</param>
/// <param name="Findings">Of an object by place, then by code; of a root in the order in which they were made; empty when there is nothing to say.</param>
public sealed record ValidationReport(ValidationTarget Target, string Path, IReadOnlyList<Finding> Findings)
{
    /// <summary>The object's id as its inventory gives it; null for a root, and where none could be read.</summary>
    public string? ObjectId { get; init; }

    /// <summary>The version of the specification that the object or root declares; null where it declares no known one.</summary>
    public SpecificationVersion? Specification { get; init; }

    /// <summary>Whether there is no error; warnings do not count.</summary>
    public bool IsValid => !Findings.Any(finding => finding.Severity == FindingSeverity.Error);
}

using Ocfl.Findings;

namespace Ocfl.Inventories;

/// <summary>An inventory breaks rules of the specification that readers depend on.</summary>
public sealed class InvalidInventoryException : OcflException
{
    /// <summary>An inventory with errors.</summary>
    /// <param name="findings">What is wrong with it, at least one error; warnings may be among them.</param>
    public InvalidInventoryException(IReadOnlyList<Finding> findings)
        : this(findings, findings.First(finding => finding.Severity == FindingSeverity.Error))
    {
    }

    /// <summary>An inventory with errors.</summary>
    /// <param name="findings">What is wrong with it; warnings may be among them, and errors for which it would be read.</param>
    /// <param name="reason">The one that the message names.</param>
    internal InvalidInventoryException(IReadOnlyList<Finding> findings, Finding reason) : base(Describe(findings, reason)) =>
        Findings = findings;

    /// <summary>What is wrong with it, in the order in which it was found; warnings may be among them.</summary>
    public IReadOnlyList<Finding> Findings { get; }

    private static string Describe(IReadOnlyList<Finding> findings, Finding reason)
    {
        int others = findings.Count(finding => finding.Severity == FindingSeverity.Error && !ReferenceEquals(finding, reason));
        string more = others switch { 0 => "", 1 => " (There is one more error.)", _ => $" (There are {others} more errors.)" };
        return $"The inventory is not valid: {reason}{more}";
    }
}

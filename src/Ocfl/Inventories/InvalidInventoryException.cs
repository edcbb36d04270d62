using Ocfl.Validation;

namespace Ocfl.Inventories;

/// <summary>An inventory breaks the specification's rules and is not read.</summary>
public sealed class InvalidInventoryException : OcflException
{
    /// <summary>An inventory with errors.</summary>
    /// <param name="findings">What is wrong with it, at least one error; warnings may be among them.</param>
    public InvalidInventoryException(IReadOnlyList<Finding> findings) : base(Describe(findings)) => Findings = findings;

    /// <summary>What is wrong with it, in the order in which it was found; warnings may be among them.</summary>
    public IReadOnlyList<Finding> Findings { get; }

    private static string Describe(IReadOnlyList<Finding> findings)
    {
        int errors = findings.Count(finding => finding.Severity == FindingSeverity.Error);
        Finding first = findings.First(finding => finding.Severity == FindingSeverity.Error);
        string others = errors switch { 1 => "", 2 => " (There is one more error.)", _ => $" (There are {errors - 1} more errors.)" };
        return $"The inventory is not valid: {first}{others}";
    }
}

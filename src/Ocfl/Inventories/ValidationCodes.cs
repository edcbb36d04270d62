using Ocfl.Findings;

namespace Ocfl.Inventories;

/// <summary>The code tables of OCFL 1.0 and 1.1. Checks name the codes of 1.1; this turns them into those of 1.0.</summary>
internal static class ValidationCodes
{
    /// <summary>The codes that 1.1 added, and the rule of 1.0 that says the same; null where 1.0 has no such rule.</summary>
    private static readonly Dictionary<string, string?> AddedByOneOne = new(StringComparer.Ordinal)
    {
        ["E103"] = "E038",
        ["E104"] = null,
        ["E105"] = null,
        ["E106"] = "E041",
        ["E107"] = null,
        ["E108"] = "E017",
        ["E110"] = "E037",
        ["E111"] = "E057",
        ["E112"] = "E086",
        ["W016"] = "W013",
    };

    /// <summary>The code by which a version of the specification knows a rule; null when it has no such rule.</summary>
    public static string? In(SpecificationVersion specification, string code) =>
        specification < SpecificationVersion.V11 && AddedByOneOne.TryGetValue(code, out string? older) ? older : code;

    /// <summary>The findings as a version of the specification sees them, each once.</summary>
    public static IEnumerable<Finding> Translate(IReadOnlyList<Finding> findings, SpecificationVersion specification)
    {
        HashSet<(string Code, FindingLocation Location)> seen = [];
        foreach (Finding finding in findings)
        {
            if (In(specification, finding.Code) is string code && (code == finding.Code || !seen.Contains((code, finding.Location))))
            {
                seen.Add((code, finding.Location));
                yield return code == finding.Code ? finding : finding with { Code = code };
            }
        }
    }
}

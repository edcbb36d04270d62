using Ocfl.Findings;

namespace Ocfl.Inventories;

/// <summary>Translates the codes of OCFL 1.1, which all checks use, into those of 1.0.</summary>
internal static class CodesOfOneZero
{
    /// <summary>The codes that 1.1 added, and the rule of 1.0 that says the same; null where 1.0 has no such rule.</summary>
    private static readonly Dictionary<string, FindingCode?> AddedByOneOne = new(StringComparer.Ordinal)
    {
        [FindingCodes.E103.Name] = FindingCodes.E038,
        [FindingCodes.E104.Name] = null,
        [FindingCodes.E105.Name] = null,
        [FindingCodes.E106.Name] = FindingCodes.E041,
        [FindingCodes.E107.Name] = null,
        [FindingCodes.E108.Name] = FindingCodes.E017,
        [FindingCodes.E110.Name] = FindingCodes.E037,
        [FindingCodes.E111.Name] = FindingCodes.E057,
        [FindingCodes.E112.Name] = FindingCodes.E086,
        [FindingCodes.W016.Name] = FindingCodes.W013,
    };

    /// <summary>The code of a rule in a version of the specification; null if it has no such rule.</summary>
    public static string? Translate(string code, SpecificationVersion specification) =>
        specification < SpecificationVersion.V11 && AddedByOneOne.TryGetValue(code, out FindingCode? older) ? older?.Name : code;

    /// <summary>The findings by the rules of a version of the specification, each once.</summary>
    public static IEnumerable<Finding> Translate(IReadOnlyList<Finding> findings, SpecificationVersion specification)
    {
        HashSet<(string Code, FindingLocation Location)> seen = [];
        foreach (Finding finding in findings)
        {
            if (Translate(finding.Code, specification) is string code
                && (code == finding.Code || !seen.Contains((code, finding.Location))))
            {
                seen.Add((code, finding.Location));
                yield return code == finding.Code ? finding : finding with { Code = code };
            }
        }
    }
}

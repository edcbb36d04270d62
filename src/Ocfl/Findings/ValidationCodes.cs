using Ocfl.Inventories;

namespace Ocfl.Findings;

/// <summary>The code tables of OCFL 1.0 and 1.1. Checks name the codes of 1.1; this turns them into those of 1.0.</summary>
internal static class ValidationCodes
{
    /// <summary>Findings were left out because there were too many of them.</summary>
    public const string FindingsLeftOut = "I001";

    /// <summary>A file cannot be read, or a directory cannot be listed.</summary>
    public const string Unreadable = "U001";

    /// <summary>An inventory exceeds a limit of the validator, and was not read to its end.</summary>
    public const string InventoryNotRead = "U002";

    /// <summary>A root's layout cannot be used, so that the places of objects are not checked.</summary>
    public const string PlacesNotChecked = "U003";

    /// <summary>So many files have several names that hard links were not looked for among all of them.</summary>
    public const string LinksNotCompared = "U004";

    /// <summary>So many ids had to be compared that not all of them were.</summary>
    public const string IdsNotCompared = "U005";

    /// <summary>A mutable HEAD has not the files and directories that its extension describes.</summary>
    public const string MutableHeadStructure = "X001";

    /// <summary>The inventory of a mutable HEAD breaks a rule, or does not follow from that of the object's root.</summary>
    public const string MutableHeadInventory = "X002";

    /// <summary>The content of a mutable HEAD is missing or damaged.</summary>
    public const string MutableHeadContent = "X003";

    /// <summary>The fixity block has values of an algorithm that is not known, which were not compared.</summary>
    public const string UnknownFixityAlgorithm = "X004";

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

using Ocfl.Findings;

namespace Ocfl.Inventories;

/// <summary>The members that the specification describes, and which of them there must or should be (OCFL 1.1, section 3.5).</summary>
internal static class InventoryMembers
{
    public static readonly string[] Inventory = [
        "id",
        "type",
        "digestAlgorithm",
        "head",
        "contentDirectory",
        "manifest",
        "versions",
        "fixity",
    ];

    public static readonly string[] Version = ["created", "state", "message", "user"];

    public static readonly string[] User = ["name", "address"];

    /// <param name="seen">A bit for each member, in the order above.</param>
    /// <param name="notes">Takes what is missing.</param>
    public static void RequireInventoryMembers(int seen, FindingNotes notes)
    {
        foreach (string name in Missing(Inventory, seen))
        {
            switch (name)
            {
                case "id" or "type" or "digestAlgorithm" or "head":
                    notes.Add(
                        FindingCodes.E036,
                        $"The inventory has no '{name}'; it must have one.",
                        impact: name == "type" ? FaultImpact.StopsUpdates : FaultImpact.StopsReading);
                    break;
                case "manifest":
                    notes.Add(FindingCodes.E041, "The inventory has no 'manifest'; it must have one.");
                    break;
                case "versions":
                    notes.Add(FindingCodes.E041, "The inventory has no 'versions'; it must have them.");
                    notes.Add(FindingCodes.E043, "The inventory has no block of versions; it must have one.");
                    break;
            }
        }
    }

    /// <inheritdoc cref="RequireInventoryMembers"/>
    public static void RequireVersionMembers(int seen, FindingNotes notes, string pointer, VersionDocument version)
    {
        List<string> advised = [];
        foreach (string name in Missing(Version, seen))
        {
            if (name is "created" or "state")
            {
                notes.Add(
                    FindingCodes.E048,
                    $"The version has no '{name}'; it must have one.",
                    pointer,
                    version.Key,
                    name == "state" ? FaultImpact.StopsReading : FaultImpact.StopsUpdates);
            }
            else
            {
                advised.Add($"'{name}'");
            }
        }

        if (advised.Count > 0)
        {
            notes.Add(
                FindingCodes.W007,
                $"The version has no {string.Join(" and no ", advised)}; it should say why and by whom it was made.",
                pointer,
                version.Key);
        }
    }

    /// <inheritdoc cref="RequireInventoryMembers"/>
    public static void RequireUserMembers(int seen, FindingNotes notes, string pointer, VersionDocument version)
    {
        foreach (string name in Missing(User, seen))
        {
            if (name == "name")
            {
                notes.Add(FindingCodes.E054, "The user has no 'name'; there must be one.", pointer, version.Key, FaultImpact.StopsUpdates);
            }
            else
            {
                notes.Add(FindingCodes.W008, "The user has no 'address'; there should be one.", pointer, version.Key);
            }
        }

        if (version.UserAddress is string address && !UriSyntax.IsUri(address))
        {
            notes.Add(
                FindingCodes.W009,
                $"The address {FindingNotes.Show(address)} is not a URI; it should be a mailto: URI or the URL of a personal identifier.",
                pointer + "/address",
                version.Key);
        }
    }

    private static IEnumerable<string> Missing(string[] members, int seen) => members.Where((_, index) => (seen & (1 << index)) == 0);
}

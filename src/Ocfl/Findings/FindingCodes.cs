namespace Ocfl.Findings;

/// <summary>Codes of findings that are not in the tables of the specification.</summary>
internal static class FindingCodes
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
}

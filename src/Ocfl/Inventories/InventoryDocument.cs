using Ocfl.Validation;

namespace Ocfl.Inventories;

/// <summary>What could be read of an inventory, right or wrong, and what is wrong with it.</summary>
internal sealed class InventoryDocument
{
    /// <summary>Whether it was read to its end: false where it is not JSON or was given up, and then nothing follows from what is missing.</summary>
    public bool IsComplete { get; set; }

    public string? Id { get; set; }

    public SpecificationVersion? Specification { get; set; }

    public string? Type { get; set; }

    public string? DigestAlgorithm { get; set; }

    public string? HeadText { get; set; }

    public VersionNumber? Head { get; set; }

    public string? ContentDirectory { get; set; }

    /// <summary>Whether the content directory's name, given or not, can be one.</summary>
    public bool HasUsableContentDirectory { get; set; } = true;

    public DigestMap? Manifest { get; set; }

    public List<KeyValuePair<string, DigestMap>> Fixity { get; } = [];

    /// <summary>Whether there is a block of versions at all.</summary>
    public bool HasVersions { get; set; }

    /// <summary>In the order of the file.</summary>
    public List<VersionDocument> Versions { get; } = [];

    public List<Finding> Findings { get; } = [];

    /// <summary>Those of the findings that stop no reader.</summary>
    public IReadOnlySet<Finding> HarmlessFindings { get; set; } = new HashSet<Finding>();

    public string EffectiveContentDirectory => ContentDirectory ?? Inventory.DefaultContentDirectory;

    /// <summary>The findings by the rules of a version of the specification.</summary>
    public IEnumerable<Finding> FindingsIn(SpecificationVersion specification) => ValidationCodes.Translate(Findings, specification);

    /// <summary>The inventory, where nothing in it that stops a reader is wrong by the rules of the version of the specification that it names.</summary>
    /// <exception cref="InvalidInventoryException">Something is.</exception>
    public Inventory ToInventory()
    {
        List<Finding> findings = [.. FindingsIn(Specification ?? SpecificationVersion.V11)];
        if (FindReasonToStop(findings) is { } reason)
        {
            throw new InvalidInventoryException(findings, reason);
        }

        return new()
        {
            Id = Id!,
            Specification = Specification!.Value,
            DigestAlgorithm = DigestAlgorithm!,
            Head = Head!.Value,
            ContentDirectory = ContentDirectory,
            Manifest = Manifest!,
            Versions = [.. Versions.OrderBy(version => version.Number!.Value.Number).Select(version => version.ToObjectVersion())],
            Fixity = Fixity,
        };
    }

    private Finding? FindReasonToStop(List<Finding> findings)
    {
        // The first finding of each code is always among them.
        Finding? reason = findings.Find(finding => finding.Severity == FindingSeverity.Error && !HarmlessFindings.Contains(finding));
        return reason ?? (IsComplete ? null : findings.LastOrDefault());
    }
}

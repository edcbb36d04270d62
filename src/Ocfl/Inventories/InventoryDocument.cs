using Ocfl.Findings;

namespace Ocfl.Inventories;

/// <summary>The parts of an inventory that could be read, valid or not, and what is wrong with it.</summary>
internal sealed class InventoryDocument
{
    private const int MostUnknownFixity = 10;

    private readonly SortedSet<string> _unknownFixity = new(StringComparer.Ordinal);

    /// <summary>
    /// Whether it was read to its end: false if it is not JSON or the reader stopped, and then nothing follows from what is missing.
    /// </summary>
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

    /// <summary>What the findings stop that do not stop a reader.</summary>
    public IReadOnlyDictionary<Finding, FaultImpact> Impacts { get; set; } = new Dictionary<Finding, FaultImpact>();

    /// <summary>The fixity algorithms that are not known, as they are shown; the first few of them.</summary>
    public IReadOnlyCollection<string> UnknownFixity => _unknownFixity;

    /// <summary>Whether there are more than <see cref="UnknownFixity"/> names.</summary>
    public bool HasMoreUnknownFixity { get; private set; }

    public string EffectiveContentDirectory => ContentDirectory ?? Inventory.DefaultContentDirectory;

    /// <summary>Notes a fixity algorithm that is not known.</summary>
    public void AddUnknownFixity(string algorithm)
    {
        if (_unknownFixity.Count < MostUnknownFixity)
        {
            _unknownFixity.Add(FindingNotes.Show(algorithm));
        }
        else
        {
            HasMoreUnknownFixity = true;
        }
    }

    /// <summary>The findings by the rules of a version of the specification.</summary>
    public IEnumerable<Finding> FindingsIn(SpecificationVersion specification) => CodesOfOneZero.Translate(Findings, specification);

    /// <summary>
    /// The inventory, where nothing in it that stops a reader is wrong by the rules of the version of the specification that it names.
    /// </summary>
    /// <exception cref="InvalidInventoryException">Something is.</exception>
    public Inventory ToInventory()
    {
        SpecificationVersion rules = Specification ?? SpecificationVersion.V11;
        if (FindReasonToStop(rules) is { } reason)
        {
            throw new InvalidInventoryException([.. FindingsIn(rules)], reason);
        }

        return new()
        {
            Id = Id!,
            Specification = rules,
            DigestAlgorithm = DigestAlgorithm!,
            Head = Head!.Value,
            ContentDirectory = ContentDirectory,
            Manifest = Manifest!,
            Versions = [.. Versions.OrderBy(version => version.Number!.Value.Number).Select(version => version.ToObjectVersion())],
            Fixity = Fixity,
            UpdateObstacle = Errors(rules).FirstOrDefault(error => error.Impact != FaultImpact.None).Finding,
        };
    }

    private Finding? FindReasonToStop(SpecificationVersion rules)
    {
        // The first finding of each code and impact is always among them.
        Finding? reason = Errors(rules).FirstOrDefault(error => error.Impact == FaultImpact.StopsReading).Finding;
        reason ??= !IsComplete ? Errors(rules).FirstOrDefault().Finding : null;
        return reason ?? (IsComplete ? null : Findings.LastOrDefault());
    }

    private IEnumerable<(Finding Finding, FaultImpact Impact)> Errors(SpecificationVersion rules)
    {
        foreach (Finding finding in Findings.Where(finding => finding.Severity == FindingSeverity.Error))
        {
            if (CodesOfOneZero.Translate(finding.Code, rules) is { } code)
            {
                yield return (finding with { Code = code }, Impacts.GetValueOrDefault(finding, FaultImpact.StopsReading));
            }
        }
    }
}

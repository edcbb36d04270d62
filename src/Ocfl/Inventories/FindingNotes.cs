using System.Globalization;
using System.Text;
using Ocfl.Findings;

namespace Ocfl.Inventories;

/// <summary>Collects what is wrong with one file: a number of findings at most, and always the first of each code.</summary>
/// <param name="findings">Takes what is kept.</param>
/// <param name="file">The file.</param>
/// <param name="version">The version whose file it is; null for none.</param>
/// <param name="limit">How many findings are kept. It bounds what is reported, not what is checked.</param>
internal sealed class FindingNotes(List<Finding> findings, string file, string? version, int limit)
{
    // A digest of 512 bits is shown whole.
    private const int ShownLength = 160;
    private const int PointedLength = 1024;
    private const int FindingOverhead = 160;

    // The first of each code and impact is kept, so that the verdict is right by every version of the specification, for validators and for
    // readers.
    private readonly HashSet<(string Code, FaultImpact Impact)> _codes = [];
    private readonly Dictionary<Finding, FaultImpact> _impacts = new(ReferenceEqualityComparer.Instance);
    private long _leftOut;

    /// <summary>How many errors there were, kept or not.</summary>
    public long Errors { get; private set; }

    /// <summary>About how many bytes the kept findings take.</summary>
    public long Memory { get; private set; }

    /// <summary>What the errors stop that do not stop a reader.</summary>
    public IReadOnlyDictionary<Finding, FaultImpact> Impacts => _impacts;

    /// <summary>Adds a finding.</summary>
    /// <param name="code">Of OCFL 1.1.</param>
    /// <param name="message">What is wrong, and what would be right.</param>
    /// <param name="pointer">The place in the file; null for the whole of it.</param>
    /// <param name="about">The version that it is about; null for the one whose file it is.</param>
    /// <param name="impact">What an error stops; ignored for other findings.</param>
    public void Add(
        FindingCode code, string message, string? pointer = null, string? about = null, FaultImpact impact = FaultImpact.StopsReading)
    {
        Finding finding = Finding.Of(code, message, new(file, pointer, about ?? version));
        Errors += finding.Severity == FindingSeverity.Error ? 1 : 0;
        if (!_codes.Add((code.Name, impact)) && findings.Count >= limit)
        {
            _leftOut++;
            return;
        }

        findings.Add(finding);
        Memory += FindingOverhead + ((message.Length + (pointer?.Length ?? 0)) * sizeof(char));
        if (impact != FaultImpact.StopsReading)
        {
            _impacts.Add(finding, impact);
        }
    }

    /// <summary>Reports the number of findings that were left out, if there are any; to be called once, at the end.</summary>
    public void Close()
    {
        if (_leftOut > 0)
        {
            findings.Add(Finding.Of(
                FindingCodes.FindingsLeftOut,
                string.Create(CultureInfo.InvariantCulture, $"The file has {_leftOut} more findings, which are left out here."),
                new(file, null, version)));
        }
    }

    /// <summary>A text in quotes, cut where it is long, with control characters made visible.</summary>
    public static string Show(string text)
    {
        StringBuilder shown = new("'");
        foreach (Rune rune in text.AsSpan(0, Math.Min(text.Length, ShownLength)).EnumerateRunes())
        {
            if (Rune.IsControl(rune))
            {
                shown.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            }
            else
            {
                shown.Append(rune);
            }
        }

        return shown.Append(text.Length > ShownLength ? "…'" : "'").ToString();
    }

    /// <summary>A key as a part of a JSON pointer (RFC 6901), cut if it is very long.</summary>
    public static string Pointer(string key)
    {
        string shown = key.Length > PointedLength ? key[..PointedLength] + "…" : key;
        return "/" + shown.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
    }
}

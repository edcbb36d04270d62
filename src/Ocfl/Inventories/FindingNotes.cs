using System.Globalization;
using System.Text;
using Ocfl.Validation;

namespace Ocfl.Inventories;

/// <summary>Collects what is wrong with one file. It keeps up to a number of findings, and the first of each code in any case.</summary>
/// <param name="findings">Takes what is kept.</param>
/// <param name="file">The file.</param>
/// <param name="version">The version whose file it is; null for none.</param>
/// <param name="limit">How many findings are kept. It bounds what is reported, not what is checked.</param>
internal sealed class FindingNotes(List<Finding> findings, string file, string? version, int limit)
{
    // A digest of 512 bits is shown whole.
    private const int ShownLength = 160;
    private const int PointedLength = 1024;

    // The first of each code is kept, so that the verdict is right by every version of the specification, for validators and for readers.
    private readonly HashSet<(string Code, bool IsHarmless)> _codes = [];
    private long _leftOut;

    /// <summary>How many errors there were, kept or not.</summary>
    public long Errors { get; private set; }

    /// <summary>Those of the findings that stop no reader.</summary>
    public HashSet<Finding> Harmless { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>Adds a finding.</summary>
    /// <param name="code">Of OCFL 1.1.</param>
    /// <param name="message">What is wrong, and what would be right.</param>
    /// <param name="pointer">The place in the file; null for the whole of it.</param>
    /// <param name="about">The version that it is about; null for the one whose file it is.</param>
    public void Add(string code, string message, string? pointer = null, string? about = null) =>
        Keep(Finding.Of(code, message, new(file, pointer, about ?? version)), isHarmless: false);

    /// <summary>Adds an error that stops no reader: nothing else can be read from the inventory because of it, and nothing is lost (decision 21).</summary>
    /// <inheritdoc cref="Add"/>
    public void AddHarmless(string code, string message, string? pointer = null, string? about = null)
    {
        Finding finding = Finding.Of(code, message, new(file, pointer, about ?? version));
        if (Keep(finding, isHarmless: true))
        {
            Harmless.Add(finding);
        }
    }

    /// <summary>Counts what was left out, where something was; to be called once, at the end.</summary>
    public void Close()
    {
        if (_leftOut > 0)
        {
            findings.Add(Finding.Of(
                ValidationCodes.FindingsLeftOut,
                string.Create(CultureInfo.InvariantCulture, $"The file has {_leftOut} more findings, which are left out here."),
                new(file, null, version)));
        }
    }

    private bool Keep(Finding finding, bool isHarmless)
    {
        Errors += finding.Severity == FindingSeverity.Error ? 1 : 0;
        if (!_codes.Add((finding.Code, isHarmless)) && findings.Count >= limit)
        {
            _leftOut++;
            return false;
        }

        findings.Add(finding);
        return true;
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

    /// <summary>A key as a part of a JSON pointer (RFC 6901), cut where it is so long that it shows nothing.</summary>
    public static string Pointer(string key)
    {
        string shown = key.Length > PointedLength ? key[..PointedLength] + "…" : key;
        return "/" + shown.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
    }
}

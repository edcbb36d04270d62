using System.Globalization;
using System.Text;
using Ocfl.Validation;

namespace Ocfl.Inventories;

/// <summary>Takes down what is wrong with one file, up to a limit.</summary>
internal sealed class FindingNotes(List<Finding> findings, string file, string? version, int limit)
{
    private const int ShownLength = 120;

    /// <summary>Whether there is no room for more.</summary>
    public bool IsFull => findings.Count >= limit;

    /// <summary>Adds a finding, if there is room for it.</summary>
    /// <param name="code">Of OCFL 1.1.</param>
    /// <param name="message">What is wrong, and what would be right.</param>
    /// <param name="pointer">The place in the file; null for the whole of it.</param>
    /// <param name="about">The version that it is about; null for the one whose file it is.</param>
    public void Add(string code, string message, string? pointer = null, string? about = null)
    {
        if (!IsFull)
        {
            findings.Add(Finding.Of(code, message, new(file, pointer, about ?? version)));
        }
    }

    /// <summary>Adds an error that stops no reader: nothing else can be read from the inventory because of it, and nothing is lost (decision 21).</summary>
    /// <inheritdoc cref="Add"/>
    public void AddHarmless(string code, string message, string? pointer = null, string? about = null)
    {
        if (!IsFull)
        {
            Add(code, message, pointer, about);
            Harmless.Add(findings[^1]);
        }
    }

    /// <summary>Those of the findings that stop no reader.</summary>
    public HashSet<Finding> Harmless { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>Says that there may be more, where the limit was reached.</summary>
    public void Close()
    {
        if (IsFull)
        {
            findings.Add(Finding.Of(
                ValidationCodes.FindingsLeftOut,
                string.Create(CultureInfo.InvariantCulture, $"The file has {limit} findings or more; it was not looked at any further."),
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

    /// <summary>A key as a part of a JSON pointer (RFC 6901).</summary>
    public static string Pointer(string key) =>
        "/" + key.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}

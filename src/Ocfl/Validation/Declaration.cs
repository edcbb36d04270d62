using Ocfl.Findings;
using Ocfl.Inventories;

namespace Ocfl.Validation;

/// <summary>
/// The files that declare an object root or a storage root and its version of the specification (OCFL 1.1, sections 3.2 and 4.2).
/// </summary>
internal sealed class Declaration
{
    private const int MaxLength = 256;

    private static readonly Version NewestKnown = new(1, 1);

    private readonly string _prefix;
    private readonly string _noun;
    private readonly bool _mayNotHaveOtherFiles;
    private readonly Codes _codes;

    private Declaration(string prefix, string noun, bool mayNotHaveOtherFiles, Codes codes)
    {
        _prefix = prefix;
        _mayNotHaveOtherFiles = mayNotHaveOtherFiles;
        _noun = noun;
        _codes = codes;
    }

    public static Declaration OfObject { get; } = new(
        "ocfl_object_",
        "object",
        mayNotHaveOtherFiles: true,
        new(
            Format: FindingCodes.E002,
            Missing: FindingCodes.E003,
            Many: FindingCodes.E003,
            Pattern: FindingCodes.E004,
            Tag: FindingCodes.E005,
            Value: FindingCodes.E006,
            Content: FindingCodes.E007));

    public static Declaration OfRoot { get; } = new(
        "ocfl_",
        "storage root",
        mayNotHaveOtherFiles: false,
        new(
            Format: FindingCodes.E075,
            Missing: FindingCodes.E069,
            Many: FindingCodes.E076,
            Pattern: FindingCodes.E077,
            Tag: FindingCodes.E078,
            Value: FindingCodes.E079,
            Content: FindingCodes.E080));

    /// <summary>Whether a file's name is a declaration, or was meant to be one.</summary>
    public bool Resembles(string name) =>
        !name.EndsWith(".md", StringComparison.Ordinal)
        && !name.EndsWith(".txt", StringComparison.Ordinal)
        && !name.EndsWith(".json", StringComparison.Ordinal)
        && (IsTag(name) || IsBareValue(name));

    /// <summary>Whether a file's name declares a version that is newer than all known ones.</summary>
    public bool IsOfFutureVersion(string name) =>
        name.StartsWith("0=" + _prefix, StringComparison.Ordinal)
        && Version.TryParse(name.AsSpan(2 + _prefix.Length), out Version? version)
        && version > NewestKnown;

    /// <summary>Checks the files that resemble declarations, and finds the version that they declare.</summary>
    /// <returns>The newest known version that is declared; null when none is.</returns>
    public async Task<SpecificationVersion?> CheckAsync(
        IReadOnlyList<string> names, ObjectContext context, CancellationToken cancellationToken)
    {
        List<SpecificationVersion> versions = [];
        List<string> others = [];
        foreach (string name in names)
        {
            if (TryParse(name, out SpecificationVersion version))
            {
                versions.Add(version);
            }
            else
            {
                others.Add(name);
            }
        }

        SpecificationVersion? declared = versions.Count == 0 ? null : versions.Max();
        context.Specification = declared ?? context.Specification;
        foreach (string name in others.Where(name => IsTag(name) || _mayNotHaveOtherFiles || versions.Count == 0))
        {
            foreach ((FindingCode code, string message) in Explain(name))
            {
                await context.ReportAtAsync(code, message, name, cancellationToken).ConfigureAwait(false);
            }
        }

        await CheckCountAsync(versions.Count, context, cancellationToken).ConfigureAwait(false);
        foreach (SpecificationVersion version in versions)
        {
            await CheckContentAsync(version, context, cancellationToken).ConfigureAwait(false);
        }

        return declared;
    }

    private async Task CheckCountAsync(int count, ObjectContext context, CancellationToken cancellationToken)
    {
        if (count == 0 && !IsHidden(context))
        {
            await context.ReportAtAsync(
                _codes.Missing,
                $"There is no declaration of the {_noun}, such as {NameOf(SpecificationVersion.V11)}; there must be one.",
                "",
                cancellationToken).ConfigureAwait(false);
        }
        else if (count > 1)
        {
            await context.ReportAtAsync(
                _codes.Many, $"There are {count} declarations; there must be exactly one.", "", cancellationToken).ConfigureAwait(false);
        }
    }

    // Whether there may be a declaration that could not be read.
    private bool IsHidden(ObjectContext context) =>
        context.IsUnreadable(NameOf(SpecificationVersion.V10)) || context.IsUnreadable(NameOf(SpecificationVersion.V11));

    private async Task CheckContentAsync(SpecificationVersion version, ObjectContext context, CancellationToken cancellationToken)
    {
        string name = NameOf(version);
        string expected = name[2..] + "\n";
        (bool isRead, string? text) = await context.ReadShortTextAsync(name, MaxLength, cancellationToken).ConfigureAwait(false);
        if (isRead && text != expected)
        {
            string found = text is null ? $"is longer than {MaxLength} bytes or not a string" : "is " + FindingNotes.Show(text);
            await context.ReportAtAsync(
                _codes.Content,
                $"The content of the declaration {found}; it must be '{name[2..]}' and a newline.",
                name,
                cancellationToken).ConfigureAwait(false);
        }
    }

    private string NameOf(SpecificationVersion version) => "0=" + _prefix + version.Name;

    private bool TryParse(string name, out SpecificationVersion version)
    {
        version = default;
        return name.StartsWith("0=" + _prefix, StringComparison.Ordinal)
            && SpecificationVersion.TryParse(name[(2 + _prefix.Length)..], out version);
    }

    private static bool IsTag(string name) =>
        name.Length > 2 && name[1] == '=' && (name[0] == '0' || name.AsSpan(2).StartsWith("ocfl"));

    /// <summary>The value without its tag: <c>ocfl_object_1.1</c>, or after something that is no tag: <c>0_ocfl_object_1.1</c>.</summary>
    private bool IsBareValue(string name) =>
        name.Contains(_prefix, StringComparison.Ordinal)
            && name.Length > 0
            && char.IsAsciiDigit(name[^1])
            && name.Contains('.', StringComparison.Ordinal);

    private IEnumerable<(FindingCode Code, string Message)> Explain(string name)
    {
        string shown = FindingNotes.Show(name);
        string right = NameOf(SpecificationVersion.V11);
        if (!IsTag(name))
        {
            yield return (_codes.Format, $"{shown} is not a NAMASTE tag; the declaration must be one, such as {right}.");
            yield return (_codes.Pattern, $"{shown} does not have the form T=dvalue; the declaration must be named such as {right}.");
            yield break;
        }

        if (name[0] != '0')
        {
            yield return (_codes.Tag, $"The tag of {shown} is '{name[0]}'; it must be 0, as in {right}.");
        }

        if (!name.AsSpan(2).StartsWith(_prefix))
        {
            yield return (_codes.Value, $"The value of {shown} does not begin with '{_prefix}'; it must, as in {right}.");
        }
        else if (!SpecificationVersion.TryParse(name[(2 + _prefix.Length)..], out _))
        {
            yield return (_codes.Pattern, $"{shown} does not end with a known version of the specification; it must end with 1.0 or 1.1.");
        }
    }

    private sealed record Codes(
        FindingCode Format,
        FindingCode Missing,
        FindingCode Many,
        FindingCode Pattern,
        FindingCode Tag,
        FindingCode Value,
        FindingCode Content);
}

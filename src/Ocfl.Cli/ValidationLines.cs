namespace Ocfl.Cli;

/// <summary>
/// What validation found about an object, or about a storage root alone. The kind is <c>object</c>, <c>root</c>, or <c>rootPart</c> for
/// findings about a root before its last line, which have no verdict.
/// </summary>
internal sealed record ValidationLine(
    string Path, string? ObjectId, bool Valid, string Kind, string? Verdict, bool Complete, IReadOnlyList<FindingLine> Findings);

/// <summary>What validation found about a storage root with all its objects.</summary>
internal sealed record ValidationSummaryLine(
    string Path,
    bool Valid,
    string Kind,
    string Verdict,
    bool Complete,
    long Objects,
    long ValidObjects,
    long InvalidObjects,
    long NotLookedAt);

/// <summary>Something that validation found.</summary>
internal sealed record FindingLine(string Code, string Severity, string Message, string Location);

/// <summary>Everything that one call of the tool validated; the kind is <c>total</c>. Findings are counted by their codes.</summary>
internal sealed record ValidationTotalLine(
    string Kind,
    bool Valid,
    long Objects,
    long ValidObjects,
    long InvalidObjects,
    long IncompleteObjects,
    IReadOnlyDictionary<string, long> Findings);

/// <summary>The rule of a code.</summary>
internal sealed record RuleLine(string Code, string Severity, string Rule, string Reference);

/// <summary>A line of a validation that can be continued: its root and depth, an object, a page of the root, or its end.</summary>
internal sealed record JournalLine(string Kind)
{
    /// <summary>Of the first line: the root's folder, and <c>content</c> or <c>structure</c>.</summary>
    public string? Root { get; init; }

    /// <summary>Of the first line: <c>content</c> or <c>structure</c>.</summary>
    public string? Depth { get; init; }

    /// <summary>Of an object: its root from the storage root. Of a page: the last object of it, or null for the last page.</summary>
    public string? Path { get; init; }

    /// <summary>Of an object: its id.</summary>
    public string? ObjectId { get; init; }

    /// <summary>Of an object: its verdict. Of the end: the verdict on the root with all its objects.</summary>
    public string? Verdict { get; init; }

    /// <summary>Of an object: whether it is where the layout puts it, <c>right</c>, <c>wrong</c> or <c>unknown</c>.</summary>
    public string? Place { get; init; }

    /// <summary>What was found about the object, or about the root in a page.</summary>
    public IReadOnlyList<FindingLine>? Findings { get; init; }

    /// <summary>Of an object: what was found about the root because of it.</summary>
    public IReadOnlyList<FindingLine>? RootFindings { get; init; }
}

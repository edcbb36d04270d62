namespace Ocfl.Findings;

/// <summary>A row of the table of codes (<see cref="FindingCodes"/>).</summary>
/// <param name="Name">As it is reported, for example <c>E092</c>.</param>
/// <param name="Severity">Of every finding with this code.</param>
/// <param name="Text">The rule that is broken; for codes of this validator's own, what they mean.</param>
/// <param name="Reference">The rule in the specification; for codes of this validator's own, the page that describes them.</param>
internal sealed record FindingCode(string Name, FindingSeverity Severity, string Text, string Reference)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}

using System.Reflection;

namespace Ocfl.Findings;

/// <summary>The rule behind a code of findings, in the words of the specification (OCFL editors, CC BY 4.0).</summary>
public sealed class FindingRule
{
    private FindingRule(FindingCode code)
    {
        Code = code.Name;
        Severity = code.Severity;
        Text = code.Text;
        Reference = code.Reference;
    }

    /// <summary>The code, such as <c>E092</c>, as in <see cref="Finding.Code"/>.</summary>
    public string Code { get; }

    /// <summary>The severity of every finding with this code.</summary>
    public FindingSeverity Severity { get; }

    /// <summary>The rule; for a code of the validator's own, what it means.</summary>
    public string Text { get; }

    /// <summary>The URL of the rule in the specification; for a code of the validator's own, the page that describes it.</summary>
    public string Reference { get; }

    /// <summary>The rules of all codes.</summary>
    public static IReadOnlyList<FindingRule> List() =>
    [
        .. typeof(FindingCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => field.GetValue(obj: null))
            .OfType<FindingCode>()
            .Select(code => new FindingRule(code)),
    ];
}

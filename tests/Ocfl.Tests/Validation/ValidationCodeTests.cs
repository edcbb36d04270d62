using System.Text.RegularExpressions;
using Ocfl.Findings;

namespace Ocfl.Tests.Validation;

/// <summary>
/// <c>docs/validation.md</c>, the mutations and the sources agree about what is checked: a check that is taken out fails the mutations
/// that show it, and there is one for every code.
/// </summary>
public sealed partial class ValidationCodeTests
{
    /// <summary>The codes of the specification's tables; 65 and 109 are of neither version.</summary>
    private static readonly string[] Both =
    [
        .. Enumerable.Range(1, 102).Except([65, 68, 86, 91]).Select(number => $"E{number:000}"),
        .. Enumerable.Range(1, 15).Except([6]).Select(number => $"W{number:000}"),
    ];

    private static readonly string[] OnlyOneZero = ["E068", "E086", "E091"];

    private static readonly string[] OnlyOneOne = ["E103", "E104", "E105", "E106", "E107", "E108", "E110", "E111", "E112", "W016"];

    [Fact]
    public void The_table_has_every_code_of_the_specification_with_its_versions()
    {
        IEnumerable<string> expected = Both.Select(code => code + " 1.0 1.1")
            .Concat(OnlyOneZero.Select(code => code + " 1.0"))
            .Concat(OnlyOneOne.Select(code => code + " 1.1"));

        Assert.Equal(
            expected.Order(StringComparer.Ordinal), Rows().Select(row => $"{row.Code} {row.Versions}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_checked_code_is_shown_by_the_mutation_that_the_table_names()
    {
        foreach ((string code, string versions, string? test) in Rows().Where(row => row.Test is not null))
        {
            foreach (string version in versions.Split(' '))
            {
                Assert.True(
                    Shown(version).Contains((code, test!)),
                    $"{code} is not among the codes that the mutation '{test}' expects in {version}.");
            }
        }
    }

    [Fact]
    public void Every_code_that_the_sources_report_is_in_the_table_as_checked_and_no_other()
    {
        HashSet<string> reported = [.. SourceFiles().SelectMany(file => CodeLiteral().Matches(File.ReadAllText(file))).Select(
            match => match.Groups[1].Value)];
        Assert.Equal(Rows().Where(row => row.Test is not null)
            .Select(row => row.Code)
            .Order(StringComparer.Ordinal), reported.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_code_that_a_mutation_expects_is_one_of_its_version()
    {
        Assert.Empty(
            Shown("1.0").Select(shown => shown.Code).Where(code => code[0] is not ('I' or 'U' or 'X')).Except([.. Both, .. OnlyOneZero]));
        Assert.Empty(
            Shown("1.1").Select(shown => shown.Code).Where(code => code[0] is not ('I' or 'U' or 'X')).Except([.. Both, .. OnlyOneOne]));
    }

    [Fact]
    public void The_validator_s_own_codes_are_in_their_table_and_a_test_expects_each()
    {
        string[] reported = [.. SourceFiles().SelectMany(file => OwnCodeLiteral().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups[1].Value)
            .Order(StringComparer.Ordinal)];
        string documentation = File.ReadAllText(Path.Combine(Repository(), "docs", "validation.md"));
        Assert.Equal(reported, OwnRow().Matches(documentation).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal));
        string[] shownByOtherTests = [
            FindingCodes.FindingsLeftOut,
            FindingCodes.LinksNotCompared,
            FindingCodes.Unreadable,
            FindingCodes.InventoryNotRead,
            FindingCodes.IdsNotCompared,
        ];
        Assert.Equal(
            reported.Except(shownByOtherTests),
            Shown("1.1").Select(shown => shown.Code).Where(code => code[0] is 'I' or 'U' or 'X').Distinct().Order(StringComparer.Ordinal));
    }

    private static HashSet<(string Code, string Test)> Shown(string version) =>
    [
        .. ObjectMutations.All.SelectMany(mutation => mutation.CodesIn(version).Select(code => (code, mutation.Name))),
        .. RootMutations.All.SelectMany(mutation => mutation.CodesIn(version).Select(code => (code, mutation.Name))),
    ];

    private static IEnumerable<(string Code, string Versions, string? Test)> Rows()
    {
        foreach (string line in File.ReadLines(Path.Combine(Repository(), "docs", "validation.md")))
        {
            if (Row().Match(line) is { Success: true } row)
            {
                yield return (row.Groups[1].Value, row.Groups[2].Value, row.Groups[3].Success ? row.Groups[3].Value : null);
            }
        }
    }

    private static IEnumerable<string> SourceFiles() => ((string[])["Findings", "Inventories", "Validation"])
        .SelectMany(folder => Directory.GetFiles(Path.Combine(Repository(), "src", "Ocfl", folder), "*.cs"));

    private static string Repository() => RepositoryFolder.Find().FullName;

    [GeneratedRegex(@"^\| ([EW]\d{3}) \| ([0-9. ]+) \| .* \| (?:\*(.+)\*|Not checked\. .+) \|$")]
    private static partial Regex Row();

    [GeneratedRegex("\"([EW][0-9]{3})\"")]
    private static partial Regex CodeLiteral();

    [GeneratedRegex("\"([IUX][0-9]{3})\"")]
    private static partial Regex OwnCodeLiteral();

    [GeneratedRegex(@"^\| ([IUX]\d{3}) \|", RegexOptions.Multiline)]
    private static partial Regex OwnRow();
}

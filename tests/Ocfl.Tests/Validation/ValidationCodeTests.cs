using System.Reflection;
using System.Text.RegularExpressions;
using Ocfl.Findings;
using Ocfl.Testing;

namespace Ocfl.Tests.Validation;

/// <summary>
/// <c>docs/validation.md</c>, the table of codes, the mutations and the sources agree about what is checked: a check that is removed fails
/// the mutations that show it, and there is one for every code.
/// </summary>
public sealed partial class ValidationCodeTests
{
    /// <summary>The codes of the specification's tables; 65 and 109 are of neither version.</summary>
    private static readonly string[] Both =
    [
        .. Enumerable.Range(1, 102).Except([65, 68, 86, 91]).Select(number => $"E{number:000}"),
        .. Enumerable.Range(1, 15).Except([6]).Select(number => $"W{number:000}"),
    ];

    /// <summary>The codes of the table, by the names of its members.</summary>
    private static readonly Dictionary<string, FindingCode> Table = typeof(FindingCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .ToDictionary(field => field.Name, field => (FindingCode)field.GetValue(null)!);

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
        foreach ((string code, string versions, _, string? test) in Rows().Where(row => row.Test is not null))
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
    public void Every_code_that_the_sources_report_is_in_the_table_as_checked_and_no_other() => Assert.Equal(
        Rows().Where(row => row.Test is not null).Select(row => row.Code).Order(StringComparer.Ordinal),
        Reported().Where(code => code[0] is 'E' or 'W').Order(StringComparer.Ordinal));

    [Fact]
    public void The_documentation_has_the_texts_of_the_table()
    {
        Assert.Equal(
            Table.Values.Where(code => code.Name[0] is 'E' or 'W').Select(code => (code.Name, code.Text)),
            Rows().Select(row => (row.Code, row.Text)));
        Assert.Equal(
            Table.Values.Where(code => code.Name[0] is 'I' or 'U' or 'X').Select(code => (code.Name, code.Text)), OwnRows());
    }

    [Fact]
    public void A_code_refers_to_the_newest_specification_that_has_it_and_a_code_of_this_validator_to_its_documentation()
    {
        Assert.All(Rows(), row => Assert.Equal(
            $"https://ocfl.io/{row.Versions[^3..]}/spec/#{row.Code}", Table.Values.Single(code => code.Name == row.Code).Reference));
        string[] own = [.. Table.Values.Where(code => code.Name[0] is 'I' or 'U' or 'X').Select(code => code.Reference).Distinct()];
        string[] parts = Assert.Single(own).Split('#');
        string[] anchors = [.. File.ReadLines(Path.Combine(Repository(), parts[0])).Where(line => line.StartsWith('#'))
            .Select(line => NotInAnchors().Replace(line.TrimStart('#', ' ').ToLowerInvariant(), "").Replace(' ', '-'))];
        Assert.Contains(parts[1], anchors);
    }

    [Fact]
    public void The_severity_of_a_code_follows_from_its_letter() => Assert.All(Table.Values, code => Assert.Equal(
        code.Name[0] switch
        {
            'E' => FindingSeverity.Error,
            'W' or 'X' => FindingSeverity.Warning,
            'U' => FindingSeverity.Unchecked,
            _ => FindingSeverity.Info,
        },
        code.Severity));

    /// <summary>Except in the examples of the HTTP reference, which are sent by another project and report nothing.</summary>
    [Fact]
    public void A_code_is_written_out_in_the_table_only() => Assert.DoesNotContain(
        Directory.EnumerateFiles(Path.Combine(Repository(), "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(name => name is "bin" or "obj" or "node_modules")),
        file => Path.GetFileName(file) is not "FindingCodes.cs"
            && !file.EndsWith("Calls.cs", StringComparison.Ordinal)
            && CodeLiteral().IsMatch(File.ReadAllText(file)));

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
        string[] reported = [.. Reported().Where(code => code[0] is 'I' or 'U' or 'X').Order(StringComparer.Ordinal)];
        Assert.Equal(reported, OwnRows().Select(row => row.Code).Order(StringComparer.Ordinal));
        string[] shownByOtherTests = [
            FindingCodes.FindingsLeftOut.Name,
            FindingCodes.LinksNotCompared.Name,
            FindingCodes.Unreadable.Name,
            FindingCodes.InventoryNotRead.Name,
            FindingCodes.IdsNotCompared.Name,
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

    private static IEnumerable<(string Code, string Versions, string Text, string? Test)> Rows()
    {
        foreach (string line in File.ReadLines(Path.Combine(Repository(), "docs", "validation.md")))
        {
            if (Row().Match(line) is { Success: true } row)
            {
                yield return (
                    row.Groups[1].Value, row.Groups[2].Value, row.Groups[3].Value, row.Groups[4].Success ? row.Groups[4].Value : null);
            }
        }
    }

    private static IEnumerable<(string Code, string Text)> OwnRows() =>
        OwnRow().Matches(File.ReadAllText(Path.Combine(Repository(), "docs", "validation.md")))
            .Select(match => (match.Groups[1].Value, match.Groups[2].Value));

    /// <summary>The codes that the sources name outside the table.</summary>
    private static HashSet<string> Reported() =>
    [
        .. ((string[])["Findings", "Inventories", "Validation"])
            .SelectMany(folder => Directory.GetFiles(Path.Combine(Repository(), "src", "Ocfl", folder), "*.cs"))
            .SelectMany(file => Member().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups[1].Value)
            .Where(Table.ContainsKey)
            .Select(member => Table[member].Name),
    ];

    private static string Repository() => RepositoryFolder.Find().FullName;

    [GeneratedRegex(@"^\| ([EW]\d{3}) \| ([0-9. ]+) \| (.*) \| (?:\*(.+)\*|Not checked\. .+) \|$")]
    private static partial Regex Row();

    [GeneratedRegex("\"[EWIUX][0-9]{3}\"")]
    private static partial Regex CodeLiteral();

    [GeneratedRegex(@"\bFindingCodes\.(\w+)")]
    private static partial Regex Member();

    [GeneratedRegex("[^a-z0-9 -]")]
    private static partial Regex NotInAnchors();

    [GeneratedRegex(@"^\| ([IUX]\d{3}) \| (.*) \|$", RegexOptions.Multiline)]
    private static partial Regex OwnRow();
}

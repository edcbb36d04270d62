using System.Text.RegularExpressions;

namespace DurableTask.Conformance.Tests;

/// <summary>The README of the package lists the declared differences, and no others.</summary>
public sealed partial class ReadmeTests
{
    private const string Heading = "## Not as in Azure";

    [Fact]
    public void The_table_names_the_cases_that_differ_from_Azure()
    {
        string[] rows = Rows();
        Dictionary<ConformanceCase, int> named = [];
        foreach (string row in rows)
        {
            Regex[] patterns = [.. Code().Matches(row.Split('|')[^2]).Select(code => Pattern(code.Groups[1].Value))];
            ConformanceCase[] cases = [.. ConformanceCases.All.Where(@case => patterns.Any(pattern => pattern.IsMatch(@case.Name)))];
            Assert.All(patterns, pattern => Assert.Contains(cases, @case => @case.Functions is not null && pattern.IsMatch(@case.Name)));
            foreach (ConformanceCase @case in cases.Where(@case => @case.Functions is not null))
            {
                named[@case] = named.GetValueOrDefault(@case) + 1;
            }
        }

        Assert.Equal(
            ConformanceCases.All.Where(@case => @case.Functions is not null).Select(@case => @case.Name).Order(StringComparer.Ordinal),
            named.Keys.Select(@case => @case.Name).Order(StringComparer.Ordinal));
        Assert.All(named.Values, count => Assert.Equal(1, count));
        Assert.Equal(10, rows.Length);
    }

    [Fact]
    public void The_text_has_the_number_of_cases()
    {
        int stated = int.Parse(Number().Match(Readme()).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);

        Assert.InRange(ConformanceCases.All.Count, stated, stated + 50);
    }

    [Fact]
    public void Every_decision_that_a_case_names_exists()
    {
        string folder = Path.Combine(Root(), "docs", "decisions");
        string[] decisions = [.. Directory.EnumerateFiles(folder).Select(file => Path.GetFileName(file)!)];

        IEnumerable<int> named = ConformanceCases.All
            .SelectMany(@case => new[] { @case.TestHost, @case.Functions })
            .OfType<Difference>()
            .Select(difference => difference.Decision)
            .Distinct();

        Assert.All(named, number => Assert.Contains(decisions, file => file.StartsWith($"{number:D4}-", StringComparison.Ordinal)));
    }

    [Fact]
    public void Names_are_unique() =>
        Assert.Equal(ConformanceCases.All.Count, ConformanceCases.All.Select(@case => @case.Name).Distinct(StringComparer.Ordinal).Count());

    private static string[] Rows()
    {
        string section = Readme().Split(Heading)[1].Split("\n## ")[0];
        return
        [
            .. section.Split('\n').Where(line =>
                line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| |", StringComparison.Ordinal)),
        ];
    }

    private static string Readme() =>
        File.ReadAllText(Path.Combine(Root(), "src", "DurableTask.Sqlite", "README.md")).ReplaceLineEndings("\n");

    private static string Root()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "OcflFunctions.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }

    /// <summary>An ellipsis stands for anything.</summary>
    private static Regex Pattern(string name) => new(
        "^" + Regex.Escape(name).Replace("…", ".*", StringComparison.Ordinal) + "$",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture);

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex("does: ([0-9]+) conformance cases")]
    private static partial Regex Number();
}

using System.Text.RegularExpressions;

namespace Infra.Tests;

/// <summary>The queries for operators and alerts.</summary>
public sealed partial class QueryTests
{
    // The names under which the app sends its metrics, with their dimensions.
    private static readonly Dictionary<string, string[]> Metrics = new(StringComparer.Ordinal)
    {
        ["ocfl.updates.started"] = [],
        ["ocfl.updates.ended"] = ["outcome"],
        ["ocfl.updates.held"] = [],
        ["ocfl.update.duration"] = [],
        ["ocfl.update.wait"] = [],
        ["ocfl.steps.executed"] = ["kind", "outcome"],
        ["ocfl.bytes.staged"] = [],
        ["ocfl.bytes.written"] = [],
        ["ocfl.storage.requests"] = ["operation", "status"],
        ["ocfl.updates.oldest_age"] = [],
        ["ocfl.audit.findings"] = ["severity"],
    };

    private static readonly string[] Files = [.. Directory.EnumerateFiles(RepositoryFolder.At("infra", "queries"), "*.kql").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    public static TheoryData<string> Queries => [.. Files];

    [Theory]
    [MemberData(nameof(Queries))]
    public void AQueryAsksForWhatIsSent(string query)
    {
        string text = RepositoryFolder.Read("infra", "queries", query);
        string[] asked = [.. MetricName().Matches(text).Select(match => match.Groups["name"].Value)];

        Assert.StartsWith("// ", text, StringComparison.Ordinal);
        Assert.Subset(Metrics.Keys.ToHashSet(StringComparer.Ordinal), asked.ToHashSet(StringComparer.Ordinal));
        Assert.Equal(text.Contains("customMetrics", StringComparison.Ordinal), asked.Length > 0);
        Assert.Subset(
            asked.SelectMany(name => Metrics[name]).ToHashSet(StringComparer.Ordinal),
            Dimension().Matches(text).Select(match => match.Groups["name"].Value).ToHashSet(StringComparer.Ordinal));
        Assert.Equal(text.Count(character => character == '('), text.Count(character => character == ')'));
    }

    [Fact]
    public void EveryMetricIsAskedFor() => Assert.Equal(
        Metrics.Keys.Order(StringComparer.Ordinal),
        Files.SelectMany(file => MetricName().Matches(RepositoryFolder.Read("infra", "queries", file)))
            .Select(match => match.Groups["name"].Value).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Queries))]
    public void EveryQueryIsInAnAlertOrTheWorkbookOrToBeFilledIn(string query)
    {
        string template = query.StartsWith("alert-", StringComparison.Ordinal) ? "alerts.bicep" : "workbook.bicep";

        Assert.True(
            query == "one-update.kql" || RepositoryFolder.Read("infra", "modules", template).Contains($"loadTextContent('../queries/{query}')", StringComparison.Ordinal),
            $"{template} does not have {query}.");
    }

    [Fact]
    public void AnAlertMeasuresAColumnOfItsQuery() => Assert.All(
        Rule().Matches(RepositoryFolder.Read("infra", "modules", "alerts.bicep")),
        rule => Assert.Contains($"summarize {rule.Groups["column"].Value} = ", RepositoryFolder.Read("infra", "queries", rule.Groups["query"].Value), StringComparison.Ordinal));

    [GeneratedRegex("\"(?<name>ocfl\\.(?!update\\.id)[a-z_.]+)\"")]
    private static partial Regex MetricName();

    [GeneratedRegex(@"customDimensions\.(?<name>\w+)")]
    private static partial Regex Dimension();

    [GeneratedRegex(@"loadTextContent\('\.\./queries/(?<query>[a-z-]+\.kql)'\)\s+column: '(?<column>\w+)'")]
    private static partial Regex Rule();
}

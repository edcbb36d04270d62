using System.Text.RegularExpressions;
using Ocfl.Testing.Node;

namespace Infra.Tests.Queries;

/// <summary>Every query, as Microsoft's language service of Kusto sees it.</summary>
[Trait("Category", "Slow")]
public sealed partial class KustoTests
{
    private static readonly string[] Numbers = ["int", "long", "real", "decimal"];

    public static TheoryData<string, int> Queries
    {
        get
        {
            TheoryData<string, int> queries = [];
            foreach (KustoQuery query in KustoQuery.All)
            {
                queries.Add(query.File, query.Line);
            }

            return queries;
        }
    }

    public static TheoryData<string, string> Alerts
    {
        get
        {
            TheoryData<string, string> alerts = [];
            foreach (Match rule in Rule().Matches(RepositoryFolder.Read("infra", "modules", "alerts.bicep")))
            {
                alerts.Add($"infra/queries/{rule.Groups["query"].Value}", rule.Groups["column"].Value);
            }

            return alerts;
        }
    }

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task TheLanguageServiceFindsNothingWrong(string file, int line)
    {
        KustoAnswer answer = await Kusto.GetAsync(KustoQuery.All.Single(query => (query.File, query.Line) == (file, line)));

        Assert.True(
            answer.Findings.Count == 0,
            string.Join('\n', answer.Findings.Select(finding => $"{file}:{finding with { Line = finding.Line + line - 1 }}")));
        Assert.NotEmpty(answer.Columns);
    }

    [Theory]
    [MemberData(nameof(Alerts))]
    public async Task AnAlertMeasuresANumberOfItsQuery(string file, string column)
    {
        KustoAnswer answer = await Kusto.GetAsync(KustoQuery.All.Single(query => query.File == file));

        Assert.Contains(column, answer.Columns.Keys);
        Assert.Contains(answer.Columns[column], Numbers);
    }

    [Fact]
    public void QueriesOfDocumentsAreAmongThem() =>
        Assert.Contains(KustoQuery.All, query => query.File == "docs/telemetry.md" && query.Line > 1);

    [Fact]
    public async Task TheLanguageServiceFindsWhatIsWrong()
    {
        Dictionary<string, string> wrong = new(StringComparer.Ordinal)
        {
            ["customMetrics\n| where nmae == \"ocfl.updates.held\""] =
                "2:9: The name 'nmae' does not refer to any known column, table, variable or function. [KS142]",
            ["customMetrics\n| were name == \"ocfl.updates.held\""] = "2:3: Query operator expected. [KS176]",
            ["customMetric | take 1"] =
                "1:1: The name 'customMetric' does not refer to any known table, tabular variable or function. [KS204]",
            ["customMetrics | summarize Held = total(valueSum)"] = "1:34: The name 'total' does not refer to any known function. [KS211]",
            ["customMetrics | summarize avg(name)"] = "1:27: The function 'avg' is not compatible with arguments (string) [KS127]",
            ["customMetrics | summarize sum(valueSum) by customDimensions.outcome"] =
                "1:44: The value of type 'dynamic' is not allowed in this context. [KS116]",
        };

        IReadOnlyList<KustoAnswer> answers = await Kusto.AskAsync([.. wrong.Keys]);

        Assert.All(wrong.Values.Zip(answers), pair => Assert.Contains(
            pair.First, pair.Second.Findings.Select(finding => finding.ToString())));
    }

    [Fact]
    public async Task WithoutNodeItSaysWhatToInstall()
    {
        ParserException failure = await Assert.ThrowsAsync<ParserException>(
            () => new Parser("kusto.js", node: "no-such-node").AskAsync<object>(Array.Empty<string>()));

        Assert.Contains("install Node.js", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AScriptThatFailsSaysWhy()
    {
        ParserException failure = await Assert.ThrowsAsync<ParserException>(
            () => new Parser("no-such-script.js").AskAsync<object>(Array.Empty<string>()));

        Assert.Contains("Cannot find module", failure.Message, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"loadTextContent\('\.\./queries/(?<query>[a-z-]+\.kql)'\)\s+column: '(?<column>\w+)'")]
    private static partial Regex Rule();
}

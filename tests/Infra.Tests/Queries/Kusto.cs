using Ocfl.Testing.Node;

namespace Infra.Tests.Queries;

/// <summary>
/// Microsoft's language service of Kusto, which knows the tables of Application Insights that <c>tests/parsers/kusto-tables.json</c> has.
/// </summary>
internal static class Kusto
{
    // It costs seconds to start, so it is asked about all of them at once.
    private static readonly Lazy<Task<Dictionary<KustoQuery, KustoAnswer>>> Answers = new(async () =>
        KustoQuery.All.Zip(await AskAsync([.. KustoQuery.All.Select(query => query.Text)])).ToDictionary(
            pair => pair.First, pair => pair.Second));

    /// <summary>What it says of a query of this repository.</summary>
    public static async Task<KustoAnswer> GetAsync(KustoQuery query) => (await Answers.Value)[query];

    public static Task<IReadOnlyList<KustoAnswer>> AskAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken = default) =>
        new Parser("kusto.js").AskAsync<IReadOnlyList<KustoAnswer>>(texts, cancellationToken);
}

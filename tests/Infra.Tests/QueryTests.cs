using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Ocfl.AzureBlobs;
using OcflFunctions.Audits;
using OcflFunctions.Imports;
using OcflFunctions.Maintenance;
using OcflFunctions.Storage;
using OcflFunctions.Updates;
using OcflFunctions.Validations;

namespace Infra.Tests;

/// <summary>
/// The queries for operators and alerts: what they ask for is sent. Whether they are right says <see cref="Queries.KustoTests"/>.
/// </summary>
public sealed partial class QueryTests
{
    private static readonly Dictionary<string, string[]> Metrics = MetricsOfTheApp();

    private static readonly string[] Files = [.. Directory.EnumerateFiles(RepositoryFolder.At("infra", "queries"), "*.kql")
        .Select(file => Path.GetFileName(file))
        .Order(StringComparer.Ordinal)];

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
    }

    [Fact]
    public void EveryMetricIsDocumented() => Assert.Equal(
        Metrics.Keys.Order(StringComparer.Ordinal),
        Documented().Keys.Where(name => name.StartsWith("ocfl.", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

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
            query == "one-update.kql" || RepositoryFolder.Read("infra", "modules", template).Contains(
                $"loadTextContent('../queries/{query}')", StringComparison.Ordinal),
            $"{template} does not have {query}.");
    }

    // The instruments that the app's meters have, each with the dimensions that docs/telemetry.md tells of it.
    private static Dictionary<string, string[]> MetricsOfTheApp()
    {
        using ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        IMeterFactory meters = services.GetRequiredService<IMeterFactory>();
        List<string> names = [];
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Scope == meters)
            {
                names.Add(instrument.Name);
            }
        };
        listener.Start();
        _ = new UpdateTelemetry(meters, TimeProvider.System, NullLogger<UpdateTelemetry>.Instance);
        _ = new ValidationTelemetry(meters);
        _ = new AuditTelemetry(meters, TimeProvider.System);
        _ = new MaintenanceTelemetry(meters);
        _ = new ImportTelemetry(meters);
        _ = new UnreadableRecords(meters, NullLogger<UnreadableRecords>.Instance);
        _ = new AzureBlobStorage(
            new AzureBlobStorageOptions { ConnectionString = "UseDevelopmentStorage=true", Container = "objects", MeterFactory = meters });
        IReadOnlyDictionary<string, string[]> documented = Documented();
        return names.ToDictionary(name => name, name => documented.GetValueOrDefault(name) ?? [], StringComparer.Ordinal);
    }

    private static Dictionary<string, string[]> Documented() => RepositoryFolder.Read("docs", "telemetry.md").ReplaceLineEndings(
        "\n").Split('\n')
        .Select(line => MetricRow().Match(line))
        .Where(row => row.Success)
        .ToDictionary(
            row => row.Groups["name"].Value,
            row => DimensionName().Matches(row.Groups["dimensions"].Value).Select(match => match.Groups["name"].Value).ToArray(),
            StringComparer.Ordinal);

    [GeneratedRegex(@"^\| `[\w.]+` \| `(?<name>[a-z_.]+)` \| [^|]+ \| [^|]+ \|(?<dimensions>[^|]*)\|$")]
    private static partial Regex MetricRow();

    // At the beginning of the cell, and behind each semicolon.
    [GeneratedRegex("(^|;) `(?<name>[a-z]+)`")]
    private static partial Regex DimensionName();

    [GeneratedRegex("\"(?<name>ocfl\\.(?!update\\.id)[a-z_.]+)\"")]
    private static partial Regex MetricName();

    [GeneratedRegex(@"customDimensions\.(?<name>\w+)")]
    private static partial Regex Dimension();
}

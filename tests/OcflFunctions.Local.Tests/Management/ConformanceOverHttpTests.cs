using DurableTask.Conformance;
using DurableTask.Conformance.Functions;
using DurableTask.Sqlite;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using OcflFunctions.Local.Tests.Hosting;
using Xunit.Abstractions;

namespace OcflFunctions.Local.Tests.Management;

/// <summary>
/// The conformance cases of the engine over the local host's management API, as <c>DURABLE_CONFORMANCE=functions</c> runs them against a
/// Functions host.
/// </summary>
public sealed class ConformanceOverHttpTests(ITestOutputHelper output)
{
    // All cases with OCFL_CONFORMANCE_ALL, a few of each topic without.
    private static readonly bool IsWhole = Environment.GetEnvironmentVariable("OCFL_CONFORMANCE_ALL") is { Length: > 0 };

    private const int OfEachTopic = 3;

    [Fact]
    public async Task The_management_API_shows_what_the_client_shows()
    {
        await using RunningHost host = await RunningHost.StartAsync(
            folder: null, options => options with { Assemblies = [typeof(ConformanceFunctions).Assembly] });
        await using ManagementClient there = ManagementClient.Create(host.Application.Address, key: null);

        HttpReport report = await HttpReport.CreateAsync(
            Cases(),
            host.Application.Services.GetRequiredService<SqliteDurableTaskEngine>().Client,
            there,
            isAzure: false,
            atOnce: 16,
            RunningHost.Deadline);

        output.WriteLine(report.ToString());
        Assert.True(report.Wrong.Count == 0, string.Join('\n', report.Wrong));
        Assert.NotEqual(0, report.Same);
    }

    [Fact]
    public void The_functions_are_those_of_the_cases()
    {
        string[] functions =
        [
            .. typeof(ConformanceFunctions).GetMethods()
                .SelectMany(method => method.GetCustomAttributes(typeof(FunctionAttribute), inherit: false))
                .Cast<FunctionAttribute>().Select(function => function.Name).Order(StringComparer.Ordinal),
        ];

        Assert.Equal(
            ConformanceCases.Work.Orchestrators.Keys.Concat(ConformanceCases.Work.Activities.Keys).Order(StringComparer.Ordinal),
            functions);
    }

    private static List<ConformanceCase> Cases() => IsWhole
        ? [.. ConformanceCases.All]
        : [.. ConformanceCases.All.GroupBy(Topic, StringComparer.Ordinal).SelectMany(topic => topic.Take(OfEachTopic))];

    private static string Topic(ConformanceCase @case) =>
        string.Join('/', @case.Name.Split('/').Take(@case.Name.StartsWith("command/", StringComparison.Ordinal) ? 2 : 1));
}

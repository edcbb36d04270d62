using Xunit.Abstractions;

namespace DurableTask.Conformance.Tests;

/// <summary>
/// The cases on a Functions host that runs the app in <c>tests/DurableTask.Conformance.FunctionsApp</c>, over its HTTP API.
/// docs/testing.md says how to start it.
/// </summary>
public sealed class FunctionsTests(ITestOutputHelper output)
{
    [FunctionsFact]
    public async Task A_Functions_host_does_as_declared()
    {
        await using ConformanceHost ours = await EmbeddedHost.StartAsync(ConformanceCases.Work);
        await using ManagementClient there = ManagementClient.Create(FunctionsProfile.Address, FunctionsProfile.Key);

        HttpReport report = await HttpReport.CreateAsync(
            ConformanceCases.All, ours.Client, there, FunctionsProfile.IsAzure, atOnce: 8, patience: TimeSpan.FromSeconds(60));

        output.WriteLine(report.ToString());
        Assert.Empty(report.Wrong);
        Assert.NotEqual(0, report.Same);
    }
}

/// <summary>A test that needs a Functions host.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FunctionsFactAttribute : FactAttribute
{
    public FunctionsFactAttribute() =>
        Skip = FunctionsProfile.IsOn ? null : "DURABLE_CONFORMANCE=functions runs it against a Functions host.";
}

/// <summary>Which Functions host the cases run on, from the environment.</summary>
internal static class FunctionsProfile
{
    public static bool IsOn => Variable("") == "functions";

    public static Uri Address => new(Variable("_URL") ?? "http://localhost:7071/");

    public static string? Key => Variable("_KEY");

    /// <summary>Whether the host is that of Azure Functions; the local host has none of the declared differences.</summary>
    public static bool IsAzure => Variable("_HOST") != "local";

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable("DURABLE_CONFORMANCE" + name) is { Length: > 0 } value ? value : null;
}

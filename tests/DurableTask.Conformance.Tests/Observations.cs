using System.Collections.Concurrent;

namespace DurableTask.Conformance.Tests;

/// <summary>
/// Runs all cases on the embedded engine and on another one, and keeps what was seen. The test host loses messages under load and then
/// never answers, so each part of the cases has a host of its own, and what differs from its declaration is seen again on a new one.
/// </summary>
public sealed class Observations : IAsyncLifetime
{
    private const int AtOnce = 24;
    private const int Parts = 6;
    private const int AtOnceInPart = 4;
    private static readonly TimeSpan[] PatienceByRound = [TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(30)];

    private readonly ConcurrentDictionary<string, string> _ours = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _there = new(StringComparer.Ordinal);

    public (string Ours, string There) Of(ConformanceCase @case) => (_ours[@case.Name], _there[@case.Name]);

    public async Task InitializeAsync()
    {
        await Task.WhenAll(SeeOursAsync(), SeeThereAsync(ConformanceCases.All, Parts, AtOnceInPart, PatienceByRound[0]));
        foreach (TimeSpan patience in PatienceByRound[1..])
        {
            await SeeThereAsync([.. ConformanceCases.All.Where(@case => !IsAsDeclared(@case))], parts: 2, atOnce: 2, patience);
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>Whether what was seen is what the case declares.</summary>
    public bool IsAsDeclared(ConformanceCase @case)
    {
        (string ours, string there) = Of(@case);
        return @case.TestHost is { } difference
            ? difference.Ours == ours && (difference.There ?? there) == there && ours != there
            : ours == there;
    }

    private async Task SeeOursAsync()
    {
        await using ConformanceHost host = await EmbeddedHost.StartAsync(ConformanceCases.Work);
        await CaseRunner.ObserveAsync(ConformanceCases.All, host.Client, AtOnce, PatienceByRound[^1], _ours);
    }

    private async Task SeeThereAsync(IReadOnlyList<ConformanceCase> cases, int parts, int atOnce, TimeSpan patience) =>
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Math.Min(parts, cases.Count)),
            new ParallelOptions { MaxDegreeOfParallelism = parts },
            async (part, _) =>
            {
                await using ConformanceHost host = await InProcessHost.StartAsync(ConformanceCases.Work);
                await CaseRunner.ObserveAsync(
                    cases.Where((_, index) => index % parts == part), host.Client, atOnce, patience, _there);
            });
}

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
        await SeeAsync(ConformanceCases.All, host, AtOnce, PatienceByRound[^1], _ours);
    }

    private async Task SeeThereAsync(IReadOnlyList<ConformanceCase> cases, int parts, int atOnce, TimeSpan patience) =>
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Math.Min(parts, cases.Count)),
            new ParallelOptions { MaxDegreeOfParallelism = parts },
            async (part, _) =>
            {
                await using ConformanceHost host = await InProcessHost.StartAsync(ConformanceCases.Work);
                await SeeAsync([.. cases.Where((_, index) => index % parts == part)], host, atOnce, patience, _there);
            });

    private static Task SeeAsync(
        IReadOnlyList<ConformanceCase> cases,
        ConformanceHost host,
        int atOnce,
        TimeSpan patience,
        ConcurrentDictionary<string, string> seen) => Parallel.ForEachAsync(
            cases,
            new ParallelOptions { MaxDegreeOfParallelism = atOnce },
            async (@case, _) => seen[@case.Name] = await SeeAsync(@case, host, patience));

    private static async Task<string> SeeAsync(ConformanceCase @case, ConformanceHost host, TimeSpan patience)
    {
        try
        {
            return await @case.ProbeAsync(new Probe(host.Client, patience)).WaitAsync(patience * 2);
        }
        catch (Exception exception) when (exception is OperationCanceledException or TimeoutException)
        {
            return Difference.NoAnswer;
        }
#pragma warning disable CA1031 // What a probe cannot do is what is seen.
        catch (Exception exception)
        {
            return $"the probe failed: {exception.GetType().Name}: {exception.Message}";
        }
#pragma warning restore CA1031
    }
}

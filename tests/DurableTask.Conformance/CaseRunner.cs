using System.Collections.Concurrent;
using Microsoft.DurableTask.Client;

namespace DurableTask.Conformance;

/// <summary>Runs cases on an engine.</summary>
public static class CaseRunner
{
    /// <summary>What is seen of cases, by name.</summary>
    /// <param name="cases">The cases.</param>
    /// <param name="client">The engine.</param>
    /// <param name="atOnce">How many run at once.</param>
    /// <param name="patience">How long a case waits for anything.</param>
    /// <param name="seen">Gets what is seen.</param>
    public static Task ObserveAsync(
        IEnumerable<ConformanceCase> cases,
        DurableTaskClient client,
        int atOnce,
        TimeSpan patience,
        ConcurrentDictionary<string, string> seen) => Parallel.ForEachAsync(
            cases,
            new ParallelOptions { MaxDegreeOfParallelism = atOnce },
            async (@case, _) => seen[@case.Name] = await ObserveAsync(@case, client, patience));

    private static async Task<string> ObserveAsync(ConformanceCase @case, DurableTaskClient client, TimeSpan patience)
    {
        try
        {
            return await @case.ProbeAsync(new Probe(client, patience)).WaitAsync(patience * 2);
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

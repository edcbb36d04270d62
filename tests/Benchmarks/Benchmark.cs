namespace Benchmarks;

/// <summary>Something to measure.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Description">What it measures, in a line.</param>
/// <param name="RunAsync">Measures it in a scratch folder of its own.</param>
internal sealed record Benchmark(string Name, string Description, Func<string, CancellationToken, IAsyncEnumerable<Measurement>> RunAsync)
{
    /// <summary>Writes all of its measurements as one text for people; null if there is none.</summary>
    public Func<IReadOnlyList<Measurement>, string>? Summarize { get; init; }
}

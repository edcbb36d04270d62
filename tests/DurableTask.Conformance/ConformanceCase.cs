namespace DurableTask.Conformance;

/// <summary>One thing that an engine does, as code or a caller sees it. Unless a difference is declared, all engines do the same.</summary>
/// <param name="Name">A name, with a path of topics.</param>
/// <param name="ProbeAsync">Does it, and describes what was seen without what differs in each run.</param>
public sealed record ConformanceCase(string Name, Func<Probe, Task<string>> ProbeAsync)
{
    /// <summary>How the in-process test host differs; null if it does not.</summary>
    public Difference? TestHost { get; init; }

    /// <summary>How the Functions host differs; null if it does not.</summary>
    public Difference? Functions { get; init; }

    /// <summary>Why the HTTP API of a Functions host cannot show it; null if it can.</summary>
    public string? NotOverHttp { get; init; }

    /// <summary>Differs from the Functions host, and from the test host if it does as that.</summary>
    /// <param name="decision">The decision that says why.</param>
    /// <param name="ours">What the embedded engine does.</param>
    /// <param name="there">What the Functions host does; null for anything else.</param>
    /// <param name="testHost">What the test host does; null for the same as the Functions host.</param>
    public ConformanceCase DiffersFromAzure(int decision, string ours, string? there, string? testHost = null) => this with
    {
        Functions = new Difference(decision, ours, there),
        TestHost = (testHost ?? there) == ours ? null : new Difference(decision, ours, testHost ?? there),
    };

    /// <summary>Does as the Functions host, but the test host does not.</summary>
    public ConformanceCase DiffersFromTestHost(string ours, string there) => this with
    {
        TestHost = new Difference(Difference.TestHostIsNotAzure, ours, there),
    };

    /// <summary>Needs a client: the HTTP API cannot do or show it.</summary>
    /// <param name="reason">Why not.</param>
    public ConformanceCase ClientOnly(string reason) => this with { NotOverHttp = reason };

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>A declared difference.</summary>
/// <param name="Decision">The decision that says why.</param>
/// <param name="Ours">What the embedded engine does.</param>
/// <param name="There">What the other one does; null for anything else.</param>
public sealed record Difference(int Decision, string Ours, string? There)
{
    /// <summary>What is seen of a probe that an engine never answers.</summary>
    public const string NoAnswer = "no answer";

    /// <summary>The decision for cases in which the test host does otherwise than the Functions host.</summary>
    public const int TestHostIsNotAzure = 42;
}

namespace Benchmarks.Engine;

/// <summary>The names of the rows, as the peers' programs print them too.</summary>
internal static class EngineRows
{
    public const string FanOut = "fan-out";
    public const string Three = "three";
    public const string Row = "row";
    public const string RowEnd = "row-end";
    public const string LatencyMedian = "latency-p50";
    public const string LatencyTail = "latency-p99";
    public const string Start = "start";
    public const string Waiting = "waiting";
    public const string Chaos = "chaos";
    public const string FlushMedian = "flush-p50";
    public const string FlushTail = "flush-p99";
    public const string Cores = "cores";
}

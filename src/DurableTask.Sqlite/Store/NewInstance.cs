using DurableTask.Sqlite.Tracing;

namespace DurableTask.Sqlite.Store;

/// <summary>An instance to be.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">The orchestrator.</param>
/// <param name="Version">Empty where unversioned.</param>
/// <param name="Input">JSON; null where there is none.</param>
/// <param name="Tags">JSON; null where there are none.</param>
/// <param name="StartAt">Ticks of UTC; zero is at once.</param>
/// <param name="Parent">Who called; null where nobody did.</param>
/// <param name="Trace">The trace it belongs to; null for none.</param>
internal sealed record NewInstance(
    string Id, string Name, string Version, string? Input, string? Tags, long StartAt, ParentLink? Parent, TraceLink? Trace);

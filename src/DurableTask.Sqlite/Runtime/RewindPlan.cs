using DurableTask.Sqlite.Store;

namespace DurableTask.Sqlite.Runtime;

/// <summary>A failed instance, its rewritten history, and its children to be rewound with it.</summary>
internal sealed record RewindPlan(InstanceRow Instance, Episode Episode, IReadOnlyList<RewindPlan> Children);

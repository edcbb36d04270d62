namespace DurableTask.Sqlite.Store;

/// <summary>Which task of which run waits for a sub-orchestration.</summary>
internal sealed record ParentLink(string Id, long Run, int Task, string Name);

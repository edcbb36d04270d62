using Microsoft.DurableTask;

namespace DurableTask.Sqlite;

/// <summary>The orchestrators and activities that an engine can run. Names are equal without regard to case.</summary>
public sealed class SqliteDurableTaskRegistry
{
    private readonly Dictionary<string, Func<TaskOrchestrationContext, SerializedInput, Task<object?>>> _orchestrators =
        new(StringComparer.OrdinalIgnoreCase);

    private readonly Dictionary<string, Func<TaskActivityContext, SerializedInput, CancellationToken, Task<object?>>> _activities =
        new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The names of the orchestrators.</summary>
    public IReadOnlyCollection<string> Orchestrators => _orchestrators.Keys;

    /// <summary>The names of the activities.</summary>
    public IReadOnlyCollection<string> Activities => _activities.Keys;

    /// <summary>Adds an orchestrator. It runs on the engine's own scheduler and awaits tasks of its context only.</summary>
    /// <exception cref="ArgumentException">There is one of this name already.</exception>
    public SqliteDurableTaskRegistry AddOrchestrator(string name, Func<TaskOrchestrationContext, Task<object?>> run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return AddOrchestrator(name, (context, _) => run(context));
    }

    /// <summary>Adds an orchestrator that reads its input as the type that it wants.</summary>
    /// <exception cref="ArgumentException">There is one of this name already.</exception>
    public SqliteDurableTaskRegistry AddOrchestrator(string name, Func<TaskOrchestrationContext, SerializedInput, Task<object?>> run)
    {
        Add(_orchestrators, "orchestrator", name, run);
        return this;
    }

    /// <summary>Adds an activity. It may run more than once; its token is cancelled at shutdown and when its orchestration is terminated.</summary>
    /// <exception cref="ArgumentException">There is one of this name already.</exception>
    public SqliteDurableTaskRegistry AddActivity(string name, Func<TaskActivityContext, SerializedInput, CancellationToken, Task<object?>> run)
    {
        Add(_activities, "activity", name, run);
        return this;
    }

    internal Func<TaskOrchestrationContext, SerializedInput, Task<object?>>? FindOrchestrator(string name) =>
        _orchestrators.GetValueOrDefault(name);

    internal Func<TaskActivityContext, SerializedInput, CancellationToken, Task<object?>>? FindActivity(string name) =>
        _activities.GetValueOrDefault(name);

    private static void Add<T>(Dictionary<string, T> functions, string kind, string name, T run)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(run);
        if (!functions.TryAdd(name, run))
        {
            throw new ArgumentException($"There is an {kind} named '{name}' already.", nameof(name));
        }
    }
}

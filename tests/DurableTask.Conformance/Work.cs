using Microsoft.DurableTask;

namespace DurableTask.Conformance;

/// <summary>An orchestrator. Its input is a text or null.</summary>
public delegate Task<object?> Orchestrator(TaskOrchestrationContext context);

/// <summary>An activity.</summary>
public delegate Task<object?> Activity(TaskActivityContext context, string? input);

/// <summary>Orchestrators and activities by name.</summary>
public sealed class Work
{
    private readonly Dictionary<string, Orchestrator> _orchestrators = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Activity> _activities = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, Orchestrator> Orchestrators => _orchestrators;

    public IReadOnlyDictionary<string, Activity> Activities => _activities;

    public Work Add(Action<Work> register)
    {
        ArgumentNullException.ThrowIfNull(register);
        register(this);
        return this;
    }

    public void Orchestrator(string name, Orchestrator run) => _orchestrators.Add(name, run);

    public void Activity(string name, Activity run) => _activities.Add(name, run);
}

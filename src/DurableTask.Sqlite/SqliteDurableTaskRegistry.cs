using System.Diagnostics.CodeAnalysis;
using DurableTask.Sqlite.Runtime;
using Microsoft.DurableTask;

namespace DurableTask.Sqlite;

/// <summary>The orchestrators and activities that an engine can run. Names are case-insensitive.</summary>
public sealed class SqliteDurableTaskRegistry
{
    private readonly Dictionary<string, Func<TaskOrchestrationContext, SerializedInput, Task<object?>>> _orchestrators =
        new(StringComparer.OrdinalIgnoreCase);

    private readonly Dictionary<string, Func<TaskActivityContext, SerializedInput, CancellationToken, Task<object?>>> _activities =
        new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Adds an orchestrator. It runs on the engine's own scheduler and awaits tasks of its context only.</summary>
    /// <exception cref="ArgumentException">There is already one with this name.</exception>
    public SqliteDurableTaskRegistry AddOrchestrator(string name, Func<TaskOrchestrationContext, Task<object?>> run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return AddOrchestrator(name, (context, _) => run(context));
    }

    /// <summary>Adds an orchestrator that reads its input as a type of its choice.</summary>
    /// <exception cref="ArgumentException">There is already one with this name.</exception>
    public SqliteDurableTaskRegistry AddOrchestrator(string name, Func<TaskOrchestrationContext, SerializedInput, Task<object?>> run)
    {
        Add(_orchestrators, "orchestrator", name, run);
        return this;
    }

    /// <summary>
    /// Adds an activity. It may run more than once. Its token is cancelled at shutdown and when its orchestration is terminated.
    /// </summary>
    /// <exception cref="ArgumentException">There is already one with this name.</exception>
    public SqliteDurableTaskRegistry AddActivity(
        string name, Func<TaskActivityContext, SerializedInput, CancellationToken, Task<object?>> run)
    {
        Add(_activities, "activity", name, run);
        return this;
    }

    internal OrchestratorFunction? FindOrchestrator(string name, DataConverter converter) =>
        _orchestrators.GetValueOrDefault(name) is { } run
            ? (context, input) => run(context, new SerializedInput(input, converter))
            : null;

    internal ActivityFunction? FindActivity(string name, DataConverter converter) =>
        _activities.GetValueOrDefault(name) is { } run
            ? (context, input, cancellation) => run(context, new SerializedInput(input, converter), cancellation)
            : null;

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

/// <summary>An input as it was recorded. The function reads it as the type that it needs.</summary>
public readonly struct SerializedInput : IEquatable<SerializedInput>
{
    private readonly DataConverter? _converter;

    internal SerializedInput(string? json, DataConverter converter)
    {
        Json = json;
        _converter = converter;
    }

    /// <summary>The recorded text; null if the caller gave no input.</summary>
    public string? Json { get; }

    /// <summary>Whether two inputs are the same text.</summary>
    public static bool operator ==(SerializedInput left, SerializedInput right) => left.Equals(right);

    /// <summary>Whether two inputs are different texts.</summary>
    public static bool operator !=(SerializedInput left, SerializedInput right) => !left.Equals(right);

    /// <summary>The input as an object of this type; null if there is none.</summary>
    public object? Read(Type type) => _converter?.Deserialize(Json, type);

    /// <summary>The input as an object of this type; the type's default if there is none.</summary>
    public T? Read<T>() => Json is null || _converter is null ? default : _converter.Deserialize<T>(Json);

    /// <inheritdoc/>
    public bool Equals(SerializedInput other) => string.Equals(Json, other.Json, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is SerializedInput other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Json?.GetHashCode(StringComparison.Ordinal) ?? 0;
}

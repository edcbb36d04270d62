namespace Microsoft.DurableTask;

/// <summary>The name of an orchestrator or an activity. Names are equal without regard to case.</summary>
public readonly struct TaskName : IEquatable<TaskName>
{
    /// <summary>A null name gives the default value.</summary>
    public TaskName(string name)
    {
        Name = name;
        _version = name is null ? null : string.Empty;
    }

    private readonly string? _version;

    /// <summary>The name; null in the default value.</summary>
    public string Name { get; }

    [Obsolete("Refer to TaskVersion instead.")]
    public string Version => _version!;

    public static implicit operator string(TaskName value) => value.Name;

    public static implicit operator TaskName(string value) => string.IsNullOrEmpty(value) ? default : new TaskName(value);

    public static bool operator ==(TaskName a, TaskName b) => a.Equals(b);

    public static bool operator !=(TaskName a, TaskName b) => !a.Equals(b);

    public bool Equals(TaskName other) => string.Equals(Name, other.Name, StringComparison.OrdinalIgnoreCase);

    public override bool Equals(object? obj) => obj is TaskName other && Equals(other);

    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Name);

    public override string ToString() => Name;
}

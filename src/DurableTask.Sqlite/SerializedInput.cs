using System.Diagnostics.CodeAnalysis;
using Microsoft.DurableTask;

namespace DurableTask.Sqlite;

/// <summary>An input as it was recorded; it becomes an object when, and of the type, the function asks for.</summary>
public readonly struct SerializedInput : IEquatable<SerializedInput>
{
    private readonly DataConverter? _converter;

    internal SerializedInput(string? json, DataConverter converter)
    {
        Json = json;
        _converter = converter;
    }

    /// <summary>The recorded text; null where the caller gave no input.</summary>
    public string? Json { get; }

    /// <summary>Whether two inputs are the same text.</summary>
    public static bool operator ==(SerializedInput left, SerializedInput right) => left.Equals(right);

    /// <summary>Whether two inputs are different texts.</summary>
    public static bool operator !=(SerializedInput left, SerializedInput right) => !left.Equals(right);

    /// <summary>The input as an object of this type; null where there is none.</summary>
    public object? Read(Type type) => _converter?.Deserialize(Json, type);

    /// <summary>The input as an object of this type; the type's default where there is none.</summary>
    public T? Read<T>() => Json is null || _converter is null ? default : _converter.Deserialize<T>(Json);

    /// <inheritdoc/>
    public bool Equals(SerializedInput other) => string.Equals(Json, other.Json, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is SerializedInput other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Json?.GetHashCode(StringComparison.Ordinal) ?? 0;
}

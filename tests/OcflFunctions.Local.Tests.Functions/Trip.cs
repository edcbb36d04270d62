using System.Text.Json.Serialization;

namespace OcflFunctions.Local.Tests.Functions;

/// <summary>An input that is an object.</summary>
public sealed record Trip([property: JsonPropertyName("cities")] IReadOnlyList<string> Cities);

using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>Something that is to be said about a step.</summary>
/// <param name="Step">The step's place in the plan, from 0.</param>
/// <param name="Text">What is to be said.</param>
public sealed record StepNote([property: JsonPropertyName("step")] int Step, [property: JsonPropertyName("text")] string Text);

using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>The input of <c>ExecuteOcflActivity</c>.</summary>
/// <param name="Update">The update.</param>
/// <param name="Slice">The slice of the plan to carry out.</param>
/// <param name="Name">The step's name, or the slice's, for whoever reads the history.</param>
public sealed record ExecuteInput(
    [property: JsonPropertyName("update")] UpdateIdentity Update,
    [property: JsonPropertyName("slice")] int Slice,
    [property: JsonPropertyName("name")] string Name);

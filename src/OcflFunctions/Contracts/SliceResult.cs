using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>What <c>ExecuteOcflActivity</c> did.</summary>
/// <param name="Steps">How many steps the slice has.</param>
/// <param name="AlreadyDone">How many of them had been done before.</param>
/// <param name="Bytes">How many bytes the slice's steps have in place.</param>
/// <param name="Written">How many bytes were written for that.</param>
/// <param name="Note">Why a slice of one step had nothing to do; null otherwise.</param>
public sealed record SliceResult(
    [property: JsonPropertyName("steps")] int Steps,
    [property: JsonPropertyName("alreadyDone")] int AlreadyDone,
    [property: JsonPropertyName("bytes")] long Bytes,
    [property: JsonPropertyName("written")] long Written,
    [property: JsonPropertyName("note"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Note = null);

using System.Text.Json.Serialization;

namespace OcflFunctions.Work;

/// <summary>The content of an object that moves to another digest algorithm: it comes in the last batches of a <see cref="SourceList"/>.</summary>
/// <param name="ObjectRoot">The object root's path in the storage root.</param>
/// <param name="DigestAlgorithm">The object's algorithm until now.</param>
/// <param name="Batches">In how many batches it is listed.</param>
public sealed record ObjectContent(
    [property: JsonPropertyName("objectRoot")] string ObjectRoot,
    [property: JsonPropertyName("digestAlgorithm")] string DigestAlgorithm,
    [property: JsonPropertyName("batches")] int Batches);

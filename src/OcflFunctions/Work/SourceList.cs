using System.Text.Json.Serialization;
using OcflFunctions.Contracts;

namespace OcflFunctions.Work;

/// <summary>The list of a source: made once, whichever of two runs was first.</summary>
/// <param name="Folder">Where the batches are: a folder of the run that was first.</param>
/// <param name="Source">The source, resolved; null when there is none.</param>
/// <param name="DigestAlgorithm">The algorithm to hash with.</param>
/// <param name="Summary">What is in it.</param>
/// <param name="Fixity">Further algorithms to hash with; null for none.</param>
/// <param name="Content">The object's own content, where it is hashed again; null where it is not.</param>
/// <param name="KnownDigestParts">In how many parts the folder has the digests of the object's content (<see cref="KnownDigests"/>); 0 where it has none.</param>
public sealed record SourceList(
    [property: JsonPropertyName("folder")] string Folder,
    [property: JsonPropertyName("source")] UpdateSource? Source,
    [property: JsonPropertyName("digestAlgorithm")] string DigestAlgorithm,
    [property: JsonPropertyName("summary")] SourceSummary Summary,
    [property: JsonPropertyName("fixity")] IReadOnlyList<string>? Fixity = null,
    [property: JsonPropertyName("content")] ObjectContent? Content = null,
    [property: JsonPropertyName("knownDigestParts"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int KnownDigestParts = 0)
{
    /// <summary>How many batches are of the source; those after them are of <see cref="Content"/>.</summary>
    [JsonIgnore]
    public int SourceBatches => Summary.Batches - (Content?.Batches ?? 0);
}

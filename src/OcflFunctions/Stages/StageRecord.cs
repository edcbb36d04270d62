using System.Text.Json.Serialization;
using Ocfl.Digests;

namespace OcflFunctions.Stages;

/// <summary>A stage, as the work area has it. Changed by compare-and-swap only.</summary>
/// <param name="Id">Its id, which is the name of its folder.</param>
/// <param name="CreatedAt">When it was created, in UTC.</param>
/// <param name="Expires">When it is removed unless an update runs from it, in UTC.</param>
/// <param name="DigestAlgorithms">The algorithms of the digests that each file gets.</param>
/// <param name="Client">Who created it, for the limit on stages.</param>
/// <param name="Taken">The last update that took it; null for none. It may have ended since.</param>
/// <param name="RemovingSince">Since when its files are being removed, in UTC; null if they are not. Then the stage has ended.</param>
public sealed record StageRecord(
    string Id,
    DateTimeOffset CreatedAt,
    DateTimeOffset Expires,
    IReadOnlyList<string> DigestAlgorithms,
    string Client,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] StageTaking? Taken = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? RemovingSince = null);

/// <summary>An update that took a stage.</summary>
/// <param name="UpdateId">The update.</param>
/// <param name="At">When, in UTC.</param>
public sealed record StageTaking(string UpdateId, DateTimeOffset At);

/// <summary>A file of a stage, as the work area has it. It counts once this is written.</summary>
/// <param name="Path">The path, which becomes the logical path in an object.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Digests">The digests by algorithm, in lower-case hexadecimal.</param>
/// <param name="UploadedAt">When it was uploaded, in UTC.</param>
/// <param name="Content">Where its content is in the work area. It is never written to again.</param>
/// <param name="ETag">The state of the content.</param>
/// <param name="Offset">
/// Where the content starts in <paramref name="Content"/>, in bytes, if that is a pack and so has other files too; null otherwise.
/// </param>
/// <param name="IsRemoved">Whether the file was removed. A record says so if a pack still has a file of that path.</param>
public sealed record StageFileRecord(
    string Path,
    long Length,
    IReadOnlyDictionary<string, string> Digests,
    DateTimeOffset UploadedAt,
    string Content,
    [property: JsonPropertyName("etag")] string ETag,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Offset = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool IsRemoved = false)
{
    /// <summary>
    /// Whether the content is the same, by the digests that both have. One of them must be good enough for inventories: others do not
    /// tell content apart that someone made to look the same.
    /// </summary>
    public bool HasSameContent(StageFileRecord other)
    {
        ArgumentNullException.ThrowIfNull(other);
        string[] common = [.. Digests.Keys.Where(other.Digests.ContainsKey)];
        return Length == other.Length
            && !IsRemoved
            && Array.Exists(common, algorithm => DigestAlgorithm.Get(algorithm).IsForInventories)
            && Array.TrueForAll(common, algorithm => Digests[algorithm] == other.Digests[algorithm]);
    }
}

/// <summary>What stages keep in the work area, as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StageRecord))]
[JsonSerializable(typeof(StageFileRecord))]
[JsonSerializable(typeof(UploadRecord))]
internal sealed partial class StageJson : JsonSerializerContext;

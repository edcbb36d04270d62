using System.Text.Json.Serialization;
using Ocfl.Staging;

namespace OcflFunctions.Contracts;

/// <summary>The service's settings that shape a new version (<c>Ocfl:Updates:…</c>).</summary>
public sealed record NewVersionSettings
{
    /// <summary>The digest algorithm of a new object: <c>sha512</c> or <c>sha256</c>.</summary>
    [JsonPropertyName("digestAlgorithm")]
    public string DigestAlgorithm { get; init; } = "sha512";

    /// <summary>How logical paths become content paths.</summary>
    [JsonPropertyName("contentPaths")]
    public ContentPathMapping ContentPaths { get; init; }

    /// <summary>Where new content paths must be usable.</summary>
    [JsonPropertyName("pathConstraint")]
    public PathConstraint PathConstraint { get; init; }

    /// <summary>The content directory's name in a new object (OCFL 1.1, section 3.5.1).</summary>
    [JsonPropertyName("contentDirectory")]
    public string ContentDirectory { get; init; } = "content";

    /// <summary>How many digits the version numbers of a new object have, padded with zeros; 0 for no padding (OCFL 1.1, section 3.4.1).</summary>
    [JsonPropertyName("versionPadding")]
    public int VersionPadding { get; init; }
}

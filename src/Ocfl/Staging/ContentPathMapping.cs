using System.Text.Json.Serialization;

namespace Ocfl.Staging;

/// <summary>How a logical path becomes a content path.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ContentPathMapping>))]
public enum ContentPathMapping
{
    /// <summary>It is the same.</summary>
    [JsonStringEnumMemberName("identity")]
    Identity,

    /// <summary>What some storage cannot have in a name, or treats as the same as another, is percent-encoded.</summary>
    [JsonStringEnumMemberName("percent-encoded")]
    PercentEncoded,

    /// <summary>As <see cref="PercentEncoded"/>; where a name or the path is too long then, it is a digest of the logical path.</summary>
    [JsonStringEnumMemberName("hashed")]
    Hashed,
}

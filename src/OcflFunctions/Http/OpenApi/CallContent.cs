using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace OcflFunctions.Http.OpenApi;

/// <summary>A body.</summary>
/// <param name="Description">What it is.</param>
internal sealed record CallContent(string Description)
{
    /// <summary>JSON's media type.</summary>
    public const string JsonType = "application/json";

    /// <summary>Any bytes.</summary>
    public const string BytesType = "application/octet-stream";

    /// <summary>The media types that it can have.</summary>
    public required IReadOnlyList<string> MediaTypes { get; init; }

    /// <summary>For JSON: its contract. Null for text and bytes.</summary>
    public JsonTypeInfo? Contract { get; init; }

    /// <summary>Values by their names.</summary>
    public IReadOnlyDictionary<string, JsonNode> Examples { get; init; } = new Dictionary<string, JsonNode>(StringComparer.Ordinal);

    /// <summary>Whether a request needs it.</summary>
    public bool IsRequired { get; init; } = true;

    /// <summary>JSON of a contract.</summary>
    /// <param name="contract">How it is written.</param>
    /// <param name="description">What it is.</param>
    /// <param name="examples">Values, each with a name.</param>
    public static CallContent Json<T>(JsonTypeInfo<T> contract, string description, params ReadOnlySpan<(string Name, T Value)> examples)
    {
        Dictionary<string, JsonNode> nodes = new(StringComparer.Ordinal);
        foreach ((string name, T value) in examples)
        {
            nodes.Add(name, JsonSerializer.SerializeToNode(value, contract)!);
        }

        return new CallContent(description) { MediaTypes = [JsonType], Contract = contract, Examples = nodes };
    }

    /// <summary>A text or bytes.</summary>
    /// <param name="description">What it is.</param>
    /// <param name="mediaTypes">The media types that it can have; none for any bytes.</param>
    public static CallContent Raw(string description, params string[] mediaTypes) =>
        new(description) { MediaTypes = mediaTypes.Length == 0 ? [BytesType] : mediaTypes };
}

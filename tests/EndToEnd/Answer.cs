using System.Net;
using System.Text.Json.Nodes;

namespace EndToEnd;

/// <summary>An answer of the service.</summary>
/// <param name="Status">The status.</param>
/// <param name="Headers">The headers, those of the content included.</param>
/// <param name="Body">The body as JSON; null when it is empty.</param>
public sealed record Answer(HttpStatusCode Status, IReadOnlyDictionary<string, string> Headers, JsonNode? Body)
{
    /// <summary>A string in the body, by its path.</summary>
    public string? Text(params ReadOnlySpan<string> path)
    {
        JsonNode? node = Body;
        foreach (string name in path)
        {
            node = node?[name];
        }

        return node?.ToString();
    }
}

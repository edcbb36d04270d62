using System.Text.Json.Nodes;

namespace Infra.Tests.Templates;

/// <summary>What a deployment would make.</summary>
public sealed class Snapshot(JsonObject content)
{
    /// <summary>What could not be looked into.</summary>
    public JsonArray Diagnostics => content["diagnostics"]!.AsArray();

    public JsonObject Outputs => content["outputs"]!.AsObject();

    public IReadOnlyList<JsonObject> Resources { get; } = [.. content["predictedResources"]!.AsArray().Select(
        resource => resource!.AsObject())];

    /// <summary>The resources of a type, whatever its case.</summary>
    public IReadOnlyList<JsonObject> Of(string type) =>
        [.. Resources.Where(resource => type.Equals((string?)resource["type"], StringComparison.OrdinalIgnoreCase))];

    /// <summary>The app's settings.</summary>
    public IReadOnlyDictionary<string, string> Settings => Of("Microsoft.Web/sites/config").Single()["properties"]!.AsObject()
        .ToDictionary(setting => setting.Key, setting => (string)setting.Value!, StringComparer.Ordinal);

    public static string NameOf(JsonObject resource) => (string)resource["name"]!;

    public static JsonNode? Property(JsonObject resource, string name) => resource["properties"]?[name];
}

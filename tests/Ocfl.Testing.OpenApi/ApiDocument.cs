using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Json.Schema;

namespace Ocfl.Testing.OpenApi;

/// <summary>An OpenAPI document: finds the operation of a request, and checks an answer against it.</summary>
public sealed class ApiDocument
{
    private readonly ConcurrentDictionary<string, JsonSchema> _schemas = new(StringComparer.Ordinal);
    private readonly string _definitions;

    private ApiDocument(JsonObject document)
    {
        Root = document;
        Server = document["servers"]![0]!["url"]!.ToString().TrimEnd('/');
        Operations =
        [
            .. document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(
                operation => new ApiOperation(operation.Key.ToUpperInvariant(), path.Key, operation.Value!.AsObject()))),
        ];
        JsonObject schemas = document["components"]!["schemas"]!.DeepClone().AsObject();
        foreach ((_, JsonNode? schema) in schemas)
        {
            Close(schema!);
        }

        _definitions = schemas.ToJsonString();
    }

    /// <summary>The whole document.</summary>
    public JsonObject Root { get; }

    /// <summary>The path that every call starts with.</summary>
    public string Server { get; }

    /// <summary>All operations.</summary>
    public IReadOnlyList<ApiOperation> Operations { get; }

    /// <summary>Reads a document.</summary>
    public static ApiDocument Parse(string json) => new(JsonNode.Parse(json)!.AsObject());

    /// <summary>The operation of a request; null if there is none.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path, with what every call starts with.</param>
    public ApiOperation? Find(string method, string path) =>
        path.StartsWith(Server + "/", StringComparison.OrdinalIgnoreCase)
            ? Find(method, path[Server.Length..], mayEndWithSlash: false) ?? Find(method, path[Server.Length..], mayEndWithSlash: true)
            : null;

    /// <summary>What is in an answer and not in the document.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="status">The status of the answer.</param>
    /// <param name="mediaType">Its media type, without parameters; null for none.</param>
    /// <param name="body">Its body; empty for none.</param>
    /// <returns>The faults; none if the answer is as documented.</returns>
    public IReadOnlyList<string> FindFaults(ApiOperation operation, int status, string? mediaType, ReadOnlyMemory<byte> body)
    {
        ArgumentNullException.ThrowIfNull(operation);
        string name = $"{operation.Method} {operation.Path} {status.ToString(CultureInfo.InvariantCulture)}";
        if (operation.Definition["responses"]![status.ToString(CultureInfo.InvariantCulture)] is not JsonObject response)
        {
            return [$"{name}: the document has no such status. The body is {Show(body)}"];
        }

        // Its headers describe a body that is not sent.
        if (operation.Method == "HEAD")
        {
            return [];
        }

        if (response["content"] is not JsonObject content)
        {
            return body.IsEmpty ? [] : [$"{name}: the document has no body, and the answer has {Show(body)}"];
        }

        if ((content[mediaType ?? ""] ?? content["*/*"]) is not JsonObject media)
        {
            return [$"{name}: the document has the media types {string.Join(", ", content.Select(type => type.Key))}, not '{mediaType}'."];
        }

        return media["schema"] is JsonObject schema && mediaType!.EndsWith("json", StringComparison.Ordinal)
            ? [.. FindFaults(schema, body).Select(fault => $"{name}: {fault}")]
            : [];
    }

    /// <summary>What does not fit a schema of the document.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="json">The JSON.</param>
    public IReadOnlyList<string> FindFaults(JsonNode schema, ReadOnlyMemory<byte> json)
    {
        ArgumentNullException.ThrowIfNull(schema);
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            EvaluationResults results = SchemaOf(schema.ToJsonString()).Evaluate(
                document.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List, RequireFormatValidation = true });
            return results.IsValid
                ? []
                : [.. (results.Details ?? [])
                    .Where(detail => detail.Errors is { Count: > 0 })
                    .SelectMany(detail => detail.Errors!.Select(error => $"{detail.InstanceLocation} {error.Key}: {error.Value}"))
                    .Append($"in {Show(json)}")];
        }
        catch (JsonException fault)
        {
            return [$"the body is not JSON: {fault.Message} {Show(json)}"];
        }
    }

    private ApiOperation? Find(string method, string path, bool mayEndWithSlash) => Operations.FirstOrDefault(
        operation => operation.Method.Equals(method, StringComparison.OrdinalIgnoreCase) && operation.IsAt(path, mayEndWithSlash));

    private static string Show(ReadOnlyMemory<byte> body) => System.Text.Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, 2000)]);

    private JsonSchema SchemaOf(string schema) => _schemas.GetOrAdd(schema, text =>
    {
        JsonObject root = JsonNode.Parse(Local(text))!.AsObject();
        root["$schema"] = "https://json-schema.org/draft/2020-12/schema";
        root["$defs"] = JsonNode.Parse(Local(_definitions));
        return JsonSchema.FromText(root.ToJsonString(), new BuildOptions { SchemaRegistry = new SchemaRegistry() });
    });

    private static string Local(string text) => text.Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal);

    // The document lets a newer service add fields. Of this service a field that is not in the document is a fault.
    private static void Close(JsonNode schema)
    {
        if (schema is JsonObject { } open && open["properties"] is JsonObject && open["additionalProperties"] is null)
        {
            open["additionalProperties"] = false;
        }
    }
}

/// <summary>An operation of a document.</summary>
/// <param name="Method">The HTTP method, in capitals.</param>
/// <param name="Path">The path, with placeholders.</param>
/// <param name="Definition">What the document has about it.</param>
public sealed partial record ApiOperation(string Method, string Path, JsonObject Definition)
{
    /// <summary>Its id.</summary>
    public string Id => Definition["operationId"]!.ToString();

    /// <summary>The parameters in one place: <c>path</c>, <c>query</c> or <c>header</c>.</summary>
    public IEnumerable<JsonObject> Parameters(string place) => (Definition["parameters"]?.AsArray() ?? [])
        .Select(parameter => parameter!.AsObject())
        .Where(parameter => parameter["in"]!.ToString() == place);

    /// <summary>
    /// Whether it is at a path: a placeholder stands for one segment, <c>{path}</c> at the end for any number, <c>{file}</c> there for none
    /// too.
    /// </summary>
    internal bool IsAt(string path, bool mayEndWithSlash)
    {
        string whole = Regex.Escape(Path);
        string pattern = Placeholder().Replace(whole, match => (match.Groups["name"].Value, match.Index + match.Length == whole.Length) switch
        {
            ("path", true) => ".+",
            ("file", true) => ".*",
            _ => "[^/]+",
        });
        return Regex.IsMatch(
            path,
            $"^{pattern}{(mayEndWithSlash ? "/?" : "")}$",
            RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
            TimeSpan.FromSeconds(1));
    }

    [GeneratedRegex(@"\\\{(?<name>\w+)\}", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Placeholder();
}

using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Ocfl.Testing.OpenApi;

namespace OcflFunctions.Tests.OpenApi;

/// <summary>Writes docs/http-reference.md from the OpenAPI document.</summary>
internal static class HttpReference
{
    private const string ProblemPrefix = "urn:ocfl-functions:problem:";

    /// <summary>The page.</summary>
    public static string Write(ApiDocument document)
    {
        StringBuilder page = new();
        Line(page, "# HTTP reference");
        Line(page, "");
        Line(
            page,
            "Every call, its parameters, bodies, answers and problems. This page is made from the OpenAPI document "
                + $"(`GET {document.Server}/openapi.json`) by `eng/http-reference.sh`, and a test compares it; do not edit it. "
                + "[http.md](http.md) has the rules and the reasons.");
        foreach (JsonObject tag in document.Root["tags"]!.AsArray().Select(tag => tag!.AsObject()))
        {
            Line(page, "");
            Line(page, $"## {tag["name"]}");
            Line(page, "");
            Line(page, $"{tag["description"]}");
            foreach (ApiOperation operation in document.Operations.Where(
                operation => operation.Definition["tags"]![0]!.ToString() == tag["name"]!.ToString()))
            {
                WriteOperation(page, document, operation);
            }
        }

        Line(page, "");
        Line(page, "## Records");
        foreach ((string name, JsonNode? schema) in document.Root["components"]!["schemas"]!.AsObject().OrderBy(
            schema => schema.Key, StringComparer.Ordinal))
        {
            WriteSchema(page, name, schema!.AsObject());
        }

        return page.ToString();
    }

    private static void WriteOperation(StringBuilder page, ApiDocument document, ApiOperation operation)
    {
        Line(page, "");
        Line(page, $"### `{operation.Method} {document.Server}{operation.Path}`");
        Line(page, "");
        string role = operation.Definition["security"] is JsonArray { Count: > 0 } security
            ? $"Role: {security[0]!.AsObject().First().Value![0]}."
            : "No key needed.";
        Line(page, $"{operation.Definition["summary"]}. {role} {operation.Definition["description"]}".Replace("?.", "?", StringComparison.Ordinal)
            .TrimEnd());
        JsonArray parameters = operation.Definition["parameters"]?.AsArray() ?? [];
        if (parameters.Count > 0)
        {
            Line(page, "");
            Line(page, "| parameter | in | type | |");
            Line(page, "|---|---|---|---|");
            foreach (JsonNode? parameter in parameters)
            {
                Line(
                    page,
                    $"| `{parameter!["name"]}` | {parameter["in"]} | {TypeOf(parameter["schema"]!)} | {Cell(parameter["description"])} |");
            }
        }

        if (operation.Definition["requestBody"] is { } body)
        {
            Line(page, "");
            Line(page, $"Body: {BodyOf(body["content"])}. {Cell(body["description"])}");
        }

        Line(page, "");
        Line(page, "| status | body | |");
        Line(page, "|---|---|---|");
        foreach ((string status, JsonNode? response) in operation.Definition["responses"]!.AsObject().OrderBy(
            response => response.Key, StringComparer.Ordinal))
        {
            WriteResponse(page, status, response!);
        }

        foreach ((string name, JsonNode? example) in operation.Definition["requestBody"]?["content"]?["application/json"]?["examples"]?.AsObject()
            ?? [])
        {
            Line(page, "");
            Line(page, $"Example of a body, `{name}`: `{example!["value"]!.ToJsonString(Relaxed)}`");
        }
    }

    private static void WriteResponse(StringBuilder page, string status, JsonNode response)
    {
        JsonObject? content = response["content"]?.AsObject();
        JsonNode? problem = content?["application/problem+json"];
        string headers = string.Join(", ", (response["headers"]?.AsObject() ?? []).Select(header => $"`{header.Key}`"));
        if (content is null || content.Any(media => media.Key != "application/problem+json"))
        {
            Line(
                page,
                $"| {status} | {BodyOf(content)} | {Cell(response["description"])}{(headers.Length == 0 ? "" : $" Headers: {headers}.")} |");
        }

        if (problem is not null)
        {
            IEnumerable<string> types = problem["schema"]!["allOf"]![1]!["properties"]!["type"]!["enum"]!.AsArray()
                .Select(type => $"`{type!.ToString()[ProblemPrefix.Length..]}`");
            Line(page, $"| {status} | [Problem](#problem) | {string.Join(", ", types)} |");
        }
    }

    private static void WriteSchema(StringBuilder page, string name, JsonObject schema)
    {
        Line(page, "");
        Line(page, $"### {name}");
        Line(page, "");
        Line(page, $"{schema["description"]}");
        if (schema["properties"] is not JsonObject properties)
        {
            return;
        }

        HashSet<string> required = [.. (schema["required"]?.AsArray() ?? []).Select(field => field!.ToString())];
        Line(page, "");
        Line(page, "| field | type | |");
        Line(page, "|---|---|---|");
        foreach ((string field, JsonNode? property) in properties)
        {
            Line(
                page,
                $"| `{field}`{(required.Contains(field) ? "" : ", optional")} | {TypeOf(property!)} | {Cell(property!["description"])} |");
        }
    }

    private static string BodyOf(JsonNode? content) => content is null
        ? "none"
        : string.Join(" or ", content.AsObject().Where(media => media.Key != "application/problem+json").Select(
            media => media.Value!["schema"] is { } schema ? $"{TypeOf(schema)}" : $"`{media.Key}`"));

    private static string TypeOf(JsonNode schema)
    {
        if (schema["$ref"] is { } reference)
        {
            string name = reference.ToString().Split('/')[^1];
            return $"[{name}](#{name.ToLowerInvariant()})";
        }

        if (schema["anyOf"] is JsonArray options)
        {
            return string.Join(" or ", options.Select(option => TypeOf(option!)));
        }

        if (schema["enum"] is JsonArray words)
        {
            return string.Join(", ", words.Select(word => $"`{word}`"));
        }

        string type = schema["type"] switch
        {
            JsonArray several => string.Join(" or ", several.Select(each => each!.ToString()).OrderBy(each => each == "null")),
            null => "any",
            var one => one.ToString(),
        };
        string of = schema["items"] is { } items ? $" of {TypeOf(items)}"
            : schema["additionalProperties"] is JsonObject values ? $" of {TypeOf(values)}"
            : "";
        string bounds = schema["minimum"] is { } least && schema["maximum"] is { } most ? $", {least} to {most}" : "";
        string usual = schema["default"] is { } value ? $", default `{value}`" : "";
        return (type.StartsWith("array", StringComparison.Ordinal) ? "list" + type["array".Length..] : type) + of + bounds + usual;
    }

    private static readonly System.Text.Json.JsonSerializerOptions Relaxed =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Cell(JsonNode? text) =>
        (text?.ToString() ?? "").ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal);

    private static void Line(StringBuilder page, string text) => page.Append(CultureInfo.InvariantCulture, $"{text}").Append('\n');
}

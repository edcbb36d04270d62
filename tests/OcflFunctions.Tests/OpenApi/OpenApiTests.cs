using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using Ocfl.Testing.Node;
using Ocfl.Testing.OpenApi;
using OcflFunctions.Contracts;
using OcflFunctions.Http;
using OcflFunctions.Http.OpenApi;
using Finding = Ocfl.Testing.Node.Finding;

namespace OcflFunctions.Tests.OpenApi;

/// <summary>The OpenAPI document and the code say the same.</summary>
public sealed partial class OpenApiTests(OpenApiFixture fixture) : IClassFixture<OpenApiFixture>
{
    // Of the local host and of its engine's own API, which is Durable Functions' and is documented there.
    private static readonly ProblemKind[] OfHost =
    [
        ProblemKind.RouteNotFound, ProblemKind.UnknownOrchestrator, ProblemKind.InvalidInput,
        ProblemKind.InstanceNotFound, ProblemKind.InstanceExists, ProblemKind.InstanceFinished, ProblemKind.InstanceNotFinished,
        ProblemKind.CannotRewind, ProblemKind.NotSupported,
    ];

    private ApiDocument Document => fixture.Document;

    private JsonObject Schemas => Document.Root["components"]!["schemas"]!.AsObject();

    [Fact]
    public void The_document_has_each_route_with_each_method_and_no_other()
    {
        IEnumerable<string> routes = typeof(OpenApiApi).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .SelectMany(method => method.GetParameters())
            .SelectMany(parameter => parameter.GetCustomAttributes<HttpTriggerAttribute>())
            .SelectMany(trigger => trigger.Methods!.Select(
                method => $"{method.ToUpperInvariant()} /{Placeholder().Replace(trigger.Route!, "{$1}")}"));

        Assert.Equal(
            routes.Order(StringComparer.Ordinal),
            Document.Operations.Select(operation => $"{operation.Method} {operation.Path}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Each_description_is_of_a_function_and_each_function_is_described()
    {
        IEnumerable<string> described = fixture.Calls.Features
            .SelectMany(feature => feature.Calls)
            .Select(call => call.Function)
            .Distinct();

        Assert.Equal(CallTable.Triggers.Keys.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_anonymous_function_is_described_without_a_role_and_no_other_is() => Assert.All(
        fixture.Calls.Features.SelectMany(feature => feature.Calls),
        call => Assert.Equal(CallTable.Triggers[call.Function].AuthLevel == AuthorizationLevel.Anonymous, call.Role is null));

    [Fact]
    public void Each_placeholder_of_a_path_is_a_parameter_and_each_parameter_has_an_example() => Assert.All(
        Document.Operations,
        operation =>
        {
            Assert.Equal(
                Placeholder().Matches(operation.Path).Select(match => match.Groups[1].Value),
                operation.Parameters("path").Select(parameter => parameter["name"]!.ToString()));
            Assert.All(
                ((string[])["path", "query", "header"]).SelectMany(operation.Parameters),
                parameter => Assert.Empty(Document.FindFaults(parameter["schema"]!, Bytes(parameter["example"]))));
        });

    [Fact]
    public void Each_contract_is_a_schema_with_exactly_its_fields()
    {
        Dictionary<string, Type> all = Reachable();
        foreach (string sent in Sent)
        {
            Assert.True(all.Remove(sent));
        }

        Assert.Equal(all.Keys.Order(StringComparer.Ordinal), Schemas.Select(schema => schema.Key).Order(StringComparer.Ordinal));
        foreach ((string name, Type type) in all.Where(type => !type.Value.IsEnum))
        {
            IEnumerable<string> fields = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(property => property.GetCustomAttribute<JsonIgnoreAttribute>() is not { Condition: JsonIgnoreCondition.Always })
                .Select(property => property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name
                    ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name));
            JsonObject properties = Schemas[name]!["properties"]!.AsObject();
            Assert.Equal(fields.Order(StringComparer.Ordinal), properties.Select(property => property.Key).Order(StringComparer.Ordinal));
            Assert.All(properties, property => Assert.False(
                string.IsNullOrWhiteSpace(property.Value!["description"]?.ToString()), $"{name}.{property.Key} has no description."));
        }
    }

    [Fact]
    public void Each_body_of_JSON_has_an_example_and_each_example_fits_its_schema()
    {
        foreach (ApiOperation operation in Document.Operations)
        {
            IEnumerable<JsonNode?> contents = operation.Definition["responses"]!.AsObject().Select(response => response.Value!["content"])
                .Append(operation.Definition["requestBody"]?["content"]);
            foreach ((string type, JsonNode? media) in contents.OfType<JsonObject>().SelectMany(content => content))
            {
                if (media!["schema"] is not { } schema)
                {
                    continue;
                }

                JsonObject? examples = media["examples"]?.AsObject();
                Assert.True(examples is { Count: > 0 }, $"{operation.Id} {type} has no example.");
                Assert.All(examples, example => Assert.Equal(
                    [], Document.FindFaults(schema, Bytes(Resolve(example.Value!)["value"])).Select(
                        fault => $"{operation.Id} {example.Key}: {fault}")));
            }
        }
    }

    [Fact]
    public void Each_kind_of_problem_is_one_of_a_call_or_of_the_host()
    {
        ProblemKind[] kinds =
            [.. typeof(ProblemKind).GetFields(BindingFlags.Public | BindingFlags.Static)
                .Select(field => (ProblemKind)field.GetValue(null)!)];
        IEnumerable<string> documented = Document.Operations.SelectMany(operation => operation.Definition["responses"]!.AsObject())
            .Select(response => (Status: response.Key, Problems: response.Value!["content"]?["application/problem+json"]?["examples"]))
            .Where(response => response.Problems is not null)
            .SelectMany(response => response.Problems!.AsObject().Select(problem => $"{response.Status} {problem.Key}"))
            .Distinct();

        Assert.Equal(
            kinds.Except(OfHost).Select(kind => $"{kind.Status} {kind.Name}").Order(StringComparer.Ordinal),
            documented.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_linter_finds_nothing()
    {
        IReadOnlyList<Finding> findings = await new Parser("redocly.js").AskAsync<IReadOnlyList<Finding>>(new { text = fixture.Text });

        Assert.True(findings.Count == 0, string.Join('\n', findings));
    }

    [Fact]
    public async Task The_linter_finds_a_fault()
    {
        JsonObject faulty = Document.Root.DeepClone().AsObject();
        faulty["paths"]!["/updates"]!["get"]!.AsObject().Remove("responses");

        Assert.NotEmpty(await new Parser("redocly.js").AskAsync<IReadOnlyList<Finding>>(new { text = faulty.ToJsonString() }));
    }

    /// <summary>Write the page again with <c>eng/http-reference.sh</c>.</summary>
    [Fact]
    public async Task The_reference_is_made_from_the_document()
    {
        string page = HttpReference.Write(Document);
        if (Environment.GetEnvironmentVariable("WRITE_HTTP_REFERENCE") is { Length: > 0 } path)
        {
            await File.WriteAllTextAsync(path, page);
            return;
        }

        Assert.Equal(page, await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "http-reference.md")));
    }

    // The data of events, and what the service sends to receivers: no body of the document is of these.
    private static readonly string[] Sent =
    [
        nameof(UpdateStatusChange), nameof(ValidationStatusChange), nameof(PurgeStatusChange), nameof(ImportStatusChange),
        nameof(Notification), nameof(NotificationData), nameof(NotificationKind),
    ];

    private static Dictionary<string, Type> Reachable()
    {
        Queue<Type> found = new(CustomAttributeData.GetCustomAttributes(typeof(ContractsJson))
            .Where(data => data.AttributeType == typeof(JsonSerializableAttribute))
            .Select(data => (Type)data.ConstructorArguments[0].Value!));
        Dictionary<string, Type> all = new(StringComparer.Ordinal);
        while (found.TryDequeue(out Type? type))
        {
            foreach (Type argument in type.GenericTypeArguments)
            {
                found.Enqueue(argument);
            }

            if (type.Assembly == typeof(ContractsJson).Assembly && all.TryAdd(type.Name, type) && !type.IsEnum)
            {
                foreach (PropertyInfo property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                    .Where(property => property.GetCustomAttribute<JsonIgnoreAttribute>() is not { Condition: JsonIgnoreCondition.Always }))
                {
                    found.Enqueue(property.PropertyType);
                }
            }
        }

        return all;
    }

    private JsonNode Resolve(JsonNode example) => example["$ref"] is { } reference
        ? Document.Root["components"]!["examples"]![reference.ToString().Split('/')[^1]]!
        : example;

    private static byte[] Bytes(JsonNode? node) => System.Text.Encoding.UTF8.GetBytes(node?.ToJsonString() ?? "null");

    [GeneratedRegex(@"\{\**(\w+)[^}]*\}")]
    private static partial Regex Placeholder();
}

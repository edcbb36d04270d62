using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.OpenApi;
using OcflFunctions.Keys;

namespace OcflFunctions.Http.OpenApi;

/// <summary>Makes the OpenAPI document of the service from its functions, their descriptions and the contracts.</summary>
internal sealed partial class OpenApiBuilder
{
    /// <summary>Stands in the document for the path that the host has given the API.</summary>
    public const string Server = "/-server-";

    private readonly CallTable _calls;
    private readonly OpenApiDocument _document = new() { Components = new OpenApiComponents() };
    private readonly ContractSchemas _schemas;
    private readonly OpenApiAnswers _answers;

    private OpenApiBuilder(CallTable calls)
    {
        _calls = calls;
        _schemas = new ContractSchemas(_document, ContractDocs.Load());
        _answers = new OpenApiAnswers(_document, _schemas);
    }

    /// <summary>Makes the document.</summary>
    public static OpenApiDocument Build(CallTable calls) => new OpenApiBuilder(calls).Build();

    private OpenApiDocument Build()
    {
        _document.Info = new OpenApiInfo
        {
            Title = "OcflFunctions",
            Summary = "Durable, resumable, exactly-once updates of OCFL objects.",
            Description = "JSON in, JSON out; errors are `application/problem+json` (RFC 9457). An object id can be any string, so it is in "
                + "the body or the query, never in the path.",
            Version = typeof(OpenApiBuilder).Assembly.GetName().Version!.ToString(3),
            License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" },
        };
        _document.Servers = [new OpenApiServer { Url = Server }];
        _document.Tags = new HashSet<OpenApiTag>(
            _calls.Features.Select(feature => new OpenApiTag { Name = feature.Group.Name, Description = feature.Group.Description }));
        OpenApiSecurity.AddSchemes(_document);

        // Requests come first: their contracts are strict, also where answers repeat them.
        foreach (CallContent body in _calls.Features.SelectMany(feature => feature.Calls).Select(call => call.Body).OfType<CallContent>())
        {
            if (body.Contract is { } contract)
            {
                _schemas.Of(contract, isRequest: true);
            }
        }

        _answers.AddProblems();
        _document.Paths = [];
        foreach (IDescribeCalls feature in _calls.Features)
        {
            foreach (CallDescription call in feature.Calls)
            {
                Add(feature.Group, call, CallTable.Triggers[call.Function]);
            }
        }

        return _document;
    }

    private void Add(CallGroup group, CallDescription call, HttpTriggerAttribute trigger)
    {
        string path = "/" + Placeholder().Replace(trigger.Route!, "{${name}}");
        IOpenApiPathItem item = _document.Paths.TryGetValue(path, out IOpenApiPathItem? existing) ? existing : new OpenApiPathItem();
        _document.Paths[path] = item;
        foreach (string method in trigger.Methods!.Select(method => method.ToUpperInvariant()))
        {
            if (call.Method is null || call.Method == method)
            {
                ((OpenApiPathItem)item).AddOperation(HttpMethod.Parse(method), OperationOf(group, call, trigger, method));
            }
        }
    }

    private OpenApiOperation OperationOf(CallGroup group, CallDescription call, HttpTriggerAttribute trigger, string method)
    {
        bool isFirst = trigger.Methods![0].Equals(method, StringComparison.OrdinalIgnoreCase);
        return new OpenApiOperation
        {
            OperationId = isFirst
                ? call.Function
                : call.Function + CultureInfo.InvariantCulture.TextInfo.ToTitleCase(method.ToLowerInvariant()),
            Summary = call.Summary,
            Description = call.Description,
            Tags = new HashSet<OpenApiTagReference> { new(group.Name, _document) },
            Parameters = [.. call.Parameters.Select(ParameterOf)],
            RequestBody = call.Body is { } body ? BodyOf(body) : null,
            Responses = _answers.Of(call, isHead: method == "HEAD"),
            Security = OpenApiSecurity.Of(call.Role, _document),
        };
    }

    private static OpenApiParameter ParameterOf(CallParameter parameter) => new()
    {
        Name = parameter.Name,
        In = parameter.Place,
        Description = parameter.Description,
        Required = parameter.IsRequired,
        Schema = parameter.Schema,
        Example = parameter.Example.DeepClone(),
    };

    private OpenApiRequestBody BodyOf(CallContent body) => new()
    {
        Description = body.Description,
        Required = body.IsRequired,
        Content = _answers.ContentOf(body, isRequest: true),
    };

    [GeneratedRegex(@"\{\**(?<name>[A-Za-z0-9_]+)[^}]*\}", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Placeholder();
}

/// <summary>How callers show who they are.</summary>
internal static class OpenApiSecurity
{
    private const string Header = "key";
    private const string Query = "keyInQuery";
    private const string Bearer = "bearer";

    /// <summary>Adds the ways.</summary>
    public static void AddSchemes(OpenApiDocument document)
    {
        document.AddComponent(Header, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            Name = "x-functions-key",
            In = ParameterLocation.Header,
            Description = "A function key, or a key of the local host.",
        });
        document.AddComponent(Query, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            Name = "code",
            In = ParameterLocation.Query,
            Description = "The same key in the query.",
        });
        document.AddComponent(Bearer, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            BearerFormat = "JWT",
            Description = "A token of the OpenID Connect authority that the settings `Ocfl:Http:Bearer` name.",
        });
    }

    /// <summary>What a call needs: one of the ways, and the role.</summary>
    public static IList<OpenApiSecurityRequirement> Of(CallerRole? role, OpenApiDocument document) => role is null
        ? []
        : [.. new[] { Header, Query, Bearer }.Select(
            scheme => new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(scheme, document)] = [role.Value.ToString()] })];
}

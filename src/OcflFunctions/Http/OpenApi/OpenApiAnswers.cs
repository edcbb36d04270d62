using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using OcflFunctions.Contracts;

namespace OcflFunctions.Http.OpenApi;

/// <summary>Makes the answers of calls, problems included.</summary>
internal sealed class OpenApiAnswers(OpenApiDocument document, ContractSchemas schemas)
{
    private const string ProblemType = "application/problem+json";

    // What any call can meet.
    private static readonly ProblemKind[] OfAny =
        [ProblemKind.MalformedRequest, ProblemKind.InvalidQuery, ProblemKind.Forbidden, ProblemKind.InternalError, ProblemKind.Unavailable];

    private static readonly ProblemKind[] OfSecured = [ProblemKind.Unauthorized, ProblemKind.RoleMissing];

    private static readonly ProblemKind[] OfBody = [ProblemKind.BodyTooLarge, ProblemKind.RequestTimeout];

    private static readonly ProblemKind[] OfJson =
    [
        ProblemKind.UnsupportedMediaType, ProblemKind.MalformedJson, ProblemKind.InvalidText, ProblemKind.WrongType,
        ProblemKind.UnknownField,
    ];

    /// <summary>The problems that a call can answer with.</summary>
    public static IEnumerable<ProblemKind> ProblemsOf(CallDescription call) => OfAny
        .Concat(call.Role is null ? [] : OfSecured)
        .Concat(call.Body is null ? [] : OfBody)
        .Concat(call.Body?.Contract is null ? [] : OfJson)
        .Concat(call.Problems)
        .Distinct();

    /// <summary>Adds the schema of problems, and an example of each kind that a call can answer with.</summary>
    public void AddProblems() => schemas.Of(ContractsJson.Relaxed.Problem, isRequest: false);

    /// <summary>The answers of a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="isHead">Whether it is the HEAD of a call, whose answers have no bodies.</param>
    public OpenApiResponses Of(CallDescription call, bool isHead)
    {
        OpenApiResponses responses = [];
        foreach (CallAnswer answer in call.Answers)
        {
            responses.Add(Number(answer.Status), new OpenApiResponse
            {
                Description = answer.Description,
                Headers = answer.Headers.Count == 0 ? null : answer.Headers.ToDictionary(
                    header => header.Name, HeaderOf, StringComparer.Ordinal),
                Content = answer.Body is { } body && !isHead ? ContentOf(body, isRequest: false) : null,
            });
        }

        foreach (IGrouping<int, ProblemKind> kinds in ProblemsOf(call).GroupBy(kind => kind.Status).OrderBy(kinds => kinds.Key))
        {
            AddProblems(responses, [.. kinds], isHead);
        }

        return responses;
    }

    /// <summary>A body in each of its media types.</summary>
    public Dictionary<string, IOpenApiMediaType> ContentOf(CallContent content, bool isRequest) => content.MediaTypes.ToDictionary(
        type => type,
        type => (IOpenApiMediaType)new OpenApiMediaType
        {
            Schema = content.Contract is { } contract ? schemas.Of(contract, isRequest) : null,
            Examples = content.Examples.Count == 0 ? null : content.Examples.ToDictionary(
                example => example.Key,
                example => (IOpenApiExample)new OpenApiExample { Value = example.Value.DeepClone() },
                StringComparer.Ordinal),
        },
        StringComparer.Ordinal);

    private static IOpenApiHeader HeaderOf(CallParameter header) => new OpenApiHeader
    {
        Description = header.Description,
        Schema = header.Schema,
        Example = header.Example.DeepClone(),
    };

    // A health report and a problem can have the same status.
    private void AddProblems(OpenApiResponses responses, ProblemKind[] kinds, bool isHead)
    {
        string status = Number(kinds[0].Status);
        string description = string.Join(' ', kinds.Select(kind => kind.Title).Distinct(StringComparer.Ordinal));
        if (!responses.TryGetValue(status, out IOpenApiResponse? response))
        {
            response = new OpenApiResponse { Description = description };
            responses.Add(status, response);
        }

        if (!isHead)
        {
            OpenApiResponse open = (OpenApiResponse)response;
            open.Content ??= new Dictionary<string, IOpenApiMediaType>(StringComparer.Ordinal);
            open.Content.Add(ProblemType, new OpenApiMediaType
            {
                Schema = new OpenApiSchema
                {
                    AllOf =
                    [
                        new OpenApiSchemaReference(nameof(Problem), document),
                        new OpenApiSchema
                        {
                            Type = JsonSchemaType.Object,
                            Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
                            {
                                ["type"] = new OpenApiSchema
                                {
                                    Type = JsonSchemaType.String,
                                    Enum = [.. kinds.Select(kind => JsonValue.Create(kind.Type))],
                                },
                            },
                        },
                    ],
                },
                Examples = kinds.ToDictionary(kind => kind.Name, ExampleOf, StringComparer.Ordinal),
            });
        }
    }

    private IOpenApiExample ExampleOf(ProblemKind kind)
    {
        if (document.Components!.Examples?.ContainsKey(kind.Name) != true)
        {
            document.AddComponent(kind.Name, new OpenApiExample
            {
                Summary = kind.Title,
                Value = JsonSerializer.SerializeToNode(ProblemExamples.Of(kind), ContractsJson.Relaxed.Problem),
            });
        }

        return new OpenApiExampleReference(kind.Name, document);
    }

    private static string Number(int status) => status.ToString(CultureInfo.InvariantCulture);
}

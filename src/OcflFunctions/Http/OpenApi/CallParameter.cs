using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace OcflFunctions.Http.OpenApi;

/// <summary>A parameter of a call in its path, its query or its headers, or a header of an answer.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Place">Where it is.</param>
/// <param name="Description">What it means and which values it takes.</param>
/// <param name="Schema">Its type and its bounds.</param>
/// <param name="Example">A value.</param>
internal sealed record CallParameter(string Name, ParameterLocation Place, string Description, OpenApiSchema Schema, JsonNode Example)
{
    /// <summary>Whether every request must have it.</summary>
    public bool IsRequired { get; init; } = Place == ParameterLocation.Path;

    /// <summary>An id in the path.</summary>
    public static CallParameter Id(string description, string example, string name = "id") =>
        new(name, ParameterLocation.Path, description, Text(), example);

    /// <summary>A text in the query.</summary>
    public static CallParameter Query(string name, string description, string example) =>
        new(name, ParameterLocation.Query, description, Text(), example);

    /// <summary>One of some words in the query.</summary>
    public static CallParameter Choice(string name, string description, IReadOnlyList<string> words, string usual) =>
        new(
            name,
            ParameterLocation.Query,
            description,
            new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Enum = [.. words.Select(word => JsonValue.Create(word))],
                Default = JsonValue.Create(usual),
            },
            usual);

    /// <summary>A number in the query.</summary>
    public static CallParameter Number(string name, string description, int least, int most, int usual) =>
        new(
            name,
            ParameterLocation.Query,
            description,
            new OpenApiSchema
            {
                Type = JsonSchemaType.Integer,
                Format = "int32",
                Minimum = least.ToString(CultureInfo.InvariantCulture),
                Maximum = most.ToString(CultureInfo.InvariantCulture),
                Default = JsonValue.Create(usual),
            },
            usual);

    /// <summary>A text in a header.</summary>
    public static CallParameter Header(string name, string description, string example) =>
        new(name, ParameterLocation.Header, description, Text(), example);

    /// <summary>A whole number in a header.</summary>
    public static CallParameter NumberHeader(string name, string description, long example) =>
        new(
            name,
            ParameterLocation.Header,
            description,
            new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int64", Minimum = "0" },
            example);

    /// <summary>The parameter <c>top</c>.</summary>
    /// <param name="most">The most that it can be.</param>
    /// <param name="usual">What it is if it is not given.</param>
    public static CallParameter Top(int most, int usual) => Number("top", "How many at most.", 1, most, usual);

    /// <summary>The parameters of a page of a list.</summary>
    /// <param name="most">The most that <c>top</c> can be.</param>
    /// <param name="usual">What it is if it is not given.</param>
    public static IEnumerable<CallParameter> Page(int most, int usual) =>
    [
        Top(most, usual),
        Query("continuation", "From the page before; without it the first page.", "OGRkZTA0ZTQ"),
    ];

    /// <summary>The parameters of a list of what the engine runs.</summary>
    /// <param name="what">What is listed, in the plural.</param>
    /// <param name="statuses">Two statuses as an example.</param>
    /// <param name="most">The most that <c>top</c> can be.</param>
    /// <param name="usual">What it is if it is not given.</param>
    public static IEnumerable<CallParameter> List(string what, string statuses, int most, int usual) =>
    [
        Query("objectId", $"Only {what} of this object.", "urn:example:photos"),
        .. ListOfAny(what, statuses, most, usual),
    ];

    /// <summary>The parameters of a list of what is not about one object.</summary>
    /// <inheritdoc cref="List"/>
    public static IEnumerable<CallParameter> ListOfAny(string what, string statuses, int most, int usual) =>
    [
        Query("status", $"Only {what} with one of these statuses: a list with commas.", statuses),
        Query("from", $"Only {what} created at this time or later. A time has a zone.", "2026-08-01T00:00:00Z"),
        Query("to", $"Only {what} created before this time.", "2026-09-01T00:00:00Z"),
        .. Page(most, usual),
    ];

    /// <summary>The header <c>Last-Event-ID</c>.</summary>
    public static readonly CallParameter LastEventId = Header(
        "Last-Event-ID",
        "The id of the last event that was received; without it, all is sent. Browsers send it when they connect again.",
        "5d41402abc4b2a76~7d793037a0760186~3d1r4.");

    /// <summary>The header <c>Idempotency-Key</c>.</summary>
    public static readonly CallParameter IdempotencyKey = new(
        "Idempotency-Key",
        ParameterLocation.Header,
        "The same key with the same request is the same work, no matter how often it is sent. 1 to 255 visible ASCII characters.",
        new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = 255, Pattern = "^[!-~]+$" },
        "2f1c9a6e-5b7d-4c0b-9c9e-1a2b3c4d5e6f");

    /// <summary>The header <c>Location</c> of an answer.</summary>
    public static readonly CallParameter Location = Header("Location", "Its URL.", "/api/updates/019a1b2c3d4e7f60a1b2c3d4e5f60718");

    /// <summary>The header <c>Retry-After</c> of an answer.</summary>
    public static readonly CallParameter RetryAfter = NumberHeader(
        "Retry-After", "After how many seconds to poll again; absent once it has finished.", 1);

    private static OpenApiSchema Text() => new() { Type = JsonSchemaType.String };
}

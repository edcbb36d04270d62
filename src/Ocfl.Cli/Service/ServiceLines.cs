using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Ocfl.Cli.Service;

/// <summary>An event of something that is followed: <c>status</c>, <c>progress</c>, <c>step</c> or <c>end</c>.</summary>
internal sealed record EventLine(string Event, string Id, JsonElement Data)
{
    public static EventLine Of<T>(string name, string id, T data, JsonTypeInfo<T> type) =>
        new(name, id, JsonSerializer.SerializeToElement(data, type));
}

/// <summary>A command that a service has accepted.</summary>
internal sealed record AcceptedLine(string Kind, string Id, string Command);

/// <summary>A service, and whether it is ready.</summary>
internal sealed record ServiceLine(
    string Url,
    string Status,
    string? Product,
    string? Version,
    string? Engine,
    string? Storage,
    string? Layout,
    string? Specification,
    IReadOnlyDictionary<string, string> Checks);

/// <summary>How these lines are written. Everything else is written as the service sends it.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(EventLine))]
[JsonSerializable(typeof(AcceptedLine))]
[JsonSerializable(typeof(ServiceLine))]
internal sealed partial class ServiceLines : JsonSerializerContext
{
    /// <summary>With plain text: only what JSON requires is escaped.</summary>
    public static ServiceLines Plain { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}

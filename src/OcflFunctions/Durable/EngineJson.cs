using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;

namespace OcflFunctions.Durable;

/// <summary>
/// The JSON of what crosses the durable engine: inputs, results, events and custom statuses. Both hosts write it with these options: the
/// Functions worker takes them from the services' <see cref="JsonSerializerOptions"/>, the embedded engine from
/// <see cref="Converter"/> (decision 29).
/// </summary>
internal static class EngineJson
{
    /// <summary>The options, for reading an input as the engine reads it.</summary>
    public static JsonSerializerOptions Options { get; } = CreateOptions();

    /// <summary>The converter of the embedded engine.</summary>
    public static DataConverter Converter { get; } = new JsonDataConverter(Options);

    /// <summary>Sets the naming policy. Names are read without regard to case, as the worker does by default.</summary>
    public static void Configure(JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.PropertyNameCaseInsensitive = true;
    }

    private static JsonSerializerOptions CreateOptions()
    {
        JsonSerializerOptions options = new();
        Configure(options);
        return options;
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>
/// Reads and writes an enum by its names. A name that only a newer service has is read as the enum's default, <c>Unknown</c>,
/// and is not an error.
/// </summary>
/// <typeparam name="T">The enum.</typeparam>
/// <param name="naming">How the names are written; null to write them unchanged.</param>
public class UnknownFallbackConverter<T>(JsonNamingPolicy? naming) : JsonConverter<T>
    where T : struct, Enum
{
    /// <summary>For unchanged names.</summary>
    public UnknownFallbackConverter() : this(naming: null)
    {
    }

    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Enum.TryParse(reader.GetString(), ignoreCase: true, out T value) ? value : default;

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(naming?.ConvertName(value.ToString()) ?? value.ToString());
    }
}

/// <summary>The states of steps, which start with a small letter in JSON.</summary>
public sealed class StepStateConverter() : UnknownFallbackConverter<StepState>(JsonNamingPolicy.CamelCase);

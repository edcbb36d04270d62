using System.Text.Json;
using System.Text.Json.Serialization;

namespace OcflFunctions.Client;

/// <summary>Reads and writes an enum by its names. A name that only a newer service knows is the enum's default, <c>Unknown</c>, and no failure.</summary>
/// <typeparam name="T">The enum.</typeparam>
/// <param name="naming">How the names are written; null for as they are.</param>
internal class UnknownFallbackConverter<T>(JsonNamingPolicy? naming) : JsonConverter<T>
    where T : struct, Enum
{
    public UnknownFallbackConverter() : this(naming: null)
    {
    }

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Enum.TryParse(reader.GetString(), ignoreCase: true, out T value) ? value : default;

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(naming?.ConvertName(value.ToString()) ?? value.ToString());
}

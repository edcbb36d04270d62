using System.Text.Json;
using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>
/// Reads the payload of an event that says why, whatever is in it. Anyone with the engine's key can raise an event, and a payload
/// that cannot be read fails an orchestration where it stands, with nothing undone.
/// </summary>
internal abstract class ReasonConverter<T>(Func<string?, T> create, Func<T, string?> reasonOf) : JsonConverter<T>
{
    private const string Reason = "reason";

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        JsonElement payload = JsonElement.ParseValue(ref reader);
        JsonElement reason = payload.ValueKind == JsonValueKind.Object && payload.TryGetProperty(Reason, out JsonElement given) ? given : payload;
        return create(reason.ValueKind == JsonValueKind.String ? reason.GetString() : null);
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString(Reason, reasonOf(value));
        writer.WriteEndObject();
    }
}

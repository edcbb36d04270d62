using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Ocfl.Objects;

/// <summary>The file <c>ocfl_layout.json</c> of a storage root (OCFL 1.1, section 4.1).</summary>
/// <param name="Extension">The layout's extension.</param>
/// <param name="Description">About the arrangement, for people.</param>
internal sealed record LayoutFile(string Extension, string? Description)
{
    public const string Name = "ocfl_layout.json";

    private static readonly JsonWriterOptions Format = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Where the parameters of an extension are.</summary>
    public static string GetConfigurationPath(string extension) => $"extensions/{extension}/config.json";

    /// <summary>Reads the file.</summary>
    /// <exception cref="InvalidDataException">It is not what the specification asks for.</exception>
    public static LayoutFile Parse(ReadOnlyMemory<byte> content)
    {
        try
        {
            using JsonDocument document = JsonText.Parse(content, maxDepth: 8);
            return document.RootElement.ValueKind == JsonValueKind.Object && GetString(
                document.RootElement, "extension") is { Length: > 0 } extension
                ? new LayoutFile(extension, GetString(document.RootElement, "description"))
                : throw new InvalidDataException($"{Name} must be a JSON object with the name of an extension as 'extension'");
        }
        catch (InvalidJsonException fault)
        {
            throw new InvalidDataException($"{Name} is not JSON: {fault.Message}", fault);
        }
    }

    /// <summary>The bytes of the file.</summary>
    public byte[] ToBytes()
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, Format))
        {
            writer.WriteStartObject();
            writer.WriteString("extension", Extension);
            writer.WriteString("description", Description);
            writer.WriteEndObject();
        }

        return [.. buffer.WrittenSpan, (byte)'\n'];
    }

    private static string? GetString(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

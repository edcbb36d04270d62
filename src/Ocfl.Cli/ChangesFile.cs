using System.Globalization;
using System.Text.Json;
using Ocfl.Staging;

namespace Ocfl.Cli;

/// <summary>A file with the changes of a version: a JSON array, as the HTTP API has it.</summary>
internal static class ChangesFile
{
    private const string Option = "--changes";

    // The largest limit that the HTTP API can be configured with.
    private const int MostMebibytes = 64;

    /// <summary>Reads the changes.</summary>
    /// <exception cref="ToolException">The file does not exist, or it is not valid.</exception>
    public static async Task<IReadOnlyList<StateChange>> ReadAsync(string file, CancellationToken cancellationToken)
    {
        byte[] content = await InputFile.ReadAsync(Option, file, MostMebibytes, cancellationToken).ConfigureAwait(false);
        try
        {
            using JsonDocument document = JsonText.Parse(WithoutMark(content));
            return document.RootElement.ValueKind == JsonValueKind.Array
                ? [.. document.RootElement.EnumerateArray().Select((change, index) => Read(file, change, index))]
                : throw new ToolException(Option, file, "must be a JSON array of changes");
        }
        catch (InvalidJsonException fault)
        {
            throw new ToolException(Option, file, $"is not JSON: {fault.Message}");
        }
    }

    // A byte order mark is skipped.
    private static ReadOnlyMemory<byte> WithoutMark(byte[] content) =>
        content.AsSpan().StartsWith("\uFEFF"u8) ? content.AsMemory(3) : content;

    private static StateChange Read(string file, JsonElement change, int index)
    {
        if (change.ValueKind != JsonValueKind.Object)
        {
            throw Wrong(file, index, "", "must be an object");
        }

        Dictionary<string, string> fields = [];
        foreach (JsonProperty member in change.EnumerateObject())
        {
            fields[member.Name] = member.Value.ValueKind == JsonValueKind.String
                ? member.Value.GetString()!
                : throw Wrong(file, index, "." + member.Name, "must be a string");
        }

        if (!fields.Remove("op", out string? op))
        {
            throw Wrong(file, index, ".op", "is missing");
        }

        if (!StateChange.TryGetKind(op, out StateChangeKind kind))
        {
            throw Wrong(file, index, ".op", $"'{op}' is not a change; the changes are: {string.Join(", ", StateChange.Operations)}");
        }

        RequireForm(file, index, op, kind, fields);
        return new StateChange
        {
            Kind = kind,
            Path = fields.GetValueOrDefault("path"),
            From = fields.GetValueOrDefault("from"),
            To = fields.GetValueOrDefault("to"),
            Version = fields.GetValueOrDefault("version"),
            Content = fields.GetValueOrDefault("content"),
        };
    }

    private static void RequireForm(string file, int index, string op, StateChangeKind kind, Dictionary<string, string> fields)
    {
        IReadOnlyList<string> required = StateChange.RequiredFields(kind);
        IReadOnlyList<string> known = [.. required, .. StateChange.OptionalFields(kind)];
        if (fields.Keys.FirstOrDefault(field => !known.Contains(field, StringComparer.Ordinal)) is { } unknown)
        {
            throw Wrong(file, index, "." + unknown, $"the change '{op}' has no such field; it has: {string.Join(", ", known)}");
        }

        if (required.FirstOrDefault(field => !fields.ContainsKey(field)) is { } missing)
        {
            throw Wrong(file, index, "." + missing, "is missing");
        }
    }

    private static ToolException Wrong(string file, int index, string field, string rule) =>
        new(Option, file, string.Create(CultureInfo.InvariantCulture, $"changes[{index}]{field}: {rule}"));
}

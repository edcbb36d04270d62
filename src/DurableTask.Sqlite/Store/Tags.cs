using System.Collections.Immutable;
using System.Text.Json;

namespace DurableTask.Sqlite.Store;

/// <summary>Tags as they are recorded.</summary>
internal static class Tags
{
    public static string? Write(IEnumerable<KeyValuePair<string, string>>? tags)
    {
        var copy = tags?.ToDictionary(StringComparer.Ordinal);
        return copy is { Count: > 0 } ? JsonSerializer.Serialize(copy, RecordJson.Default.DictionaryStringString) : null;
    }

    public static IReadOnlyDictionary<string, string> Read(string? json) => json is null
        ? ImmutableDictionary<string, string>.Empty
        : JsonSerializer.Deserialize(json, RecordJson.Default.DictionaryStringString)!;
}

using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace Infra.Tests;

/// <summary>Reads YAML, with its anchors and merges put in.</summary>
internal static class Yaml
{
    public static IReadOnlyDictionary<object, object> Read(string text) =>
        new DeserializerBuilder().Build().Deserialize<Dictionary<object, object>>(new MergingParser(new Parser(new StringReader(text))));

    public static IReadOnlyDictionary<object, object> Map(this IReadOnlyDictionary<object, object> map, string key) =>
        map.TryGetValue(key, out object? value) && value is IReadOnlyDictionary<object, object> inner
            ? inner
            : new Dictionary<object, object>();

    public static IEnumerable<object> List(this IReadOnlyDictionary<object, object> map, string key) =>
        map.TryGetValue(key, out object? value) && value is IEnumerable<object> items ? items : [];

    public static string Text(this IReadOnlyDictionary<object, object> map, string key) =>
        map.TryGetValue(key, out object? value) ? (string)value : "";
}

using System.Text.Json;

namespace Ocfl.Layouts;

/// <summary>
/// The parameters of a layout's <c>config.json</c>, read strictly: each by its name and type, with the extension's default where it
/// is missing, and none left over.
/// </summary>
public sealed class LayoutParameters
{
    private const string ExtensionNameKey = "extensionName";

    private readonly string _extensionName;
    private readonly Dictionary<string, JsonElement> _values;
    private readonly HashSet<string> _known = [ExtensionNameKey];

    private LayoutParameters(string extensionName, Dictionary<string, JsonElement> values)
    {
        _extensionName = extensionName;
        _values = values;
    }

    /// <summary>Reads a configuration.</summary>
    /// <param name="extensionName">The layout it is for.</param>
    /// <param name="configuration">The bytes of <c>config.json</c>; empty when there is none, which means all defaults.</param>
    /// <exception cref="LayoutConfigurationException">It is not a JSON object in UTF-8 with distinct keys, or it is for another
    /// extension.</exception>
    internal static LayoutParameters Parse(string extensionName, ReadOnlyMemory<byte> configuration)
    {
        LayoutParameters parameters = new(extensionName, configuration.IsEmpty ? [] : ReadObject(extensionName, configuration));
        if (!configuration.IsEmpty && parameters.GetString(ExtensionNameKey, "") is var name && name != extensionName)
        {
            throw parameters.Invalid(ExtensionNameKey, $"must be '{extensionName}'; it is {(name.Length == 0 ? "missing" : $"'{name}'")}");
        }

        return parameters;
    }

    /// <summary>A parameter that is a string.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="defaultValue">What holds where it is not given; null where it must be.</param>
    /// <exception cref="LayoutConfigurationException">It is not a string, or is missing with no default.</exception>
    public string GetString(string name, string? defaultValue) =>
        Find(name) is not { } value ? defaultValue ?? throw Invalid(name, "is missing and has no default")
        : Text(name, value);

    /// <summary>A parameter that is an integer.</summary>
    /// <exception cref="LayoutConfigurationException">It is not an integer.</exception>
    public int GetInteger(string name, int defaultValue) => Find(name) is { } value ? Integer(name, value) : defaultValue;

    /// <summary>A parameter that is a boolean.</summary>
    /// <exception cref="LayoutConfigurationException">It is not a boolean.</exception>
    public bool GetBoolean(string name, bool defaultValue) => Find(name)?.ValueKind switch
    {
        null => defaultValue,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Invalid(name, "must be true or false"),
    };

    /// <summary>A parameter that is an array of integers.</summary>
    /// <exception cref="LayoutConfigurationException">It is not one.</exception>
    public IReadOnlyList<int> GetIntegers(string name, IReadOnlyList<int> defaultValue) =>
        Find(name) is { } value ? [.. Elements(name, value).Select(element => Integer(name, element))] : defaultValue;

    /// <summary>A parameter that is an array of strings.</summary>
    /// <exception cref="LayoutConfigurationException">It is not one.</exception>
    public IReadOnlyList<string> GetStrings(string name, IReadOnlyList<string> defaultValue) =>
        Find(name) is not { } value ? defaultValue
        : [.. Elements(name, value).Select(element => Text(name, element))];

    /// <summary>Refuses parameters that the layout does not have: an unknown parameter may mean another place for every object.</summary>
    internal void RefuseOthers()
    {
        if (_values.Keys.FirstOrDefault(key => !_known.Contains(key)) is { } other)
        {
            throw Invalid(other, $"does not exist; there are {string.Join(", ", _known)}");
        }
    }

    private static Dictionary<string, JsonElement> ReadObject(string extensionName, ReadOnlyMemory<byte> configuration)
    {
        try
        {
            using JsonDocument document = JsonText.Parse(configuration, maxDepth: 8);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.EnumerateObject().ToDictionary(
                    property => property.Name, property => property.Value.Clone(), StringComparer.Ordinal)
                : throw new LayoutConfigurationException(extensionName, null, "must be a JSON object");
        }
        catch (InvalidJsonException fault) when (fault is { IsHalfCharacter: true, Path.Length: > 0 })
        {
            throw new LayoutConfigurationException(extensionName, fault.Path, "must be Unicode: " + fault.Message, fault);
        }
        catch (InvalidJsonException fault)
        {
            throw new LayoutConfigurationException(extensionName, null, "is not JSON: " + fault.Message, fault);
        }
    }

    private JsonElement? Find(string name)
    {
        _known.Add(name);
        return _values.TryGetValue(name, out JsonElement value) ? value : null;
    }

    // 3.0 is an integer, too: JSON has one kind of number, and in JSON Schema a number is an integer by its value.
    private int Integer(string name, JsonElement value) =>
        value.ValueKind != JsonValueKind.Number ? throw NotAnInteger(name, value)
        : value.TryGetInt32(out int number) ? number
        : value.TryGetDecimal(out decimal exact) && exact == decimal.Truncate(exact) && exact is >= int.MinValue and <= int.MaxValue
            ? (int)exact
        : throw NotAnInteger(name, value);

    private LayoutConfigurationException NotAnInteger(string name, JsonElement value) =>
        Invalid(name, $"must be an integer; it is {value.GetRawText()}");

    private string Text(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Invalid(name, $"must be a string; it is {value.GetRawText()}");

    private JsonElement.ArrayEnumerator Elements(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : throw Invalid(name, "must be an array");

    private LayoutConfigurationException Invalid(string name, string rule) => new(_extensionName, name, rule);
}

using System.Buffers;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Ocfl.Layouts;

/// <summary>The layouts that are known by name. Immutable.</summary>
public sealed class StorageLayouts
{
    private static readonly JsonWriterOptions ConfigurationFormat = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly FrozenDictionary<string, Func<LayoutParameters, IStorageLayout>> _factories;

    private StorageLayouts(IEnumerable<KeyValuePair<string, Func<LayoutParameters, IStorageLayout>>> factories) =>
        _factories = factories.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The layouts of the registered community extensions.</summary>
    public static StorageLayouts Default { get; } = new(
    [
        new(FlatDirectLayout.Name, FlatDirectLayout.Create),
        new(HashAndIdNTupleLayout.Name, HashAndIdNTupleLayout.Create),
        new(HashedNTupleLayout.Name, HashedNTupleLayout.Create),
        new(FlatOmitPrefixLayout.Name, FlatOmitPrefixLayout.Create),
        new(NTupleOmitPrefixLayout.Name, NTupleOmitPrefixLayout.Create),
        new(DifferentialNTupleOmitPrefixLayout.Name, DifferentialNTupleOmitPrefixLayout.Create),
        new(DirectCleanPathLayout.Name, DirectCleanPathLayout.Create),
        new(HashAndNoPrefixIdNTupleLayout.Name, HashAndNoPrefixIdNTupleLayout.Create),
    ]);

    /// <summary>The extensions' names, in order.</summary>
    public IEnumerable<string> Names => _factories.Keys.Order(StringComparer.Ordinal);

    /// <summary>These layouts and one more; it replaces one of the same name.</summary>
    /// <param name="extensionName">Its extension's name.</param>
    /// <param name="factory">Creates it from parameters; throws <see cref="LayoutConfigurationException"/> for wrong ones.</param>
    public StorageLayouts With(string extensionName, Func<LayoutParameters, IStorageLayout> factory) =>
        new(_factories.Where(known => known.Key != extensionName).Append(new(extensionName, factory)));

    /// <summary>The full name of an extension that is named in full or by its number alone (<c>0004</c>).</summary>
    public bool TryGetName(string nameOrNumber, [NotNullWhen(true)] out string? extensionName)
    {
        extensionName = _factories.ContainsKey(nameOrNumber)
            ? nameOrNumber
            : Names.FirstOrDefault(name => nameOrNumber.Length == 4 && name.StartsWith(nameOrNumber + "-", StringComparison.Ordinal));
        return extensionName is not null;
    }

    /// <summary>Whether a layout with this extension's name is known.</summary>
    public bool Contains(string extensionName) => _factories.ContainsKey(extensionName);

    /// <summary>Creates a layout from its extension's name and configuration.</summary>
    /// <param name="extensionName">The registered name.</param>
    /// <param name="configuration">The bytes of <c>config.json</c>; empty when there is none, which means the defaults.</param>
    /// <param name="layout">The layout; null when the name is not known.</param>
    /// <returns>False when the name is not known.</returns>
    /// <exception cref="LayoutConfigurationException">The configuration breaks a rule.</exception>
    public bool TryCreate(string extensionName, ReadOnlyMemory<byte> configuration, [NotNullWhen(true)] out IStorageLayout? layout)
    {
        layout = null;
        if (!_factories.TryGetValue(extensionName, out Func<LayoutParameters, IStorageLayout>? factory))
        {
            return false;
        }

        LayoutParameters parameters = LayoutParameters.Parse(extensionName, configuration);
        IStorageLayout created = factory(parameters);
        parameters.RefuseOthers();
        layout = created;
        return true;
    }

    /// <summary>Creates a layout from its extension's name and configuration.</summary>
    /// <exception cref="LayoutConfigurationException">The name is not known, or the configuration breaks a rule.</exception>
    public IStorageLayout Create(string extensionName, ReadOnlyMemory<byte> configuration = default) =>
        TryCreate(extensionName, configuration, out IStorageLayout? layout)
            ? layout
            : throw new LayoutConfigurationException(
                extensionName, null, $"cannot be read, since the extension is not known; these are: {string.Join(", ", Names)}");

    /// <summary>The bytes of a layout's <c>config.json</c>: its name and all its parameters, always the same for the same layout.</summary>
    public static byte[] GetConfiguration(IStorageLayout layout)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, ConfigurationFormat))
        {
            writer.WriteStartObject();
            writer.WriteString("extensionName", layout.ExtensionName);
            layout.WriteParameters(writer);
            writer.WriteEndObject();
        }

        return [.. buffer.WrittenSpan, (byte)'\n'];
    }
}

using System.Text;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace Ocfl.Cli;

/// <summary>The configuration file, in TOML. Comments and order stay when a setting is changed.</summary>
internal sealed class SettingsFile
{
    private const int MostBytes = 1 << 20;

    private readonly DocumentSyntax _document;
    private readonly Dictionary<string, Setting> _settings = new(StringComparer.Ordinal);

    private SettingsFile(string path, DocumentSyntax document)
    {
        FilePath = path;
        _document = document;
        foreach ((string name, KeyValueSyntax entry) in Entries())
        {
            Add(name, entry);
        }
    }

    /// <summary>Where the file is, or would be.</summary>
    public string FilePath { get; }

    /// <summary>What the file sets.</summary>
    public IEnumerable<Setting> Settings => _settings.Values;

    /// <summary>Where the file belongs: <c>$XDG_CONFIG_HOME/ocfl/config.toml</c>, and the folder for configuration otherwise.</summary>
    public static string GetPath()
    {
        string? folder = Environment.GetEnvironmentVariable("XDG_CONFIG_HOME");
        if (folder is null || !Path.IsPathFullyQualified(folder))
        {
            // The XDG specification: a path that is not absolute is ignored.
            folder = OperatingSystem.IsWindows()
                ? Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData)
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config");
        }

        return Path.Combine(folder, "ocfl", "config.toml");
    }

    /// <summary>Reads the file; one that does not exist sets nothing.</summary>
    /// <exception cref="ToolException">It cannot be read, or something in it is wrong.</exception>
    public static SettingsFile Read(string path)
    {
        string text = "";
        try
        {
            FileInfo file = new(path);
            if (file.Exists && file.Length > MostBytes)
            {
                throw new ToolException("configuration", path, "is longer than 1 MiB");
            }

            text = file.Exists ? File.ReadAllText(path, new UTF8Encoding(false, throwOnInvalidBytes: true)) : "";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            throw new ToolException("configuration", path, "cannot be read: " + failure.Message.TrimEnd('.'));
        }

        return Parse(path, text);
    }

    /// <summary>What the file says about a setting; null for nothing.</summary>
    public Setting? Find(string name) => _settings.GetValueOrDefault(name);

    /// <summary>The text of the file with another value of a setting, or without it.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="value">A valid value; null to remove it.</param>
    /// <exception cref="ToolException">The setting is in an inline table, from which it cannot be removed here.</exception>
    public string With(SettingName setting, string? value)
    {
        DocumentSyntax document = SyntaxParser.Parse(_document.ToString(), FilePath);
        SettingsFile copy = new(FilePath, document);
        KeyValueSyntax? entry = copy.Entries().FirstOrDefault(entry => entry.Name == setting.Name).Entry;
        if (value is null)
        {
            Remove(entry, setting);
        }
        else if (entry is not null)
        {
            entry.Value = new StringValueSyntax(value);
        }
        else
        {
            copy.Insert(setting.Name, new StringValueSyntax(value));
        }

        // A check of the edit itself: the text says what was asked for.
        string text = document.ToString();
        return Parse(FilePath, text).Find(setting.Name)?.Value == value
            ? text
            : throw new ToolException("configuration", FilePath, $"cannot be edited here; set {setting.Name} in the file");
    }

    /// <summary>Replaces the file in one step.</summary>
    public void Write(string text)
    {
        try
        {
            // A link to the file, as programs that keep configurations in one place make it, stays.
            FileInfo file = new(FilePath);
            string target = file.LinkTarget is null ? FilePath : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            string part = $"{target}.{Environment.ProcessId}.part";
            File.WriteAllText(part, text);
            File.Move(part, target, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ToolException("configuration", FilePath, "cannot be written: " + failure.Message.TrimEnd('.'));
        }
    }

    private static SettingsFile Parse(string path, string text)
    {
        DocumentSyntax document = SyntaxParser.Parse(text, path);
        return document.HasErrors
            ? throw new ToolException("configuration", path, $"is not TOML: {document.Diagnostics.First().ToString().TrimEnd('.')}")
            : new SettingsFile(path, document);
    }

    private void Add(string name, KeyValueSyntax entry)
    {
        string place = $"line {entry.Span.Start.Line + 1}: '{name}'";
        SettingName setting = SettingName.Find(name)
            ?? throw new ToolException("configuration", FilePath, $"{place} is not a setting; there are {SettingName.Names}");
        string value = entry.Value is StringValueSyntax { Value: { } text }
            ? text
            : throw new ToolException("configuration", FilePath, $"{place} must be a string");
        if (setting.FindFault(value) is { } fault)
        {
            throw new ToolException("configuration", FilePath, $"{place} {fault}");
        }

        _settings[name] = new Setting(name, value, FilePath);
    }

    private IEnumerable<(string Name, KeyValueSyntax Entry)> Entries() =>
        _document.KeyValues.SelectMany(entry => Flatten("", entry)).Concat(_document.Tables.SelectMany(
            table => table.Items.SelectMany(entry => Flatten(NameOf(table.Name) + ".", entry))));

    private static IEnumerable<(string Name, KeyValueSyntax Entry)> Flatten(string prefix, KeyValueSyntax entry)
    {
        string name = prefix + NameOf(entry.Key);
        return entry.Value is InlineTableSyntax table
            ? table.Items.Select(item => item.KeyValue).OfType<KeyValueSyntax>().SelectMany(item => Flatten(name + ".", item))
            : [(name, entry)];
    }

    private static string NameOf(KeySyntax? key) =>
        key is null ? "" : string.Join('.', key.DotKeys.Select(item => TextOf(item.Key)).Prepend(TextOf(key.Key)));

    private static string TextOf(BareKeyOrStringValueSyntax? key) => key switch
    {
        BareKeySyntax bare => bare.Key?.Text ?? "",
        StringValueSyntax text => text.Value ?? "",
        _ => "",
    };

    private void Remove(KeyValueSyntax? entry, SettingName setting)
    {
        switch (entry?.Parent)
        {
            case null:
                break;
            case SyntaxList<KeyValueSyntax> list:
                list.RemoveChild(entry);
                break;
            default:
                throw new ToolException("configuration", FilePath, $"cannot be edited here; remove {setting.Name} from the file");
        }
    }

    private void Insert(string name, StringValueSyntax value)
    {
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0)
        {
            EndLine(_document.KeyValues.LastOrDefault());
            _document.KeyValues.Add(new KeyValueSyntax(name, value));
            return;
        }

        TableSyntaxBase? table = _document.Tables.FirstOrDefault(table => NameOf(table.Name) == name[..dot]);
        if (table is null)
        {
            EndLine(_document.Tables.LastOrDefault()?.Items.LastOrDefault() ?? _document.KeyValues.LastOrDefault());
            table = new TableSyntax(name[..dot]);
            _document.Tables.Add(table);
        }

        EndLine(table.Items.LastOrDefault());
        table.Items.Add(new KeyValueSyntax(name[(dot + 1)..], value));
    }

    private static void EndLine(KeyValueSyntax? last)
    {
        if (last is { EndOfLineToken: not { TokenKind: TokenKind.NewLine } })
        {
            last.EndOfLineToken = SyntaxFactory.NewLine();
        }
    }
}

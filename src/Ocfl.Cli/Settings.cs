namespace Ocfl.Cli;

/// <summary>A setting that has a value.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value.</param>
/// <param name="Origin">Where the value is from: an environment variable or the configuration file.</param>
internal sealed record Setting(string Name, string Value, string Origin);

/// <summary>
/// The settings of the tool: environment variables, and for what they do not say, the configuration file. Options of a command come before
/// both.
/// </summary>
internal sealed class Settings
{
    private readonly SettingsFile _file;
    private readonly Func<string, string?> _environment;

    public Settings(SettingsFile file, Func<string, string?> environment)
    {
        _file = file;
        _environment = environment;
    }

    /// <summary>The settings of this process. The file is read here; it is small.</summary>
    /// <exception cref="ToolException">The file cannot be read, or something in it is wrong.</exception>
    public static Settings Read() => new(SettingsFile.Read(SettingsFile.GetPath()), Environment.GetEnvironmentVariable);

    /// <summary>The value of a setting; null if it has none. An empty environment variable counts as not set.</summary>
    public Setting? Find(SettingName setting) => FindInEnvironment(setting) ?? _file.Find(setting.Name);

    /// <summary>All settings that have a value: the general ones first, then the named roots by name.</summary>
    public IEnumerable<Setting> List() =>
        SettingName.All.Select(Find).OfType<Setting>().Concat(_file.Settings
            .Where(setting => setting.Name.StartsWith(SettingName.Roots + ".", StringComparison.Ordinal))
            .OrderBy(setting => setting.Name, StringComparer.Ordinal));

    /// <summary>The named storage roots, as a command line would name them; none if the file cannot be read.</summary>
    public static IReadOnlyList<string> ListRootNames()
    {
        try
        {
            return [.. Read().List().Select(setting => setting.Name)
                .Where(name => name.StartsWith(SettingName.Roots + ".", StringComparison.Ordinal))
                .Select(name => $"@{name[(SettingName.Roots.Length + 1)..]}")];
        }
        catch (ToolException)
        {
            return [];
        }
    }

    /// <summary>The default storage root, as a command line would name it; null if there is none.</summary>
    public string? FindRoot() => Find(SettingName.Root) is { } root ? ExpandHome(root.Value) : null;

    /// <summary>
    /// The user of new versions. An address belongs to its name: one from the file does not go with a name that the environment gives.
    /// </summary>
    /// <returns>Null if there is no name.</returns>
    public (string Name, string? Address)? FindUser()
    {
        if (Find(SettingName.UserName) is not { } name)
        {
            return null;
        }

        Setting? address = FindInEnvironment(SettingName.UserName) is null
            ? Find(SettingName.UserAddress)
            : FindInEnvironment(SettingName.UserAddress);
        return (name.Value, address?.Value);
    }

    /// <summary>The folder that <c>@NAME</c>, or <c>@</c> for the default storage root, stands for.</summary>
    /// <exception cref="ToolException">There is no such name.</exception>
    public string ResolveRoot(string argument, string text)
    {
        string name = text;
        if (text == "@")
        {
            name = FindRoot() ?? throw new ToolException(
                argument, text, $"there is no default storage root; set {SettingName.Root.Variable}, or 'ocfl config set root DIR'");
        }

        if (name is not ['@', .. string rootName])
        {
            return ExpandHome(name);
        }

        return _file.Find($"{SettingName.Roots}.{rootName}") is { } found
            ? ExpandHome(found.Value)
            : throw new ToolException(
                argument,
                text,
                $"there is no storage root named '{rootName}'; "
                    + (SettingName.IsRootName(rootName) ? $"'ocfl config set roots.{rootName} DIR' names one; " : "")
                    + $"for a folder of this name write ./{name}");
    }

    private static string ExpandHome(string folder) => folder is "~" or ['~', '/', ..]
        ? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + folder[1..]
        : folder;

    private Setting? FindInEnvironment(SettingName setting) =>
        setting.Variable is { } variable && _environment(variable) is { Length: > 0 } value
            ? new Setting(setting.Name, value, variable)
            : null;
}

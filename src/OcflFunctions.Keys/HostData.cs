using System.Collections;

namespace OcflFunctions.Keys;

/// <summary>Where a local host has its data, and the keys in it.</summary>
public static class HostData
{
    /// <summary>The setting of the data folder.</summary>
    public const string FolderSetting = "data";

    /// <summary>The setting of the file of keys, if it is not in the data folder.</summary>
    public const string KeyFileSetting = "Ocfl:Http:KeyFile";

    private const string DefaultFolder = "data";
    private const string KeyFileName = "keys.json";

    /// <summary>The data folder.</summary>
    /// <param name="setting">Reads a setting; null for one that has no value.</param>
    /// <param name="given">The folder of the command line; null for that of the settings, or the default.</param>
    /// <returns>Its full path.</returns>
    public static string FindFolder(Func<string, string?> setting, string? given)
    {
        ArgumentNullException.ThrowIfNull(setting);
        return Path.GetFullPath(given ?? (setting(FolderSetting) is { Length: > 0 } configured ? configured : DefaultFolder));
    }

    /// <summary>The file of keys.</summary>
    /// <param name="setting">Reads a setting; null for one that has no value.</param>
    /// <param name="given">The data folder of the command line; null for what the settings say, or the default.</param>
    /// <returns>Its full path.</returns>
    public static string FindKeyFile(Func<string, string?> setting, string? given)
    {
        ArgumentNullException.ThrowIfNull(setting);
        return given is null && setting(KeyFileSetting) is { Length: > 0 } configured
            ? Path.GetFullPath(configured)
            : KeyFileIn(FindFolder(setting, given));
    }

    /// <summary>The file of keys in a data folder.</summary>
    public static string KeyFileIn(string folder) => Path.Combine(folder, KeyFileName);

    /// <summary>The value of a setting in the environment, named as .NET reads it: in any case, with <c>__</c> for a colon.</summary>
    /// <returns>Null if it has none.</returns>
    public static string? FromEnvironment(string setting)
    {
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            string name = ((string)variable.Key).Replace("__", ":", StringComparison.Ordinal);
            if (name.Equals(setting, StringComparison.OrdinalIgnoreCase))
            {
                return (string?)variable.Value;
            }
        }

        return null;
    }
}

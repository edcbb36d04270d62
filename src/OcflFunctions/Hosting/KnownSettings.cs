using System.Collections;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace OcflFunctions.Hosting;

/// <summary>A section of the configuration, and the options that are read from it.</summary>
/// <param name="Section">The section, such as <c>Ocfl</c>.</param>
/// <param name="Options">The type of the options; its public properties are the settings.</param>
public sealed record KnownSettings(string Section, Type Options)
{
    /// <summary>Settings that nothing reads. One with a slip in its name would leave the default in force without a word.</summary>
    /// <param name="configuration">The configuration, of all its sources.</param>
    /// <param name="known">What is read. Several options may share a section, or be of one within another's.</param>
    /// <returns>What is wrong, each with the name of the setting and the known one that is nearest.</returns>
    public static IReadOnlyList<string> FindUnknown(IConfiguration configuration, IReadOnlyList<KnownSettings> known)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(known);
        HashSet<string> values = new(StringComparer.OrdinalIgnoreCase);
        HashSet<string> lists = new(StringComparer.OrdinalIgnoreCase);
        foreach (KnownSettings settings in known)
        {
            Collect(settings.Section, settings.Options, values, lists);
        }

        return
        [
            // Not the section's own name: an environment variable such as OCFL can be anybody's.
            .. known.Select(settings => settings.Section).Distinct(StringComparer.OrdinalIgnoreCase)
                .SelectMany(section => configuration.GetSection(section).GetChildren())
                .SelectMany(child => child.AsEnumerable())
                .Where(setting => setting.Value is not null)
                .Select(setting => setting.Key)
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .Where(key => !values.Contains(key) && !lists.Contains(key) && !IsEntry(key, lists))
                .Order(StringComparer.Ordinal)
                .Select(key => $"There is no setting {key}.{NearestName.Suggest(key, values.Concat(lists))}"),
        ];
    }

    private static bool IsEntry(string key, HashSet<string> lists) => key.LastIndexOf(':') is > 0 and var colon && lists.Contains(key[..colon]);

    private static void Collect(string section, Type type, HashSet<string> values, HashSet<string> lists)
    {
        foreach (PropertyInfo property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            string key = $"{section}:{property.Name}";
            Type value = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            if (value == typeof(string) || value == typeof(Uri) || value.IsValueType)
            {
                values.Add(key);
            }
            else if (typeof(IEnumerable).IsAssignableFrom(value))
            {
                lists.Add(key);
            }
            else
            {
                Collect(key, value, values, lists);
            }
        }
    }
}

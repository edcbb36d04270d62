using System.Collections;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace OcflFunctions.Hosting;

/// <summary>A section of the configuration, and the options that are read from it.</summary>
/// <param name="Section">The section, such as <c>Ocfl</c>.</param>
/// <param name="Options">The type of the options; its public properties are the settings.</param>
public sealed record KnownSettings(string Section, Type Options)
{
    /// <summary>Settings that nothing reads. A misspelt one would leave the default in force unnoticed.</summary>
    /// <param name="configuration">The configuration, of all its sources.</param>
    /// <param name="known">What is read. Several options may share a section, or be in one within another's.</param>
    /// <returns>The faults, each with the name of the setting and the known name that is nearest.</returns>
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
            // Not the section's own name: an environment variable such as OCFL can belong to another program.
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

    private static bool IsEntry(string key, HashSet<string> lists) =>
        key.LastIndexOf(':') is > 0 and var colon && lists.Contains(key[..colon]);

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

/// <summary>Suggests a name for a misspelt one.</summary>
internal static class NearestName
{
    /// <summary>The known name with the fewest differences from the given one; null if none is near.</summary>
    public static string? Find(string given, IEnumerable<string> known)
    {
        (string? Name, int Slips) nearest = known.Select(name => ((string?)name, Slips(given, name)))
            .DefaultIfEmpty((null, int.MaxValue))
            .MinBy(each => each.Item2);
        return nearest.Slips <= Math.Max(1, given.Length / 3) ? nearest.Name : null;
    }

    /// <summary>A question to end a message with, such as <c> Did you mean 'status'?</c>; empty if no name is near.</summary>
    public static string Suggest(string given, IEnumerable<string> known) =>
        Find(given, known) is { } name ? $" Did you mean '{name}'?" : "";

    // The Levenshtein distance, ignoring case.
    private static int Slips(string left, string right)
    {
        int[] before = [.. Enumerable.Range(0, right.Length + 1)];
        for (int i = 0; i < left.Length; i++)
        {
            int[] now = new int[right.Length + 1];
            now[0] = i + 1;
            for (int j = 0; j < right.Length; j++)
            {
                int change = char.ToUpperInvariant(left[i]) == char.ToUpperInvariant(right[j]) ? 0 : 1;
                now[j + 1] = Math.Min(Math.Min(before[j + 1], now[j]) + 1, before[j] + change);
            }

            before = now;
        }

        return before[^1];
    }
}

/// <summary>Refuses settings that nothing reads, when the app starts.</summary>
internal sealed class SettingNamesValidator(IConfiguration configuration, IEnumerable<KnownSettings> known) : IValidateOptions<OcflOptions>
{
    public ValidateOptionsResult Validate(string? name, OcflOptions options) =>
        KnownSettings.FindUnknown(configuration, [.. known]) is { Count: > 0 } unknown
            ? ValidateOptionsResult.Fail(unknown)
            : ValidateOptionsResult.Success;
}

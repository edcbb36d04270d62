using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Ocfl.Inventories;
using Ocfl.Storage;

namespace Ocfl.Staging;

/// <summary>Content paths (OCFL 1.1, section 3.5.2): how logical paths become them, and what storages ask of them.</summary>
public static class ContentPaths
{
    private const int MostNameBytes = 255;
    private const int MostWindowsCharacters = 255;
    private const int MostCloudCharacters = 254;
    private const int MostCloudNames = 254;
    private const int MostKeyBytes = 1024;

    // Percent-encoding never makes a name that begins with it.
    private const string HashedDirectory = "~hashed";

    private static readonly HashSet<string> WindowsDevices = new(
        [
            "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$",
            .. "0123456789¹²³".Select(digit => "COM" + digit), .. "0123456789¹²³".Select(digit => "LPT" + digit),
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>What a user can do about names that a storage treats as the same, or refuses.</summary>
    internal const string Advice = "Rename a file, or have content paths mapped: 'percent-encoded' or 'hashed'.";

    /// <summary>
    /// Whether a content directory may have a name: one without a slash, not <c>.</c> or <c>..</c> (OCFL 1.1, section 3.5.1), and not that
    /// of the inventory, which is beside it.
    /// </summary>
    public static bool IsDirectoryName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return StoragePath.IsValid(name)
            && !name.Contains('/', StringComparison.Ordinal)
            && !name.StartsWith(Inventory.FileName, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>
    /// The path of a file within the content directory. No two logical paths have the same, and none is a directory of another.
    /// </summary>
    /// <param name="mapping">How it is made.</param>
    /// <param name="objectRoot">The object root's path in the storage root.</param>
    /// <param name="contentDirectory">The content directory from the object root, such as <c>v1/content</c>.</param>
    /// <param name="logicalPath">The logical path.</param>
    internal static string Map(ContentPathMapping mapping, string objectRoot, string contentDirectory, string logicalPath) =>
        Map(mapping, objectRoot, contentDirectory, logicalPath, withoutCase: false);

    /// <summary>
    /// What gives files their paths within the content directory. Unless <paramref name="mapping"/> is
    /// <see cref="ContentPathMapping.Identity"/>, no two of them differ by case alone: upper-case letters are percent-encoded where they
    /// would.
    /// </summary>
    /// <param name="mapping">How they are made.</param>
    /// <param name="objectRoot">The object root's path in the storage root.</param>
    /// <param name="contentDirectory">The content directory from the object root.</param>
    /// <param name="logicalPaths">The logical paths of all files.</param>
    /// <returns>Gives each of these logical paths its path.</returns>
    public static Func<string, string> MapperOf(
        ContentPathMapping mapping, string objectRoot, string contentDirectory, IEnumerable<string> logicalPaths)
    {
        ArgumentNullException.ThrowIfNull(logicalPaths);
        if (mapping == ContentPathMapping.Identity)
        {
            return path => path;
        }

        CaseTwins twins = new();
        foreach (string path in logicalPaths)
        {
            twins.Add(Map(mapping, objectRoot, contentDirectory, path));
        }

        return path =>
        {
            string mapped = Map(mapping, objectRoot, contentDirectory, path);
            return twins.Has(mapped) ? Map(mapping, objectRoot, contentDirectory, path, withoutCase: true) : mapped;
        };
    }

    private static string Map(ContentPathMapping mapping, string objectRoot, string contentDirectory, string logicalPath, bool withoutCase)
    {
        ArgumentNullException.ThrowIfNull(logicalPath);
        if (mapping == ContentPathMapping.Identity)
        {
            return logicalPath;
        }

        string[] names = logicalPath.Split('/');
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = Encode(names[i], isFirst: i == 0, withoutCase);
        }

        string encoded = string.Join('/', names);
        return mapping == ContentPathMapping.Hashed && IsTooLong(names, StoragePath.Combine(objectRoot, contentDirectory, encoded))
            ? $"{HashedDirectory}/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(logicalPath)))}"
            : encoded;
    }

    /// <summary>Checks the content paths that one version adds, each alone and all together.</summary>
    /// <remarks>
    /// unix: a name has at most 255 bytes. windows: a name has at most 255 UTF-16 units, none of the characters U+0000 to U+001F and
    /// <c>&lt; &gt; : " \ | ? *</c>, no dot or space at its end, is no device with or without an extension (CON, PRN, AUX, NUL, CONIN$,
    /// CONOUT$, COM and LPT with a digit), and no two paths differ by case alone. cloud: the key, from the storage root, has at most
    /// 1,024 bytes and 254 names; a name has at most 254 UTF-16 units, none of the characters U+0000 to U+001F, U+007F to U+00A0 and
    /// <c>\ # [ ] * ?</c>, and no dot or space at its end. NUL, an empty name, <c>.</c> and <c>..</c> are in no logical path.
    /// </remarks>
    /// <param name="constraint">Where they must be usable.</param>
    /// <param name="objectRoot">The object root's path in the storage root.</param>
    /// <param name="contentPaths">The paths, from the object root.</param>
    /// <exception cref="InvalidUpdateException">One is not; the message names it and the rule.</exception>
    public static void Check(PathConstraint constraint, string objectRoot, IEnumerable<string> contentPaths)
    {
        ArgumentNullException.ThrowIfNull(contentPaths);
        if (constraint == PathConstraint.None)
        {
            return;
        }

        Dictionary<string, string> known = new(StringComparer.OrdinalIgnoreCase);
        foreach (string path in contentPaths)
        {
            string? flaw = path.Split('/').Select(name => FindFlaw(constraint, name)).FirstOrDefault(found => found is not null)
                ?? FindFlaw(constraint, objectRoot, path)
                ?? (constraint == PathConstraint.Windows ? FindTwin(known, path) : null);
            if (flaw is not null)
            {
                throw new InvalidUpdateException(
                    $"The content path '{path}' cannot be used under the constraint '{constraint.ToString().ToLowerInvariant()}': {flaw}.");
            }
        }
    }

    private static string? FindFlaw(PathConstraint constraint, string name) => constraint switch
    {
        PathConstraint.Unix => Encoding.UTF8.GetByteCount(name) > MostNameBytes
            ? $"the name '{name}' has more than {MostNameBytes} bytes"
            : null,
        PathConstraint.Windows =>
            name.Length > MostWindowsCharacters ? $"the name '{name}' has more than {MostWindowsCharacters} characters"
            : FindCharacter(name, IsForbiddenByWindows) is { } character ? $"a name may not have {character}"
            : EndsBadly(name) ? $"the name '{name}' ends with a dot or a space"
            : IsDevice(name) ? $"'{name}' is the name of a device"
            : null,
        _ =>
            name.Length > MostCloudCharacters ? $"the name '{name}' has more than {MostCloudCharacters} characters"
            : FindCharacter(name, IsForbiddenInClouds) is { } character ? $"a name may not have {character}"
            : EndsBadly(name) ? $"the name '{name}' ends with a dot or a space"
            : null,
    };

    private static string? FindFlaw(PathConstraint constraint, string objectRoot, string path)
    {
        if (constraint != PathConstraint.Cloud)
        {
            return null;
        }

        string key = StoragePath.Combine(objectRoot, path);
        return Encoding.UTF8.GetByteCount(key) > MostKeyBytes ? $"with the object root it has more than {MostKeyBytes} bytes"
            : key.AsSpan().Count('/') >= MostCloudNames ? $"with the object root it has more than {MostCloudNames} names"
            : null;
    }

    // Directories, too: two that differ by case become one.
    private static string? FindTwin(Dictionary<string, string> known, string path)
    {
        foreach (string part in WithDirectories(path))
        {
            if (!known.TryAdd(part, part))
            {
                return known[part] == part ? null : $"'{known[part]}' differs from it by case alone. {Advice.TrimEnd('.')}";
            }
        }

        return null;
    }

    private static IEnumerable<string> WithDirectories(string path)
    {
        for (string part = path; part.Length > 0; part = StoragePath.GetDirectory(part))
        {
            yield return part;
        }
    }

    private static string? FindCharacter(string name, Predicate<char> isForbidden)
    {
        int at = name.AsSpan().IndexOfAny(name.Where(character => isForbidden(character)).Distinct().ToArray());
        return at < 0 ? null
            : char.IsControl(name[at]) || name[at] == '\u00A0'
                ? string.Create(CultureInfo.InvariantCulture, $"the character U+{(int)name[at]:X4}")
            : $"the character {name[at]}";
    }

    private static string Encode(string name, bool isFirst, bool withoutCase)
    {
        StringBuilder? encoded = null;
        int last = name.Length - 1;
        bool isDevice = IsDevice(name);
        for (int i = 0; i <= last; i++)
        {
            char character = name[i];
            bool encode = character == '%' || IsForbiddenByWindows(character) || IsForbiddenInClouds(character) || HasOtherForm(character)
                || (withoutCase && !char.IsSurrogate(character) && char.ToLowerInvariant(char.ToUpperInvariant(character)) != character)
                || (i == last && character is '.' or ' ')
                || (i == 0 && (isDevice || (isFirst && character == HashedDirectory[0])));
            if (encode)
            {
                encoded ??= new StringBuilder(name, 0, i, name.Length + 16);
                foreach (byte octet in Encoding.UTF8.GetBytes([character]))
                {
                    encoded.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");
                }
            }
            else
            {
                encoded?.Append(character);
            }
        }

        return encoded?.ToString() ?? name;
    }

    private static bool IsTooLong(string[] names, string key) =>
        Encoding.UTF8.GetByteCount(key) > MostKeyBytes
        || key.AsSpan().Count('/') >= MostCloudNames
        || names.Any(name => name.Length > MostCloudCharacters || Encoding.UTF8.GetByteCount(name) > MostNameBytes);

    // Characters that normal forms of Unicode have in one piece or in several: file systems that normalize names treat those as the same.
    // What is composed stays, and all that it is composed of is encoded. The library runs without tables of normal forms.
    private static bool HasOtherForm(char character) =>
        character is (>= '\u0300' and <= '\u036F')
            or (>= '\u1100' and <= '\u11FF')
            or '\u2126'
            or '\u212A'
            or '\u212B'
            or '\u3099'
            or '\u309A'
            or (>= '\uF900' and <= '\uFAFF');

    private static bool IsForbiddenByWindows(char character) =>
        character < ' ' || character is '<' or '>' or ':' or '"' or '\\' or '|' or '?' or '*';

    private static bool IsForbiddenInClouds(char character) =>
        character is < ' ' or (>= '\u007F' and <= '\u00A0') or '\\' or '#' or '[' or ']' or '*' or '?';

    private static bool EndsBadly(string name) => name.EndsWith('.') || name.EndsWith(' ');

    private static bool IsDevice(string name)
    {
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        return WindowsDevices.Contains((dot < 0 ? name : name[..dot]).TrimEnd(' '));
    }
}

using Ocfl.Inventories;
using Ocfl.Objects;

namespace Ocfl.Cli;

/// <summary>The files of a version that a command is about.</summary>
internal static class FileSelection
{
    /// <summary>The version with only the files that patterns name; the version itself if there are no patterns.</summary>
    /// <param name="option">The argument that has the patterns, for messages.</param>
    /// <param name="patterns">What it has: files, directories and globs (<see cref="PathPattern"/>).</param>
    /// <param name="version">The version.</param>
    /// <exception cref="ToolException">A pattern names no file.</exception>
    public static OcflVersion Select(string option, IReadOnlyList<string>? patterns, OcflVersion version)
    {
        if (patterns is not { Count: > 0 })
        {
            return version;
        }

        Dictionary<string, string> selected = new(StringComparer.Ordinal);
        foreach (string pattern in patterns)
        {
            IReadOnlyList<KeyValuePair<string, string>> files = new PathPattern(option, pattern).Select(version.Description.State);
            if (files.Count == 0)
            {
                throw new ToolException(option, pattern, $"version {version.Number} has no such file");
            }

            foreach ((string path, string digest) in files)
            {
                selected[path] = digest;
            }
        }

        DigestMap state = new(selected.GroupBy(file => file.Value, file => file.Key, StringComparer.OrdinalIgnoreCase).Select(
            content => new DigestEntry(content.Key, [.. content])));
        return version with { Description = version.Description with { State = state } };
    }
}

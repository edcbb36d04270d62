using System.Text.RegularExpressions;

namespace OcflFunctions.Local.Tests.Documentation;

/// <summary>The sources and the pages, as they are in the repository.</summary>
internal static partial class Repository
{
    public static string Folder { get; } = Find();

    public static string Read(string path) => File.ReadAllText(Path.Combine(Folder, path));

    /// <summary>The code of the product.</summary>
    public static IEnumerable<(string Path, string Text)> Sources() => Directory
        .EnumerateFiles(Path.Combine(Folder, "src"), "*.cs", SearchOption.AllDirectories)
        .Where(path => !Generated().IsMatch(path))
        .Select(path => (Path.GetRelativePath(Folder, path), File.ReadAllText(path)));

    /// <summary>The rows of all tables of a stretch of a page, cell by cell, without heads.</summary>
    public static IEnumerable<string[]> Rows(string text) => text.Split('\n')
        .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
        .Select(line => line.Trim().Trim('|').Split(" | ").Select(cell => cell.Trim()).ToArray())
        .Where(cells => cells[0] is not ("key" or "name" or "id" or "meter" or "source"));

    /// <summary>A page from one heading to the next of the same rank.</summary>
    public static string Section(string page, string heading)
    {
        string[] parts = page.Split($"\n## {heading}\n");
        Assert.True(parts.Length == 2, $"The page has no heading '## {heading}'.");
        return parts[1].Split("\n## ")[0];
    }

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "OcflFunctions.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"OcflFunctions.sln is in no folder above {AppContext.BaseDirectory}.");
    }

    [GeneratedRegex(@"[\\/](obj|bin)[\\/]")]
    private static partial Regex Generated();
}

using System.Text.RegularExpressions;
using Ocfl.Testing;

namespace Repository.Tests;

/// <summary>The folders of a project depend on each other one way, by the namespaces that their files name.</summary>
public sealed partial class FolderCycleTests
{
    private static readonly string Sources = Path.Combine(RepositoryFolder.Find().FullName, "src");

    public static TheoryData<string> Projects =>
        [.. Directory.EnumerateDirectories(Sources).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void No_folder_depends_on_itself_through_others(string project)
    {
        Dictionary<string, SortedDictionary<string, string>> uses = ReadUses(project);

        foreach (string folder in uses.Keys)
        {
            Assert.True(FindWayBack(uses, folder) is not { } way, $"A cycle of folders in {project}: {FindWayBack(uses, folder)}");
        }
    }

    /// <summary>CONTRIBUTING.md says that a folder uses only folders above it in its table.</summary>
    [Theory]
    [MemberData(nameof(Projects))]
    public void The_table_has_every_folder_below_those_that_it_uses(string project)
    {
        Dictionary<string, SortedDictionary<string, string>> uses = ReadUses(project);
        List<string> table = ReadTable(project);
        if (uses.Count == 1 && table.Count == 0)
        {
            Assert.Contains($"`{uses.Keys.Single()}`", ReadLine($"| `src/{project}` |"), StringComparison.Ordinal);
            return;
        }

        Assert.Equal(uses.Keys.Order(StringComparer.Ordinal), table.Order(StringComparer.Ordinal));
        foreach ((string folder, SortedDictionary<string, string> used) in uses)
        {
            Assert.All(used, use => Assert.True(
                table.IndexOf(use.Key) < table.IndexOf(folder), $"{project}: {folder} uses {use.Key} ({use.Value}), which is below it."));
        }
    }

    [Fact]
    public void Folders_and_their_uses_are_found()
    {
        Dictionary<string, SortedDictionary<string, string>> uses = ReadUses("Ocfl");

        Assert.Contains("Storage", uses["Updates"].Keys);
        Assert.Contains("Inventories", uses["Validation"].Keys);
        Assert.Equal(
            "a (A.cs) -> b (B.cs) -> a", FindWayBack(new() { ["a"] = new() { ["b"] = "A.cs" }, ["b"] = new() { ["a"] = "B.cs" } }, "a"));
        Assert.Null(FindWayBack(new() { ["a"] = new() { ["b"] = "A.cs" }, ["b"] = [] }, "a"));
    }

    private static string[] ReadLines() => File.ReadAllLines(Path.Combine(RepositoryFolder.Find().FullName, "CONTRIBUTING.md"));

    private static string ReadLine(string start) => ReadLines().Single(line => line.StartsWith(start, StringComparison.Ordinal));

    private static List<string> ReadTable(string project) =>
        [.. ReadLines()
            .SkipWhile(line => !line.StartsWith($"| in `src/{project}` |", StringComparison.Ordinal))
            .Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Split('`')[1])];

    // For each folder, the folders that its files name, each with one such file.
    private static Dictionary<string, SortedDictionary<string, string>> ReadUses(string project)
    {
        string path = Path.Combine(Sources, project);
        string[] folders =
            [.. Directory.EnumerateDirectories(path)
                .Select(folder => Path.GetFileName(folder))
                .Where(folder => folder is not ("bin" or "obj" or "node_modules"))];
        Dictionary<string, SortedDictionary<string, string>> uses = [];
        foreach (string folder in folders)
        {
            SortedDictionary<string, string> used = new(StringComparer.Ordinal);
            foreach (string file in Directory.EnumerateFiles(Path.Combine(path, folder), "*.cs", SearchOption.AllDirectories).Order(
                StringComparer.Ordinal))
            {
                foreach (Match name in Names().Matches(File.ReadAllText(file)))
                {
                    string[] parts = name.Value.Split('.');
                    string other = name.Value.StartsWith(project + ".", StringComparison.Ordinal) ? parts[project.Split('.').Length] : "";
                    if (other != folder && folders.Contains(other))
                    {
                        used.TryAdd(other, Path.GetFileName(file));
                    }
                }
            }

            uses.Add(folder, used);
        }

        return uses;
    }

    private static string? FindWayBack(Dictionary<string, SortedDictionary<string, string>> uses, string start)
    {
        Queue<(string Folder, string Way)> waiting = new([(start, "")]);
        HashSet<string> seen = [];
        while (waiting.TryDequeue(out (string Folder, string Way) at))
        {
            foreach ((string other, string file) in uses[at.Folder])
            {
                string way = $"{at.Way}{at.Folder} ({file}) -> ";
                if (other == start)
                {
                    return way + start;
                }

                if (seen.Add(other))
                {
                    waiting.Enqueue((other, way));
                }
            }
        }

        return null;
    }

    // In a using line, or as the beginning of a full name.
    [GeneratedRegex(@"(?<![\w.])(?:Ocfl|OcflFunctions|DurableTask\.Sqlite)(?:\.[A-Z]\w*)+")]
    private static partial Regex Names();
}

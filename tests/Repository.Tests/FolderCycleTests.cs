using System.Text.RegularExpressions;
using Ocfl.Tests;

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

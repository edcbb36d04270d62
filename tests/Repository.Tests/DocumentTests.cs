using System.Text.RegularExpressions;
using Ocfl.Testing;

namespace Repository.Tests;

public sealed partial class DocumentTests
{
    private static readonly string Root = RepositoryFolder.Find().FullName;
    private static readonly string[] Skipped = ["bin", "obj", "node_modules", "artifacts", ".git", "data"];

    public static TheoryData<string> Documents =>
        [.. FindIn(Root).Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_link_leads_to_something(string document)
    {
        string file = Path.Combine(Root, document);
        string text = WithoutCode(File.ReadAllText(file));
        Assert.All(Links().Matches(text).Select(link => link.Groups[1].Value).Where(IsOurs), link => RequireTarget(file, link));
    }

    [Fact]
    public void The_readme_leads_to_every_document()
    {
        string readme = File.ReadAllText(Path.Combine(Root, "README.md"));
        string[] linked = [.. Links().Matches(readme).Select(link => link.Groups[1].Value.Split('#')[0])];

        string[] documents =
        [
            "azurite.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md",
            .. Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md").Select(file => "docs/" + Path.GetFileName(file)),
        ];

        Assert.All(documents, document => Assert.Contains(document, linked));
    }

    [Fact]
    public void The_list_of_decisions_has_each_with_its_title()
    {
        string folder = Path.Combine(Root, "docs", "decisions");
        IEnumerable<string> listed = File.ReadLines(Path.Combine(folder, "README.md"))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Skip(1);

        Assert.Equal(
            Directory.EnumerateFiles(folder, "0*.md").Order(StringComparer.Ordinal)
                .Select(file => Row(Path.GetFileName(file), File.ReadLines(file).First())),
            listed);

        static string Row(string name, string heading)
        {
            int dot = heading.IndexOf('.', StringComparison.Ordinal);
            return $"| {heading[2..dot]} | [{heading[(dot + 2)..]}]({name}) |";
        }
    }

    private static IEnumerable<string> FindIn(string folder) => Directory.EnumerateFiles(folder, "*.md")
        .Concat(Directory.EnumerateDirectories(folder).Where(inner => !Skipped.Contains(Path.GetFileName(inner))).SelectMany(FindIn));

    private static bool IsOurs(string link) =>
        !link.Contains("://", StringComparison.Ordinal) && !link.StartsWith("mailto:", StringComparison.Ordinal);

    private static void RequireTarget(string file, string link)
    {
        string[] parts = link.Split('#', 2);
        string target = parts[0].Length == 0 ? file : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, parts[0]));
        Assert.True(Path.Exists(target), $"{link}: there is no {target}.");
        if (parts.Length == 2)
        {
            Assert.True(Anchors(target).Contains(parts[1]), $"{link}: {target} has no such heading.");
        }
    }

    // As GitHub makes them: small letters, no punctuation, a dash for each space.
    private static HashSet<string> Anchors(string file) => [.. WithoutCode(File.ReadAllText(file)).Split('\n')
        .Where(line => line.StartsWith('#'))
        .Select(line => NotInAnchors().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-'))];

    private static string WithoutCode(string text) => CodeBlocks().Replace(text, "");

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Links();

    [GeneratedRegex(@"^\s*```.*?^\s*```\s*?$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlocks();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex NotInAnchors();
}

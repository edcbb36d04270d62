using Ocfl.Staging;

namespace Ocfl.Tests.Staging;

public sealed class ContentPathsTests
{
    private static readonly string[] Pieces = [
        "%",
        "%3A",
        ":",
        "~",
        "~hashed",
        ".",
        " ",
        "CON",
        "con.txt",
        "a",
        "A",
        "\u0007",
        "\u00A0",
        "\\",
        "é",
        "🙂",
        "[",
        "long",
        new('x', 250),
    ];

    [Fact]
    public void No_two_logical_paths_share_a_content_path_and_each_is_usable_in_clouds()
    {
        Random random = new(1);
        Dictionary<string, string> known = new(StringComparer.Ordinal);
        for (int i = 0; i < 20_000; i++)
        {
            string path = string.Join('/', Enumerable.Range(0, random.Next(1, 4)).Select(
                _ => "." + string.Concat(Enumerable.Range(0, random.Next(1, 4)).Select(_ => Pieces[random.Next(Pieces.Length)]))));
            path = random.Next(2) == 0 ? path.Replace("/.", "/z", StringComparison.Ordinal)[1..] : path;
            if (path.Split('/').Any(name => name is "" or "." or ".."))
            {
                continue;
            }

            string mapped = ContentPaths.Map(ContentPathMapping.Hashed, "o", "v1/content", path);
            ContentPaths.Check(PathConstraint.Cloud, "o", ["v1/content/" + mapped]);
            ContentPaths.Check(PathConstraint.Windows, "o", ["v1/content/" + mapped]);
            Assert.True(known.TryAdd(mapped, path) || known[mapped] == path, $"'{path}' and '{known[mapped]}' both become '{mapped}'");
        }
    }

    [Theory]
    [InlineData("a:b/c%.", "a%3Ab/c%25%2E")]
    [InlineData("NUL.tar.gz", "%4EUL.tar.gz")]
    [InlineData("~hashed/~x", "%7Ehashed/~x")]
    [InlineData("Ünïcødé 🙂", "Ünïcødé 🙂")]
    [InlineData("e\u0301 \u212A", "e%CC%81 %E2%84%AA")]
    public void What_some_storage_cannot_have_is_percent_encoded(string logicalPath, string expected) =>
        Assert.Equal(expected, ContentPaths.Map(ContentPathMapping.PercentEncoded, "o", "v1/content", logicalPath));

    [Theory]
    [InlineData(PathConstraint.Windows, "v1/content/com1.txt", "'com1.txt' is the name of a device")]
    [InlineData(PathConstraint.Windows, "v1/content/a?", "a name may not have the character ?")]
    [InlineData(PathConstraint.Windows, "v1/content/a./b", "the name 'a.' ends with a dot or a space")]
    [InlineData(PathConstraint.Cloud, "v1/content/a#b", "a name may not have the character #")]
    [InlineData(PathConstraint.Cloud, "v1/content/a\u0085b", "a name may not have the character U+0085")]
    public void A_path_that_breaks_a_rule_is_named_with_the_rule(PathConstraint constraint, string path, string rule)
    {
        ContentPaths.Check(PathConstraint.None, "o", [path]);
        ContentPaths.Check(PathConstraint.Unix, "o", [path]);

        string message = Assert.Throws<InvalidUpdateException>(() => ContentPaths.Check(constraint, "o", [path])).Message;

        Assert.Contains($"'{path}'", message, StringComparison.Ordinal);
        Assert.Contains(rule, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("A.txt a.txt B.txt", "%41.txt a.txt B.txt")]
    [InlineData("A/B a/c b/B", "%41/%42 a/c b/B")]
    [InlineData("readme README Readme", "readme %52%45%41%44%4D%45 %52eadme")]
    [InlineData("Ä ä", "%C3%84 ä")]
    public void Mapped_paths_never_differ_by_case_alone(string logicalPaths, string expected)
    {
        string[] paths = logicalPaths.Split(' ');
        foreach (ContentPathMapping mapping in new[] { ContentPathMapping.PercentEncoded, ContentPathMapping.Hashed })
        {
            string[] mapped = [.. paths.Select(ContentPaths.MapperOf(mapping, "o", "v1/content", paths))];

            Assert.Equal(expected.Split(' '), mapped);
            ContentPaths.Check(PathConstraint.Windows, "o", mapped);
        }

        Assert.Equal(paths, paths.Select(ContentPaths.MapperOf(ContentPathMapping.Identity, "o", "v1/content", paths)));
    }

    [Fact]
    public void Names_and_keys_that_are_too_long_are_refused()
    {
        Assert.Throws<InvalidUpdateException>(() => ContentPaths.Check(PathConstraint.Unix, "o", [new string('é', 128)]));
        ContentPaths.Check(PathConstraint.Windows, "o", [new string('é', 255)]);
        Assert.Throws<InvalidUpdateException>(
            () => ContentPaths.Check(PathConstraint.Cloud, "o", [string.Join('/', Enumerable.Repeat(new string('a', 200), 6))]));
        Assert.Throws<InvalidUpdateException>(() => ContentPaths.Check(PathConstraint.Windows, "o", ["a/X/1", "a/x/2"]));
    }
}

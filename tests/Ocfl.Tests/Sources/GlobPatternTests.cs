using System.Text;
using System.Text.RegularExpressions;
using Ocfl.Sources;

namespace Ocfl.Tests.Sources;

public sealed class GlobPatternTests
{
    [Theory]
    [InlineData("a.txt", "a.txt", true)]
    [InlineData("a.txt", "A.txt", false)]
    [InlineData("a.txt", "b/a.txt", false)]
    [InlineData("*", "a", true)]
    [InlineData("*", ".hidden", true)]
    [InlineData("*", "a/b", false)]
    [InlineData("*.csv", "x.csv", true)]
    [InlineData("*.csv", ".csv", true)]
    [InlineData("*.csv", "x.csv.gz", false)]
    [InlineData("a*b*c", "a-b-b-c", true)]
    [InlineData("a*b*c", "a-c-b", false)]
    [InlineData("?", "a", true)]
    [InlineData("?", "", false)]
    [InlineData("?", "ab", false)]
    [InlineData("?.txt", "😀.txt", true)]
    [InlineData("??.txt", "😀.txt", false)]
    [InlineData("**", "a", true)]
    [InlineData("**", "a/b/c", true)]
    [InlineData("**/a", "a", true)]
    [InlineData("**/a", "x/y/a", true)]
    [InlineData("**/a", "x/ya", false)]
    [InlineData("a/**", "a", false)]
    [InlineData("a/**", "a/b", true)]
    [InlineData("a/**", "a/b/c", true)]
    [InlineData("a/**", "ab/c", false)]
    [InlineData("a/**/z", "a/z", true)]
    [InlineData("a/**/z", "a/b/c/z", true)]
    [InlineData("a/**/z", "a/b/c/z/y", false)]
    [InlineData("**/b/**/d", "a/b/c/b/d", true)]
    [InlineData("**/b/*/d", "b/b/c/d", true)]
    [InlineData("**/b/**", "a/b", false)]
    [InlineData("**/b/**", "b/b", true)]
    [InlineData("[a]{b}\\!+.^$", "[a]{b}\\!+.^$", true)]
    [InlineData("[a]", "a", false)]
    public void A_pattern_matches_whole_paths(string pattern, string path, bool expected) =>
        Assert.Equal(expected, Parse(pattern).Matches(path.Split('/')));

    [Theory]
    [InlineData("")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("a//b")]
    [InlineData("./a")]
    [InlineData("a/../b")]
    [InlineData("a**")]
    [InlineData("**a/b")]
    [InlineData("***")]
    public void What_can_match_no_path_is_no_pattern(string text)
    {
        Assert.False(GlobPattern.TryParse(text, out _, out string? problem));
        Assert.NotEmpty(problem);
    }

    /// <summary>Compared with what the pattern would be as a regular expression, on all short patterns over all short paths.</summary>
    [Fact]
    public void All_short_patterns_match_what_they_should()
    {
        string[] paths = [.. Texts("ab/", 5).Where(IsPath)];
        foreach (string text in Texts("a*?/", 5).Where(IsPath))
        {
            if (GlobPattern.TryParse(text, out GlobPattern? pattern, out _))
            {
                Regex expected = new(ToRegex(text), RegexOptions.CultureInvariant);
                Assert.All(paths, path => Assert.True(expected.IsMatch(path) == pattern.Matches(path.Split('/')), $"{text} on {path}"));
            }
        }
    }

    /// <summary>What is reported for directories agrees with the result for the paths below them.</summary>
    [Fact]
    public void What_is_below_a_path_is_known_without_looking_there()
    {
        string[] paths = [.. Texts("ab/", 3).Where(IsPath)];
        string[] below = [.. Texts("ab/", 5).Where(IsPath)];
        foreach (string text in Texts("a*?/", 5).Where(IsPath))
        {
            if (!GlobPattern.TryParse(text, out GlobPattern? pattern, out _))
            {
                continue;
            }

            foreach (string path in paths)
            {
                bool[] matches = [.. below.Select(rest => pattern.Matches($"{path}/{rest}".Split('/')))];
                Assert.True(matches.Contains(true) == pattern.ReachesBelow(path.Split('/')), $"{text} reaches below {path}");
                Assert.True(!pattern.CoversBelow(path.Split('/')) || !matches.Contains(false), $"{text} covers {path}");
            }
        }
    }

    [Fact]
    public void A_pattern_made_to_be_slow_is_not()
    {
        string path = string.Join('/', Enumerable.Repeat(new string('a', 200), 10));
        GlobPattern names = Parse(string.Concat(Enumerable.Repeat("*a", 60)) + "b");
        GlobPattern folders = Parse(string.Concat(Enumerable.Repeat("**/a*/", 8)) + "b");
        string[] split = path.Split('/');

        Assert.DoesNotContain(true, Enumerable.Range(0, 1000).Select(_ => names.Matches([split[0]]) || folders.Matches(split)));
    }

    private static GlobPattern Parse(string text)
    {
        Assert.True(GlobPattern.TryParse(text, out GlobPattern? pattern, out string? problem), problem);
        return pattern;
    }

    private static string ToRegex(string pattern)
    {
        StringBuilder regex = new("^");
        string[] names = pattern.Split('/');
        for (int i = 0; i < names.Length; i++)
        {
            bool isLast = i == names.Length - 1;
            regex.Append(names[i] == "**"
                ? isLast ? ".+" : "([^/]+/)*"
                : names[i].Replace("*", "[^/]*", StringComparison.Ordinal).Replace("?", "[^/]", StringComparison.Ordinal) + (isLast
                    ? ""
                    : "/"));
        }

        return regex.Append('$').ToString();
    }

    private static bool IsPath(string text) => text.Split('/').All(name => name.Length > 0);

    private static IEnumerable<string> Texts(string signs, int length) =>
        length == 0
            ? []
            : signs.Select(sign => sign.ToString()).Concat(Texts(signs, length - 1).SelectMany(text => signs.Select(sign => text + sign)));
}

namespace Ocfl.Cli.Tests;

public sealed class PathPatternTests
{
    [Theory]
    [InlineData("*.txt", "a.txt", true)]
    [InlineData("*.txt", "dir/a.txt", false)]
    [InlineData("**/*.txt", "a.txt", true)]
    [InlineData("**/*.txt", "dir/sub/a.txt", true)]
    [InlineData("dir/**/a.txt", "dir/a.txt", true)]
    [InlineData("dir/**/a.txt", "dir/x/y/a.txt", true)]
    [InlineData("dir/**/a.txt", "other/a.txt", false)]
    [InlineData("dir/**", "dir", false)]
    [InlineData("dir/**", "dir/x/y", true)]
    [InlineData("d*", "dir/x/y", true)]
    [InlineData("**", "dir/x", true)]
    [InlineData("**/x/**", "a/b/x/c/d", true)]
    [InlineData("**/x/**", "a/b/y/c/d", false)]
    [InlineData("?.txt", "ab.txt", false)]
    [InlineData(@"\*.txt", "*.txt", true)]
    [InlineData(@"\*.txt", "a.txt", false)]
    [InlineData("A*", "a.txt", false)]
    public void A_glob_matches_names_between_slashes(string glob, string path, bool expected) =>
        Assert.Equal(expected, new PathPattern(glob).IsMatch(path));

    /// <summary>Would take forever by trying.</summary>
    [Fact]
    public void A_glob_with_many_stars_is_matched_in_steps()
    {
        string path = string.Join('/', Enumerable.Repeat("a", 300));

        Assert.False(new PathPattern(string.Join('/', Enumerable.Repeat("**/a", 60)) + "/b").IsMatch(path));
        Assert.True(new PathPattern(string.Join('/', Enumerable.Repeat("**/a", 60))).IsMatch(path));
    }
}

using Ocfl.Sources;
using Ocfl.Staging;

namespace Ocfl.Tests.Sources;

public sealed class SourceFilterTests
{
    [Theory]
    [InlineData(null, null, "a/b", true)]
    [InlineData("**/*.csv", null, "a/b.csv", true)]
    [InlineData("**/*.csv", null, "a/b.txt", false)]
    [InlineData("a/**|b/**", null, "b/c", true)]
    [InlineData(null, "drafts/**", "drafts/a", false)]
    [InlineData(null, "drafts/**", "final/a", true)]
    [InlineData("**/*.csv", "**/old/*", "x/old/a.csv", false)]
    [InlineData("a", "a", "a", false)]
    public void Exclude_wins_over_include(string? include, string? exclude, string path, bool expected) =>
        Assert.Equal(expected, Filter(include, exclude).Takes(path));

    /// <summary>A link may be a file or a folder to whoever made it.</summary>
    [Theory]
    [InlineData(null, null, "link", true)]
    [InlineData("link", null, "link", true)]
    [InlineData("link/**/*.csv", null, "link", true)]
    [InlineData("*/*.csv", null, "link", true)]
    [InlineData("other/**", null, "link", false)]
    [InlineData("*.csv", null, "link", false)]
    [InlineData(null, "link", "link", false)]
    [InlineData(null, "link/**", "link", false)]
    [InlineData(null, "link/*", "link", true)]
    [InlineData(null, "**", "link", false)]
    [InlineData("link/a", "link/**", "link", false)]
    public void A_link_is_asked_for_when_it_or_what_could_be_below_it_is(string? include, string? exclude, string path, bool expected) =>
        Assert.Equal(expected, Filter(include, exclude).IncludesWithin(path));

    [Fact]
    public void A_wrong_pattern_is_an_invalid_update() => Assert.Throws<InvalidUpdateException>(() => Filter("a//b", null));

    private static SourceFilter Filter(string? include, string? exclude) =>
        SourceFilter.Of(include?.Split('|'), exclude?.Split('|'));
}

using Ocfl.Testing;

namespace Repository.Tests;

public sealed class LineLengthTests
{
    private const int Most = 140;

    private static readonly string Root = RepositoryFolder.Find().FullName;

    /// <summary>What .editorconfig says of C#. A line with a string literal may be longer: texts that are compared stay whole.</summary>
    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    public void A_line_of_code_has_at_most_140_columns(string folder) => Assert.Empty(
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(name => name is "bin" or "obj" or "node_modules"))
            .SelectMany(file => File.ReadLines(file).Select((line, index) => (File: file, Number: index + 1, Line: line)))
            .Where(line => line.Line.Length > Most && !line.Line.Contains('"'))
            .Select(line => $"{Path.GetRelativePath(Root, line.File)}:{line.Number}"));

    [Fact]
    public void The_limit_is_that_of_the_editor_configuration() =>
        Assert.Contains($"max_line_length = {Most}", File.ReadAllText(Path.Combine(Root, ".editorconfig")), StringComparison.Ordinal);
}

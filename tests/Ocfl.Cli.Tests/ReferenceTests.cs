using Ocfl.Testing;

namespace Ocfl.Cli.Tests;

public sealed class ReferenceTests
{
    private const string Begin = "<!-- Made from the help: WRITE_CLI_REFERENCE=1 dotnet test tests/Ocfl.Cli.Tests --filter ReferenceTests -->\n";
    private const string End = "\n<!-- The end of what is made from the help. -->";

    /// <summary>With WRITE_CLI_REFERENCE in the environment, the page is written again.</summary>
    [Fact]
    public async Task The_page_has_the_help_of_every_command()
    {
        string file = Path.Combine(RepositoryFolder.Find().FullName, "docs", "cli.md");
        string page = await File.ReadAllTextAsync(file);
        int begin = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        int end = page.IndexOf(End, StringComparison.Ordinal);
        string expected = Reference.ToMarkdown(Reference.List());
        if (Environment.GetEnvironmentVariable("WRITE_CLI_REFERENCE") is { Length: > 0 })
        {
            await File.WriteAllTextAsync(file, page[..begin] + expected + page[end..]);
            return;
        }

        Assert.Equal(expected, page[begin..end]);
    }

    /// <summary>The examples of the help name options and commands that exist.</summary>
    [Fact]
    public void The_table_of_other_tools_names_commands_that_exist()
    {
        string page = File.ReadAllText(Path.Combine(RepositoryFolder.Find().FullName, "docs", "cli.md"));
        string table = page[page.IndexOf("## Coming from another tool", StringComparison.Ordinal)..page.IndexOf("## Every command", StringComparison.Ordinal)];
        HashSet<string> names = [.. Reference.List().Select(command => command.Name.Split(' ')[1])];
        string[] used = [.. table.Split("`ocfl ").Skip(1).Select(rest => rest.Split(' ', '`')[0]).Where(word => word is not ['-', ..])];

        Assert.True(used.Length > 30, "The table has few commands: has its form changed?");
        Assert.All(used, name => Assert.Contains(name, names));
    }
}

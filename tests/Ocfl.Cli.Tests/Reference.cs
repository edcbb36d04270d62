using System.Text;

namespace Ocfl.Cli.Tests;

/// <summary>The reference of commands in docs/cli.md, made from the help.</summary>
internal static class Reference
{
    public static IReadOnlyList<CommandReference> List()
    {
        using Terminal terminal = new(new MemoryStream(), new MemoryStream(), showsProgress: false);
        return OcflTool.DescribeCommands(terminal);
    }

    public static string ToMarkdown(IEnumerable<CommandReference> commands)
    {
        StringBuilder page = new();
        foreach (CommandReference command in commands)
        {
            page.Append($"\n### `{command.Name}`\n\n{command.Description}\n\n`{command.Usage}`\n");
            (string Name, string Description)[] rows = [.. command.Arguments, .. command.Options];
            if (rows.Length > 0)
            {
                page.Append("\n| | |\n|---|---|\n");
                foreach ((string name, string description) in rows)
                {
                    page.Append($"| `{name}` | {Cell(description)} |\n");
                }
            }
        }

        return page.ToString();
    }

    private static string Cell(string text) => text
        .Replace("|", "\\|", StringComparison.Ordinal)
        .Replace("*", "\\*", StringComparison.Ordinal);
}

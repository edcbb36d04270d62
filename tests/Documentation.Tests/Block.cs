using System.Text.RegularExpressions;
using Ocfl.Testing;

namespace Documentation.Tests;

/// <summary>A fenced block of a page.</summary>
/// <param name="Page">The page, from the top of the repository, with slashes.</param>
/// <param name="Line">The line of its first row of text.</param>
/// <param name="Language">What the fence says; empty when it says nothing.</param>
/// <param name="Lines">The text, without the indentation of the fence.</param>
internal sealed partial record Block(string Page, int Line, string Language, IReadOnlyList<string> Lines)
{
    private static readonly string Root = RepositoryFolder.Find().FullName;

    /// <summary>The pages for readers: those at the top, in docs and infra, and the packages' own.</summary>
    public static IReadOnlyList<string> Pages { get; } =
    [
        .. ((string[])[
            Root,
            Path.Combine(Root, "docs"),
            Path.Combine(Root, "infra"),
            .. Directory.EnumerateDirectories(Path.Combine(Root, "src")),
        ])
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.md"))
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    public string Text => string.Join('\n', Lines);

    public static IReadOnlyList<Block> In(string page)
    {
        List<Block> blocks = [];
        Match? fence = null;
        List<string> lines = [];
        string[] text = File.ReadAllText(Path.Combine(Root, page)).ReplaceLineEndings("\n").Split('\n');
        for (int i = 0; i < text.Length; i++)
        {
            if (fence is null)
            {
                fence = Fence().Match(text[i]) is { Success: true } start ? start : null;
                lines = [];
            }
            else if (text[i].Trim() == "```")
            {
                blocks.Add(new(page, i + 1 - lines.Count, fence.Groups["language"].Value, lines));
                fence = null;
            }
            else
            {
                int indent = fence.Groups["indent"].Length;
                lines.Add(text[i].Length >= indent ? text[i][indent..] : text[i].TrimStart());
            }
        }

        Assert.True(fence is null, $"{page} has a block without an end.");
        return blocks;
    }

    /// <summary>The commands of a block, each whole: a line, with those that it is continued in.</summary>
    public IReadOnlyList<Statement> Statements()
    {
        List<Statement> statements = [];
        string open = "";
        for (int i = 0; i < Lines.Count; i++)
        {
            open += Lines[i];
            if (Lines[i].EndsWith('\\'))
            {
                open += "\n";
                continue;
            }

            if (open.TrimStart() is { Length: > 0 } command && command[0] != '#')
            {
                statements.Add(new($"{Page}:{Line + i}", open));
            }

            open = "";
        }

        return statements;
    }

    [GeneratedRegex("^(?<indent> *)```(?<language>[a-z]*)$")]
    private static partial Regex Fence();
}

/// <summary>A command of a page.</summary>
/// <param name="Place">The page and the line in which it ends.</param>
/// <param name="Text">The command.</param>
internal sealed record Statement(string Place, string Text);

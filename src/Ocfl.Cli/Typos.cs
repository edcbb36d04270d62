using System.CommandLine;
using System.CommandLine.Invocation;

namespace Ocfl.Cli;

/// <summary>Finds what a word that is not known was probably meant to be.</summary>
internal static class Typos
{
    /// <summary>The names that resemble a word; none if no name does.</summary>
    public static IReadOnlyList<string> Suggest(string word, IEnumerable<string> names)
    {
        // System.CommandLine compares with the options and commands of one command, and writes what it finds, a line each.
        string[] known = [.. names];
        Command lookup = new("lookup");
        foreach (string name in known)
        {
            if (name is ['-', ..])
            {
                lookup.Add(new Option<bool>(name));
            }
            else
            {
                lookup.Add(new Command(name));
            }
        }

        ParseResult parsed = lookup.Parse([word], new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is not ParseErrorAction action)
        {
            return [];
        }

        action.ShowHelp = false;
        action.ShowTypoCorrections = true;
        using StringWriter written = new();
        parsed.Invoke(new InvocationConfiguration { Output = written, Error = written });
        HashSet<string> lines = [.. written.ToString().Split('\n').Select(line => line.Trim())];
        return [.. known.Where(lines.Contains)];
    }

    /// <summary>The end of a message about a word that is not known; empty if nothing resembles it.</summary>
    public static string Describe(string word, IEnumerable<string> names) =>
        Suggest(word, names) is { Count: > 0 } found ? $"; did you mean {string.Join(" or ", found)}?" : "";
}

using System.Text;

namespace Ocfl.Cli;

/// <summary>The manual page <c>ocfl(1)</c>.</summary>
internal static class ManualPage
{
    public static string Write(string description, string version, IEnumerable<CommandReference> commands)
    {
        CommandReference[] all = [.. commands];
        StringBuilder page = new();
        page.Append($".TH OCFL 1 \"\" \"ocfl {Escape(version)}\" \"User Commands\"\n");
        page.Append(".SH NAME\nocfl \\- OCFL storage roots on the command line\n.SH SYNOPSIS\n");
        page.Append(".B ocfl\n.I COMMAND\n[\\fIarguments\\fR] [\\fIoptions\\fR]\n");
        page.Append($".SH DESCRIPTION\n{Text(description)}");
        page.Append(".SH COMMANDS\n");
        foreach (CommandReference command in all)
        {
            page.Append($".SS {Escape(command.Usage)}\n{Text(command.Description)}");
            foreach ((string name, string text) in command.Arguments.Concat(command.Options))
            {
                page.Append($".TP\n.B {Escape(name)}\n{Text(text)}");
            }
        }

        page.Append(".SH EXAMPLES\n.nf\n");
        foreach (string example in all.SelectMany(command => command.Examples))
        {
            page.Append($"{Escape(example)}\n");
        }

        page.Append(".fi\n.SH EXIT STATUS\n");
        foreach ((string code, string meaning) in ExitCodes)
        {
            page.Append($".TP\n.B {code}\n{Text(meaning)}");
        }

        page.Append(".SH ENVIRONMENT\n");
        foreach (SettingName setting in SettingName.All.Where(setting => setting.Variable is not null))
        {
            page.Append($".TP\n.B {setting.Variable}\nThe setting {setting.Name} of\n.BR ocfl\\ config .\n");
        }

        page.Append(".TP\n.B NO_COLOR\nNo colours in a terminal, if it is set to anything but nothing.\n");
        page.Append(".SH FILES\n.TP\n.I ~/.config/ocfl/config.toml\nThe settings.\n");
        return page.ToString();
    }

    private static readonly (string Code, string Meaning)[] ExitCodes =
    [
        ("0", "Done; with validate, everything is valid."),
        ("1", "With validate: there are errors."),
        ("2", "It could not be done, with the reason on the error output; with validate also: not everything could be checked."),
        ("130", "Stopped with Ctrl+C."),
    ];

    private static string Text(string text) => Escape(text) + "\n";

    // A minus sign is not a hyphen, and a line that begins with a point or an apostrophe would be a request.
    private static string Escape(string text)
    {
        string escaped = text.Replace("\\", "\\e", StringComparison.Ordinal).Replace("-", "\\-", StringComparison.Ordinal);
        return escaped is ['.' or '\'', ..] ? "\\&" + escaped : escaped;
    }
}

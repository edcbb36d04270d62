using System.CommandLine;

namespace Ocfl.Cli.Commands;

/// <summary><c>ocfl config</c></summary>
internal static class ConfigCommand
{
    public static ToolCommand Create(Terminal terminal)
    {
        Command command = new(
            "config",
            "Show and change settings: root (the default storage root), roots.NAME (a storage root that commands take as @NAME), user.name "
                + "and user.address (of new versions), and service (the URL of the service).")
        {
            CreateList(terminal),
            CreateGet(terminal),
            CreateSet(),
            CreateUnset(),
            CreatePath(terminal),
        };
        return new ToolCommand(
            command,
            [
                "ocfl config list",
                "ocfl config set roots.main /srv/archive",
                "ocfl config set roots.cloud https://account.blob.core.windows.net/container/archive",
                "ocfl config set root @main",
                "ocfl config set user.name Ann",
                "ocfl config get user.name",
                "ocfl config unset root",
                "ocfl config path",
            ]);
    }

    private static Command CreateList(Terminal terminal)
    {
        Option<bool> json = Arguments.Json();
        Command command = new("list", "List the settings that have a value, with where each is from.") { json };
        command.SetAction(parsed =>
        {
            foreach (Setting setting in Settings.Read().List())
            {
                if (parsed.GetValue(json))
                {
                    terminal.WriteJson(setting, JsonLines.Plain.Setting);
                }
                else
                {
                    terminal.WriteLine(
                        $"{setting.Name}\t{Terminal.Show(setting.Value)}\t{Terminal.Show(setting.Origin)}");
                }
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static Command CreateGet(Terminal terminal)
    {
        Argument<string> key = Key();
        Command command = new("get", "Write the value of a setting, from the environment or the file.") { key };
        command.SetAction(parsed =>
        {
            SettingName setting = Require(parsed.GetValue(key)!);
            Setting found = Settings.Read().Find(setting) ?? throw new ToolException(key.Name, setting.Name, "has no value");
            terminal.WriteLine(Terminal.Show(found.Value));
            return ExitCode.Success;
        });
        return command;
    }

    private static Command CreateSet()
    {
        Argument<string> key = Key();
        Argument<string> value = new("VALUE")
        {
            Description = "Its value. A folder may be given from here; its full path is kept. A storage root can be a URL.",
        };
        Command command = new("set", "Set a setting in the configuration file.") { key, value };
        command.SetAction(parsed =>
        {
            SettingName setting = Require(parsed.GetValue(key)!);
            string text = parsed.GetValue(value)!;
            if (setting.IsPlace(text))
            {
                text = text is "~" or ['~', '/', ..] ? text : Place.Find(value.Name, text).Address;
            }

            if (setting.FindFault(text) is { } fault)
            {
                throw new ToolException(value.Name, text, fault);
            }

            SettingsFile file = SettingsFile.Read(SettingsFile.GetPath());
            file.Write(file.With(setting, text));
            return ExitCode.Success;
        });
        return command;
    }

    private static Command CreateUnset()
    {
        Argument<string> key = Key();
        Command command = new("unset", "Remove a setting from the configuration file; nothing if it is not there.") { key };
        command.SetAction(parsed =>
        {
            SettingName setting = Require(parsed.GetValue(key)!);
            SettingsFile file = SettingsFile.Read(SettingsFile.GetPath());
            if (file.Find(setting.Name) is not null)
            {
                file.Write(file.With(setting, value: null));
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static Command CreatePath(Terminal terminal)
    {
        Command command = new("path", "Write where the configuration file is, or would be.");
        command.SetAction(_ =>
        {
            terminal.WriteLine(Terminal.Show(SettingsFile.GetPath()));
            return ExitCode.Success;
        });
        return command;
    }

    private static Argument<string> Key()
    {
        Argument<string> key = new("KEY") { Description = $"The setting: {SettingName.Names}." };
        key.CompletionSources.Add(SettingName.All.Select(setting => setting.Name).ToArray());
        return key;
    }

    private static SettingName Require(string name) =>
        SettingName.Find(name) ?? throw new ToolException("KEY", name, $"is not a setting; there are {SettingName.Names}");
}

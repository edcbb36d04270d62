namespace OcflFunctions.Local.Hosting;

/// <summary>What the program was asked to do.</summary>
/// <param name="Demo">Whether to show the main job instead of serving until told to stop.</param>
/// <param name="Keep">Whether the demo goes on serving at its end.</param>
/// <param name="Help">Whether to say how the program is used.</param>
/// <param name="Data">The data folder; null for the default.</param>
/// <param name="Settings">The rest: settings for the configuration.</param>
internal sealed record CommandLine(bool Demo, bool Keep, bool Help, string? Data, string[] Settings)
{
    public const string Usage = """
        Durable, exactly-once updates of OCFL objects, on this machine.

          dotnet run --project src/OcflFunctions.Local                the service, on http://127.0.0.1:7071, with its data in ./data
          dotnet run --project src/OcflFunctions.Local -- demo        shows the main job on a free port and in a fresh folder

        --data DIR     keeps storage root, work area and database in DIR; sources are taken from DIR/incoming
        --urls URLS    listens there (see ASP.NET Core); other machines can only reach it with Ocfl:Http:ApiKey set
        --keep         demo: goes on serving at the end
        --KEY VALUE    sets any other setting, for example --Ocfl:Updates:Window 8
        """;

    /// <summary>Reads the arguments.</summary>
    /// <exception cref="InvalidOperationException">One is not known, or lacks its value.</exception>
    public static CommandLine Parse(IReadOnlyList<string> args)
    {
        CommandLine line = new(Demo: false, Keep: false, Help: false, Data: null, Settings: []);
        List<string> settings = [];
        for (int i = 0; i < args.Count; i++)
        {
            switch (args[i])
            {
                case "demo":
                    line = line with { Demo = true };
                    break;
                case "--keep":
                    line = line with { Keep = true };
                    break;
                case "--help" or "-h" or "-?":
                    line = line with { Help = true };
                    break;
                case "--data":
                    line = line with { Data = Value(args, ref i) };
                    break;
                case var data when data.StartsWith("--data=", StringComparison.Ordinal):
                    line = line with { Data = data["--data=".Length..] };
                    break;
                case var setting when setting.StartsWith("--", StringComparison.Ordinal):
                    settings.Add(setting.Contains('=', StringComparison.Ordinal) ? setting : $"{setting}={Value(args, ref i)}");
                    break;
                default:
                    throw new InvalidOperationException($"'{args[i]}' is not a command: there is only 'demo'. --help tells more.");
            }
        }

        return line.Keep && !line.Demo
            ? throw new InvalidOperationException("--keep is for the demo; without it the service runs until it is told to stop.")
            : line with { Settings = [.. settings] };
    }

    private static string Value(IReadOnlyList<string> args, ref int index) =>
        index + 1 < args.Count && !args[index + 1].StartsWith("--", StringComparison.Ordinal)
            ? args[++index]
            : throw new InvalidOperationException($"{args[index]} needs a value.");
}

using OcflFunctions.Hosting;

namespace OcflFunctions.Local.Hosting;

/// <summary>The command line of the program.</summary>
/// <param name="Demo">Whether to run the demo instead of the service.</param>
/// <param name="Keep">Whether the demo keeps serving at its end.</param>
/// <param name="Help">Whether to print the usage.</param>
/// <param name="Storage">The demo's kind of storage; null for the default.</param>
/// <param name="Data">The data folder; null for the default.</param>
/// <param name="Settings">The rest: settings for the configuration.</param>
internal sealed record CommandLine(bool Demo, bool Keep, bool Help, DemoStorageKind? Storage, string? Data, string[] Settings)
{
    /// <summary>The command that runs instead of the service; null for none.</summary>
    public KeysCommand? Keys { get; init; }

    /// <summary>Another such command; null for none.</summary>
    public HistoryCommand? History { get; init; }

    /// <summary>Whether to run maintenance once instead of the service.</summary>
    public bool Maintain { get; init; }

    /// <summary>Whether maintenance counts only.</summary>
    public bool DryRun { get; init; }

    /// <summary>Whether the page is opened in a browser once the service answers.</summary>
    public bool Open { get; init; }

    public const string Usage = """
        Durable, exactly-once updates of OCFL objects, on this machine.

          dotnet run --project src/OcflFunctions.Local                the service, on http://127.0.0.1:7071, with its data in ./data
          dotnet run --project src/OcflFunctions.Local -- demo        shows the main job on a free port and in a fresh folder
          dotnet run --project src/OcflFunctions.Local -- keys add NAME --role reader|writer|operator
                                                                      creates a key for callers, and prints it once
          dotnet run --project src/OcflFunctions.Local -- keys list   lists the keys by name and role
          dotnet run --project src/OcflFunctions.Local -- keys remove NAME
          dotnet run --project src/OcflFunctions.Local -- history ID [FILE]
                                                                      exports the engine's history of an update as JSON lines
          dotnet run --project src/OcflFunctions.Local -- maintain [--dry-run]
                                                                      removes what is not needed any more, while no service runs on
                                                                      the data; with --dry-run it counts only

        --data DIR     keeps storage root, work area and database in DIR; sources are taken from DIR/incoming
        --urls URLS    listens there (see ASP.NET Core); other machines can only reach it with a key
        --storage KIND demo: local (the default), or azurite for blobs on the Azure Storage emulator, which it starts; needs Node.js
        --keep         demo: keeps serving at the end
        --open         opens the page of the service in a browser; with demo also keeps serving
        --KEY VALUE    sets any other setting, for example --Ocfl:Updates:Window 8
        """;

    private static readonly string[] Options = ["--data", "--urls", "--storage", "--keep", "--open", "--dry-run", "--help"];

    // Sections of the configuration, and single settings of ASP.NET Core and of telemetry. Keys below a section are checked where they are
    // read.
    private static readonly string[] Sections = ["Ocfl", "DurableTask", "Logging", "Kestrel", "AzureWebJobs"];

    private static readonly string[] HostSettings =
        ["urls", "http_ports", "https_ports", "environment", "contentRoot", "applicationName", "AllowedHosts"];

    private static readonly string[] Prefixes = ["AzureWebJobs.", "OTEL_", "APPLICATIONINSIGHTS_"];

    /// <summary>Reads the arguments.</summary>
    /// <exception cref="InvalidOperationException">One is not known, or lacks its value.</exception>
    public static CommandLine Parse(IReadOnlyList<string> args)
    {
        CommandLine line = new(Demo: false, Keep: false, Help: false, Storage: null, Data: null, Settings: []);
        if (args.Count > 0 && args[0] == "keys")
        {
            return line with { Keys = KeysCommand.Parse([.. args.Skip(1)]) };
        }

        if (args.Count > 0 && args[0] == "history")
        {
            return line with { History = HistoryCommand.Parse([.. args.Skip(1)]) };
        }

        List<string> settings = [];
        for (int i = 0; i < args.Count; i++)
        {
            switch (args[i])
            {
                case "demo":
                    line = line with { Demo = true };
                    break;
                case "maintain":
                    line = line with { Maintain = true };
                    break;
                case "--dry-run":
                    line = line with { DryRun = true };
                    break;
                case "--keep":
                    line = line with { Keep = true };
                    break;
                case "--open":
                    line = line with { Open = true };
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
                case "--storage":
                    line = line with { Storage = ReadStorage(Value(args, ref i)) };
                    break;
                case var storage when storage.StartsWith("--storage=", StringComparison.Ordinal):
                    line = line with { Storage = ReadStorage(storage["--storage=".Length..]) };
                    break;
                case var setting when setting.StartsWith("--", StringComparison.Ordinal):
                    RequireKnown(setting.Split('=', 2)[0]);
                    settings.Add(setting.Contains('=', StringComparison.Ordinal) ? setting : $"{setting}={Value(args, ref i)}");
                    break;
                default:
                    throw new InvalidOperationException(
                        $"'{args[i]}' is not a command: there are 'demo', 'keys', 'history' and 'maintain'. See --help.");
            }
        }

        if (line.DryRun && !line.Maintain)
        {
            throw new InvalidOperationException("--dry-run is for maintain.");
        }

        if (line.Open && line.Maintain)
        {
            throw new InvalidOperationException("--open is for the service and the demo; maintain serves no page.");
        }

        if (line.Demo && line.Maintain)
        {
            throw new InvalidOperationException("'demo' and 'maintain' are two commands; only one runs at a time.");
        }

        return line.Demo || (!line.Keep && line.Storage is null)
            ? line with { Settings = [.. settings], Keep = line.Keep || (line.Demo && line.Open) }
            : throw new InvalidOperationException(line.Keep
                ? "--keep is for the demo; without it the service runs until it is stopped."
                : "--storage is for the demo; the service's storage is set with --Ocfl:Storage:Kind and --Ocfl:Work:Kind.");
    }

    private static void RequireKnown(string option)
    {
        string key = option["--".Length..];
        bool isKnown = HostSettings.Contains(key, StringComparer.OrdinalIgnoreCase)
            || (key.Contains(':', StringComparison.Ordinal) && Sections.Contains(key.Split(':')[0], StringComparer.OrdinalIgnoreCase))
            || Prefixes.Any(prefix => key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
        if (!isKnown)
        {
            string suggestion = NearestName.Suggest(option, [.. Options, .. HostSettings.Select(name => "--" + name)]);
            throw new InvalidOperationException($"There is no option '{option}'.{suggestion} --help lists the options.");
        }
    }

    private static DemoStorageKind ReadStorage(string text) => text switch
    {
        "local" => DemoStorageKind.Local,
        "azurite" => DemoStorageKind.Azurite,
        _ => throw new InvalidOperationException($"--storage is '{text}'; it must be local or azurite."),
    };

    private static string Value(IReadOnlyList<string> args, ref int index) =>
        index + 1 < args.Count && !args[index + 1].StartsWith("--", StringComparison.Ordinal)
            ? args[++index]
            : throw new InvalidOperationException($"{args[index]} needs a value.");
}

/// <summary>The demo's kind of storage.</summary>
internal enum DemoStorageKind
{
    /// <summary>Folders.</summary>
    Local,

    /// <summary>Blobs, on an emulator that is started for it.</summary>
    Azurite,
}

using DurableTask.Sqlite.Client;

namespace OcflFunctions.Local.Hosting;

/// <summary><c>history ID [FILE]</c>: exports the history of an orchestration as JSON lines. Works while the service runs.</summary>
/// <param name="InstanceId">The orchestration: the id of an update, for example.</param>
/// <param name="Path">The new file; null for the output.</param>
/// <param name="Data">The data folder; null for the one in the settings, or the default.</param>
internal sealed record HistoryCommand(string InstanceId, string? Path, string? Data)
{
    /// <summary>Reads the arguments after <c>history</c>.</summary>
    /// <exception cref="InvalidOperationException">One is wrong or missing.</exception>
    public static HistoryCommand Parse(IReadOnlyList<string> args)
    {
        string? data = null;
        List<string> words = [];
        for (int i = 0; i < args.Count; i++)
        {
            if (args[i] == "--data")
            {
                data = i + 1 < args.Count ? args[++i] : throw new InvalidOperationException("--data needs a value.");
            }
            else if (args[i].StartsWith("--data=", StringComparison.Ordinal))
            {
                data = args[i]["--data=".Length..];
            }
            else if (args[i].StartsWith("--", StringComparison.Ordinal))
            {
                throw new InvalidOperationException($"'history' has no option '{args[i]}': there is --data.");
            }
            else
            {
                words.Add(args[i]);
            }
        }

        return words switch
        {
            [{ Length: > 0 } id] => new HistoryCommand(id, Path: null, data),
            [{ Length: > 0 } id, { Length: > 0 } path] => new HistoryCommand(id, path, data),
            _ => throw new InvalidOperationException("It must be 'history ID' or 'history ID FILE'."),
        };
    }

    /// <summary>Does it.</summary>
    /// <param name="output">Gets the export if no file is named.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ArgumentException">There is no such orchestration.</exception>
    /// <exception cref="IOException">The database cannot be read, or the file exists already.</exception>
    public async Task RunAsync(Stream output, CancellationToken cancellationToken)
    {
        IConfiguration settings = new ConfigurationBuilder()
            .SetBasePath(Directory.GetCurrentDirectory())
            .AddJsonFile("appsettings.json", optional: true)
            .AddEnvironmentVariables()
            .Build();
        string database = settings["DurableTask:DatabasePath"] is { Length: > 0 } configured && Data is null
            ? configured
            : DataFolder.DatabaseOf(DataFolder.Find(settings, Data));
        await (Path is null
            ? HistoryExport.WriteAsync(database, InstanceId, output, cancellationToken)
            : HistoryExport.WriteToFileAsync(database, InstanceId, Path, cancellationToken));
    }
}

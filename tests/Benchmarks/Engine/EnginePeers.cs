using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Benchmarks.Engine;

/// <summary>
/// Restate and DBOS, by the programs in <c>peers</c>, which print a measurement a line. Their packages are installed once, beside the
/// programs. A peer that cannot run here is left out.
/// </summary>
internal static class EnginePeers
{
    public static readonly IReadOnlyList<string> Names = ["Restate", "DBOS"];

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Engine", "peers");

    public static async IAsyncEnumerable<Measurement> MeasureAsync(
        string scratch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules")))
        {
            await RunAsync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], cancellationToken);
        }

        foreach (string peer in Names)
        {
            string folder = Path.Combine(scratch, peer);
            Directory.CreateDirectory(folder);
            foreach (string line in await RunAsync("node", [$"{peer.ToLowerInvariant()}.js", folder], cancellationToken))
            {
                if (line.StartsWith('{'))
                {
                    Measurement measurement = JsonSerializer.Deserialize<Measurement>(line)!;
                    yield return measurement with { Name = NameOf(peer, measurement.Name) };
                }
            }
        }
    }

    public static string NameOf(string peer, string row) => $"{peer} {row}";

    private static async Task<string[]> RunAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        try
        {
            ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, WorkingDirectory = Folder };
            using Process process = Process.Start(start)!;
            string output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            if (process.ExitCode != 0)
            {
                await Console.Error.WriteLineAsync($"{program} {arguments[0]} failed with the exit code {process.ExitCode}.");
            }

            return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (Win32Exception missing)
        {
            await Console.Error.WriteLineAsync($"{program} cannot be started: {missing.Message}");
            return [];
        }
    }
}

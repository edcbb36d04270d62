using System.ComponentModel;
using System.Diagnostics;

namespace Infra.Tests;

/// <summary>Runs a program to its end.</summary>
internal static class Tool
{
    private static readonly TimeSpan MostTime = TimeSpan.FromMinutes(5);

    public static async Task<(int ExitCode, string Output)> RunAsync(
        string program, IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string>? environment = null)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start) ?? throw new Win32Exception($"{program} did not start.");
        using CancellationTokenSource enough = new(MostTime);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(enough.Token);
            Task<string> errors = process.StandardError.ReadToEndAsync(enough.Token);
            await process.WaitForExitAsync(enough.Token);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}

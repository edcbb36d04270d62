using System.Diagnostics;
using System.Text;

namespace Ocfl.Cli.Tests;

/// <summary>Runs the tool as its users do: as a process of its own, in a folder of its own.</summary>
internal sealed class Tool : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>The program as it was built.</summary>
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "Ocfl.Cli.dll");

    /// <summary>The folder that commands run in.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("ocfl-cli-tests-").FullName;

    public Task<ToolResult> RunAsync(params string[] arguments) => StartAsync("dotnet", ["exec", Program, .. arguments]);

    /// <summary>Runs a command that must go well.</summary>
    /// <returns>Its output.</returns>
    public async Task<string> RunWellAsync(params string[] arguments)
    {
        ToolResult result = await RunAsync(arguments);
        Assert.True(result is { Code: 0, Error: "" }, $"{result.Code}: {result.Error}");
        return result.Output;
    }

    public async Task<ToolResult> StartAsync(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            StandardErrorEncoding = Encoding.UTF8,
            StandardOutputEncoding = Encoding.UTF8,
        };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        using CancellationTokenSource deadline = new(Patience);
        try
        {
            process.StandardInput.Close();
            Task<string> output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            Task<string> error = process.StandardError.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            return new ToolResult(process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>Writes a file below the folder.</summary>
    public void Write(string path, string text)
    {
        string file = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    public string Read(string path) => File.ReadAllText(Path.Combine(Folder, path));

    /// <summary>A root with one object, <c>urn:x</c>, of two versions.</summary>
    public async Task<string> CommitTwoVersionsAsync()
    {
        await RunWellAsync("init", "root", "--layout", "0003");
        Write("one/a.txt", "first");
        Write("one/dir/b.txt", "same");
        await RunWellAsync("commit", "root", "--id", "urn:x", "--message", "One", "--user", "Ann", "--address", "mailto:ann@example.org", "one");
        Write("two/a.txt", "second");
        Write("two/dir/c.txt", "same");
        Write("two/é \u0007.txt", "");
        await RunWellAsync("commit", "root", "--id", "urn:x", "--message", "Two", "--user", "Bob", "--address", "mailto:bob@example.org", "two");
        return Path.GetDirectoryName(Assert.Single(Directory.EnumerateFiles(Path.Combine(Folder, "root"), "0=ocfl_object_1.1", SearchOption.AllDirectories)))!;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

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

    /// <summary>Environment variables of all runs, beside those of the tests without the tool's own.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    public Task<ToolResult> RunAsync(params string[] arguments) => StartAsync("dotnet", ["exec", Program, .. arguments]);

    /// <summary>Runs a command that must go well.</summary>
    /// <returns>Its output.</returns>
    public async Task<string> RunWellAsync(params string[] arguments)
    {
        ToolResult result = await RunAsync(arguments);
        Assert.True(result is { Code: 0, Error: "" }, $"{result.Code}: {result.Error}");
        return result.Output;
    }

    public async Task<ToolResult> StartAsync(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        using Process process = Start(program, arguments, environment);
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

    /// <summary>Starts a program in the folder, with nothing to read and all output to be read.</summary>
    public Process Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
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
        // The settings of the one who runs the tests are not part of them.
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("OCFL_", StringComparison.Ordinal)
            || name.StartsWith("AZURE_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["XDG_CONFIG_HOME"] = Path.Combine(Folder, ".config");
        start.Environment["HOME"] = Folder;
        foreach ((string name, string value) in Variables.Concat(environment ?? new Dictionary<string, string>()))
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Writes a file below the folder.</summary>
    public void Write(string path, string text)
    {
        string file = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    public string Read(string path) => File.ReadAllText(Path.Combine(Folder, path));

    /// <summary>Makes a root with one object, <c>urn:x</c>, of two versions; in this process, since that is quicker.</summary>
    /// <returns>The object's folder.</returns>
    public async Task<string> CommitTwoVersionsAsync()
    {
        string root = Path.Combine(Folder, "root");
        await RunHereAsync("init", root, "--layout", "0003");
        Write("one/a.txt", "first");
        Write("one/dir/b.txt", "same");
        await RunHereAsync(
            "commit",
            root,
            "--id",
            "urn:x",
            "--message",
            "One",
            "--user",
            "Ann",
            "--address",
            "mailto:ann@example.org",
            Path.Combine(Folder, "one"));
        Write("two/a.txt", "second");
        Write("two/dir/c.txt", "same");
        Write("two/é \u0007.txt", "");
        await RunHereAsync(
            "commit",
            root,
            "--id",
            "urn:x",
            "--message",
            "Two",
            "--user",
            "Bob",
            "--address",
            "mailto:bob@example.org",
            Path.Combine(Folder, "two"));
        return Path.GetDirectoryName(Assert.Single(Directory.EnumerateFiles(root, "0=ocfl_object_1.1", SearchOption.AllDirectories)))!;
    }

    /// <summary>
    /// Runs a command in this process, which is quicker: in the folder and with the environment of the tests, so that paths must be whole.
    /// </summary>
    public static async Task<ToolResult> RunInProcessAsync(params string[] arguments)
    {
        using MemoryStream output = new();
        using MemoryStream error = new();
        using Terminal terminal = new(output, error, showsProgress: false);
        int code = await OcflTool.RunAsync(arguments, terminal);
        return new ToolResult(code, Encoding.UTF8.GetString(output.ToArray()), Encoding.UTF8.GetString(error.ToArray()));
    }

    private static async Task RunHereAsync(params string[] arguments)
    {
        ToolResult result = await RunInProcessAsync(arguments);
        Assert.True(result.Code == 0, result.Error);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

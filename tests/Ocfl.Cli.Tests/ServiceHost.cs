using System.Diagnostics;
using System.Text;
using Ocfl.Testing;

namespace Ocfl.Cli.Tests;

/// <summary>
/// The local host as a process, with keys, for all tests that need a service. Its key is in the environment of the tests, for the tool in
/// this process.
/// </summary>
public sealed class ServiceHost : IAsyncLifetime, IDisposable
{
    private const string KeyVariable = "OCFL_SERVICE_KEY";
    private const string Announcement = "Listening on ";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly StringBuilder _log = new();
    private readonly List<Process> _processes = [];

    /// <summary>The folder of all its data.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("ocfl-service-").FullName;

    /// <summary>Its storage root, which is a folder.</summary>
    public string Root => Path.Combine(Folder, "root");

    /// <summary>Its URL.</summary>
    public string Url { get; private set; } = "";

    /// <summary>A key that may do everything.</summary>
    public string Key { get; } = "operator-" + Guid.NewGuid().ToString("N");

    /// <summary>A key that may read.</summary>
    public string ReaderKey { get; private set; } = "";

    public async Task InitializeAsync()
    {
        using Tool tool = new();
        ToolResult added = await tool.StartAsync(
            "dotnet", ["exec", FindProgram(), "keys", "add", "reading-room", "--role", "reader", "--data", Folder]);
        Assert.True(added.Code == 0, added.Error);
        ReaderKey = added.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Last(line => !line.Contains(' ', StringComparison.Ordinal));
        Url = await StartAsync(Folder, $"--Ocfl:Http:ApiKey={Key}");
        Environment.SetEnvironmentVariable(KeyVariable, Key);
    }

    /// <summary>Starts a host with a folder of its own.</summary>
    /// <returns>Its URL.</returns>
    public async Task<string> StartAsync(string folder, params string[] settings)
    {
        ProcessStartInfo start = new("dotnet", [
            "exec",
            FindProgram(),
            "--data",
            folder,
            "--urls",
            "http://127.0.0.1:0",
            "--Ocfl:Objects:AllowPurge=true",
            "--Ocfl:Updates:Attempts=1",
            "--Ocfl:Updates:HoldTime=01:00:00",
            "--Ocfl:Http:Events:PollInterval=00:00:00.050",
            .. settings])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = folder,
        };
        start.Environment["DOTNET_TieredPGO"] = "0";
        TaskCompletionSource<string> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Process process = new() { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Note(line.Data, listening);
        process.ErrorDataReceived += (_, line) => Note(line.Data, listening);
        process.Exited += (_, _) => listening.TrySetException(new InvalidOperationException("The service ended before it listened."));
        process.Start();
        _processes.Add(process);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            return (await listening.Task.WaitAsync(Patience)).TrimEnd('/');
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"{failure.Message}{Environment.NewLine}{_log}", failure);
        }
    }

    /// <summary>A command line of the tool for this service.</summary>
    public string[] At(params string[] arguments) => [.. arguments, "--service", Url];

    /// <summary>Runs the tool in this process.</summary>
    internal Task<ToolResult> RunAsync(params string[] arguments) => ToolHere.RunAsync(At(arguments));

    /// <summary>Runs the tool in this process; it must go well.</summary>
    internal Task<string> RunWellAsync(params string[] arguments) => ToolHere.RunWellAsync(At(arguments));

    /// <summary>Runs the tool in this process; it must be refused.</summary>
    /// <returns>The error.</returns>
    internal Task<string> RunBadlyAsync(params string[] arguments) => ToolHere.RunBadlyAsync(At(arguments));

    /// <summary>Runs the tool as a process with another key, or with none.</summary>
    internal async Task<ToolResult> RunWithKeyAsync(string? key, params string[] arguments)
    {
        using Tool tool = new();
        if (key is not null)
        {
            tool.Variables[KeyVariable] = key;
        }

        return await tool.RunAsync(At(arguments));
    }

    /// <summary>A folder that the service allows as a source.</summary>
    public string AddSource(string name)
    {
        string folder = Path.Combine(Folder, "incoming", name);
        Directory.CreateDirectory(folder);
        return folder;
    }

    /// <summary>An id that no other test has.</summary>
    public static string NewId() => "urn:service:" + Guid.NewGuid().ToString("N");

    /// <summary>Starts an update that is held, since its source has a name that is not UTF-8.</summary>
    /// <returns>Its id, and the file that must go before it can be retried.</returns>
    internal async Task<(string Id, string Bad)> HoldAsync(string objectId)
    {
        string name = Guid.NewGuid().ToString("N");
        string source = AddSource(name);
        await File.WriteAllTextAsync(Path.Combine(source, "good.txt"), "good");
        using (Process shell = Process.Start("bash", ["-c", "printf x > \"$0\"/$'bad-\\xff'", source]))
        {
            await shell.WaitForExitAsync();
        }

        string line = await RunWellAsync("update", "--id", objectId, "-m", "m", "--user", "u", "--directory", name, "--json");
        string id = ToolHere.Json(line).GetProperty("id").GetString()!;
        await WaitForStatusAsync(id, "Held");
        return (id, source);
    }

    /// <summary>Waits until an update has a status.</summary>
    internal async Task WaitForStatusAsync(string id, string status)
    {
        using CancellationTokenSource deadline = new(Patience);
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(50));
        string? last = null;
        do
        {
            last = ToolHere.Json(await RunWellAsync("updates", "show", id, "--json")).GetProperty("status").GetString();
            if (last == status)
            {
                return;
            }
        }
        while (await timer.WaitForNextTickAsync(deadline.Token));
        Assert.Fail(last);
    }

    /// <summary>Removes what the held update cannot read.</summary>
    internal static void RemoveBad(string source)
    {
        using Process shell = Process.Start("bash", ["-c", "rm -f \"$0\"/bad-*", source]);
        shell.WaitForExit();
    }

    public async Task DisposeAsync()
    {
        Environment.SetEnvironmentVariable(KeyVariable, null);
        foreach (Process process in _processes)
        {
            if (!process.HasExited)
            {
                process.Kill();
            }

            await process.WaitForExitAsync();
            process.Dispose();
        }

        // It can have names that .NET cannot give.
        using Process removal = Process.Start("rm", ["-rf", Path.Combine(Folder, "incoming")]);
        await removal.WaitForExitAsync();
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    // tests/CompiledAhead/bin/Debug/net10.0.
    private static string FindProgram()
    {
        DirectoryInfo here = new(AppContext.BaseDirectory);
        return Path.Combine(
            RepositoryFolder.Find().FullName, "tests", "CompiledAhead", "bin", here.Parent!.Name, here.Name, "OcflFunctions.Local.dll");
    }

    private void Note(string? line, TaskCompletionSource<string> listening)
    {
        if (line is null)
        {
            return;
        }

        lock (_log)
        {
            _log.Append(line).Append('\n');
        }

        if (line.StartsWith(Announcement, StringComparison.Ordinal))
        {
            listening.TrySetResult(line[Announcement.Length..]);
        }
    }
}

/// <summary>One service for all tests that need one.</summary>
[CollectionDefinition(Name)]
public sealed class ServiceTests : ICollectionFixture<ServiceHost>
{
    public const string Name = "service";
}

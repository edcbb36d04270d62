using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Ocfl.Testing;

namespace Documentation.Tests;

/// <summary>
/// Runs the commands of a page, in one shell, in a folder that looks like a fresh clone: what git has is there by links, and nothing else.
/// What is built already is not built again, and the service gets a port of its own.
/// </summary>
internal sealed partial class PageRun : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly string[] NotOfAClone = [".git", "data", "artifacts", "secrets", "local.settings.json", "TestResults"];

    private readonly DirectoryInfo _scratch = Directory.CreateTempSubdirectory("ocfl-docs-");
    private readonly int _port = FreePort();

    /// <param name="runsProjects">
    /// Whether <c>dotnet run</c> starts the local host as it does for a reader. Otherwise the host is started directly, without MSBuild,
    /// which costs each page seconds.
    /// </param>
    public PageRun(bool runsProjects)
    {
        Folder = _scratch.CreateSubdirectory("clone").FullName;
        foreach (FileSystemInfo entry in RepositoryFolder.Find()
            .EnumerateFileSystemInfos()
            .Where(entry => !NotOfAClone.Contains(entry.Name)))
        {
            File.CreateSymbolicLink(Path.Combine(Folder, entry.Name), entry.FullName);
        }

        WriteProgram("dotnet", $"""
            if [ "$1" = run ]; then
              shift
              if [ "$1" = --no-build ]; then shift; fi
              if [ "$1 $2" = "{(runsProjects ? "" : "--project src/OcflFunctions.Local")}" ]; then
                shift 2
                if [ "$1" = -- ]; then shift; fi
                exec DOTNET exec SERVICE "$@"
              fi
              exec DOTNET run --no-build --configuration CONFIGURATION "$@"
            fi
            exec DOTNET "$@"
            """);
        WriteProgram("ocfl", "exec DOTNET exec TOOL \"$@\"");
        WriteProgram("curl", """
            case " $* " in
              *" --fail "*) exec CURL "$@" ;;
              *) exec CURL --fail-with-body "$@" ;;
            esac
            """);
        WriteProgram("sleep", "exec SLEEP 0.2");
    }

    /// <summary>The folder that the commands run in.</summary>
    public string Folder { get; }

    /// <summary>Runs commands. A service that one of them starts is ended with them.</summary>
    /// <param name="statements">The commands, in order.</param>
    /// <returns>What they print, each after its place in the page.</returns>
    public async Task<string> RunAsync(IEnumerable<Statement> statements)
    {
        StringBuilder script = new("""
            set -o pipefail
            trap 'kill $(jobs -p) 2> /dev/null; wait' EXIT
            ready() {
                until curl --silent --fail --output /dev/null http://127.0.0.1:$OCFL_PORT/api/health; do sleep 1; kill -0 $! || exit 1; done
            }

            """);
        foreach (Statement statement in statements)
        {
            script.Append("echo '=== ").Append(statement.Place).Append("'\n");
            script.Append(Serves().IsMatch(statement.Text) ? Serve(statement.Text) : $"{statement.Text}\n[ $? -eq 0 ] || exit 1\n");
        }

        return await RunAsync(script.Replace("7071", $"{_port}").ToString());
    }

    public void Dispose() => _scratch.Delete(recursive: true);

    // In the foreground a service would hold up what follows, and in the background the page goes on in another terminal.
    private static string Serve(string command) =>
        Background().Match(command) is { Success: true } background
            ? $"{background.Groups["command"].Value} &\nready\n"
            : $"{Comment().Replace(command, "")} &\nready\n";

    private async Task<string> RunAsync(string script)
    {
        string file = Path.Combine(_scratch.FullName, "commands.sh");
        await File.WriteAllTextAsync(file, script);
        ProcessStartInfo start = new("bash", [file])
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = $"{Path.Combine(_scratch.FullName, "bin")}{Path.PathSeparator}{start.Environment["PATH"]}";
        start.Environment["OCFL_PORT"] = $"{_port}";
        start.Environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{_port}";
        StringBuilder output = new();
        using Process process = new() { StartInfo = start };
        process.OutputDataReceived += (_, line) => Note(line.Data);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using CancellationTokenSource deadline = new(Patience);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"The commands did not end within {Patience}.\n{Output()}");
        }

        Assert.True(process.ExitCode == 0, $"A command failed, the last of these.\n{Output()}");
        return Output();

        void Note(string? line)
        {
            lock (output)
            {
                output.Append(line).Append('\n');
            }
        }

        string Output()
        {
            lock (output)
            {
                return output.ToString();
            }
        }
    }

    private void WriteProgram(string name, string script)
    {
        string file = Path.Combine(_scratch.CreateSubdirectory("bin").FullName, name);
        string configuration = typeof(PageRun).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(
            fact => fact.Key == "Configuration").Value!;
        File.WriteAllText(file, "#!/usr/bin/env bash\n" + script
            .Replace("DOTNET", Find("dotnet"), StringComparison.Ordinal)
            .Replace("CURL", Find("curl"), StringComparison.Ordinal)
            .Replace("SLEEP", Find("sleep"), StringComparison.Ordinal)
            .Replace("CONFIGURATION", configuration, StringComparison.Ordinal)
            .Replace("SERVICE", Path.Combine(AppContext.BaseDirectory, "OcflFunctions.Local.dll"), StringComparison.Ordinal)
            .Replace("TOOL", Path.Combine(AppContext.BaseDirectory, "Ocfl.Cli.dll"), StringComparison.Ordinal) + "\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static string Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, program))
        .FirstOrDefault(File.Exists) ?? throw new FileNotFoundException($"There is no {program} in PATH.");

    private static int FreePort()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    [GeneratedRegex(@"dotnet run [^#]*--project src/OcflFunctions\.Local(?![^#]* demo)(?![^#]* --help)")]
    private static partial Regex Serves();

    [GeneratedRegex(@"^(?<command>[^#]*[^ #&])\s*&\s*(#.*)?$", RegexOptions.Singleline)]
    private static partial Regex Background();

    [GeneratedRegex(@"\s#.*$")]
    private static partial Regex Comment();
}

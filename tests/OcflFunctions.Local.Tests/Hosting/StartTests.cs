using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Ocfl.Testing;

namespace OcflFunctions.Local.Tests.Hosting;

/// <summary>The program as a process: what keeps it from starting is one line, and no stack.</summary>
[Trait("Category", "Slow")]
public sealed class StartTests
{
    [Theory]
    [InlineData("There is no option '--dta'. Did you mean '--data'?", "--dta", "d9")]
    [InlineData("There is no option '--Ocfl__Updates__Window'.", "--Ocfl__Updates__Window=3")]
    [InlineData("There is no setting Ocfl:Updates:Widnow. Did you mean 'Ocfl:Updates:Window'?", "--Ocfl:Updates:Widnow", "3")]
    [InlineData(
        "There is no setting DurableTask:MaxConcurrentActivites. Did you mean "
            + "'DurableTask:MaxConcurrentActivities'?", "--DurableTask:MaxConcurrentActivites=3")]
    [InlineData("The setting Ocfl:Updates:Window", "--Ocfl:Updates:Window=0")]
    [InlineData("'Ocfl:Updates:Window'", "--Ocfl:Updates:Window=many")]
    [InlineData("Ocfl:Http:PublicAddress is 'somewhere'", "--Ocfl:Http:PublicAddress=somewhere")]
    [InlineData("'nonsense' is not an address to listen on", "--urls=nonsense")]
    [InlineData("needs a key", "--urls=http://0.0.0.0:0")]
    public async Task What_is_wrong_with_the_command_line_is_one_line(string message, params string[] arguments)
    {
        using TemporaryFolder folder = new();

        await RefusesAsync(folder, message, ["--urls", "http://127.0.0.1:0", .. arguments]);

        Assert.False(File.Exists(Path.Combine(folder.Path, "data", "durable.db")));
    }

    [Fact]
    public async Task A_busy_port_is_one_line()
    {
        using TemporaryFolder folder = new();
        using TcpListener other = new(IPAddress.Loopback, 0);
        other.Start();
        int port = ((IPEndPoint)other.LocalEndpoint).Port;

        await RefusesAsync(folder, $"http://127.0.0.1:{port}", ["--urls", $"http://127.0.0.1:{port}"]);
    }

    [Fact]
    public async Task A_settings_file_that_is_not_JSON_is_named_with_its_line()
    {
        using TemporaryFolder folder = new();
        string file = Path.Combine(folder.Path, "appsettings.json");
        await File.WriteAllTextAsync(file, "{\n  // a remark\n  \"Ocfl\": {\n    \"Layout\": 0004\n  },\n}\n");

        await RefusesAsync(folder, $"The settings file {file} cannot be read: line 4, column 16: ", ["--urls", "http://127.0.0.1:0"]);
    }

    [Fact]
    public async Task A_setting_that_there_is_not_is_refused_from_each_source()
    {
        using TemporaryFolder folder = new();
        await RefusesAsync(folder, "There is no setting Ocfl:Sorage:Path.", ["--urls", "http://127.0.0.1:0"], ("Ocfl__Sorage__Path", "/x"));
        await File.WriteAllTextAsync(
            Path.Combine(folder.Path, "appsettings.json"), """{"Ocfl":{"Sources":{"AllowedPaths":["/x"],"AllowedPath":["/y"]}}}""");
        await RefusesAsync(folder, "There is no setting Ocfl:Sources:AllowedPath:0.", ["--urls", "http://127.0.0.1:0"]);
    }

    private static async Task RefusesAsync(
        TemporaryFolder folder, string message, string[] arguments, params (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = new(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet"
            ? host
            : "dotnet")
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
            WorkingDirectory = folder.Path,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "OcflFunctions.Local.dll"));
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        using CancellationTokenSource deadline = new(RunningHost.Deadline);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            string error = await process.StandardError.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);

            Assert.Contains(message, error, StringComparison.Ordinal);
            Assert.Equal(1, error.Count(character => character == '\n'));
            Assert.DoesNotContain("   at ", error + await output, StringComparison.Ordinal);
            Assert.Equal(2, process.ExitCode);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }
}

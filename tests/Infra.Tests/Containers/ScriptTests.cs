using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Infra.Tests.Containers;

/// <summary>The scripts that are in the container or make its secrets. They are written for bash, which Windows lacks.</summary>
public sealed class ScriptTests : IDisposable
{
    private readonly DirectoryInfo _scratch = Directory.CreateTempSubdirectory("ocfl-scripts-");

    [Fact]
    public async Task SecretsAreMadeOnceAndFit()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await RunAsync("make-secrets.sh", [_scratch.FullName]);
        Dictionary<string, string> first = Secrets();
        await RunAsync("make-secrets.sh", [_scratch.FullName]);

        Assert.Equal(first, Secrets());
        Assert.Contains(first["azurite_key"], first["AzureWebJobsStorage"], StringComparison.Ordinal);
        Assert.Equal(64, Convert.FromBase64String(first["azurite_key"]).Length);
        Assert.Contains($"Password={first["mssql_sa_password"]};", first["SQLDB_Connection"], StringComparison.Ordinal);
        Assert.Matches("^[A-Za-z0-9][A-Za-z0-9-]{11,127}$", first["mssql_sa_password"]);
        JsonNode keys = JsonNode.Parse(first["host_keys"])!;
        Assert.NotEqual((string)keys["masterKey"]!["value"]!, (string)keys["functionKeys"]![0]!["value"]!);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, _scratch.UnixFileMode);
    }

    [Fact]
    public async Task FilesOfSecretsBecomeSettings()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await File.WriteAllTextAsync(Path.Combine(_scratch.FullName, "AzureWebJobsStorage"), "a=b;c='d e'$HOME\n");
        await File.WriteAllTextAsync(Path.Combine(_scratch.FullName, "no-setting.txt"), "x");
        string host = Path.Combine(_scratch.FullName, "host");
        await File.WriteAllTextAsync(host, "#!/bin/sh\nprintf '<%s>' \"$AzureWebJobsStorage\"\n");
        File.SetUnixFileMode(host, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        string said = await RunAsync("start.sh", [], new() { ["SECRETS_FOLDER"] = _scratch.FullName, ["FUNCTIONS_HOST_START"] = host });

        Assert.Equal("<a=b;c='d e'$HOME>", said);
    }

    [Theory]
    [InlineData("200 OK", 0)]
    [InlineData("503 Service Unavailable", 1)]
    public async Task TheContainerIsHealthyWhenTheAppIs(string status, int exitCode)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        string port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        Task<string> served = ServeAsync(listener, status);
        (int exited, string output) = await Tool.RunAsync(
            "bash", [Script("healthy.sh")], _scratch.FullName, new Dictionary<string, string> { ["HEALTH_PORT"] = port });

        Assert.StartsWith("GET /api/health HTTP/1.1", await served, StringComparison.Ordinal);
        Assert.True(exited == exitCode, output);
    }

    public void Dispose() => _scratch.Delete(recursive: true);

    private static string Script(string name) => RepositoryFolder.At("eng", "container", name);

    private static async Task<string> ServeAsync(TcpListener listener, string status)
    {
        using TcpClient client = await listener.AcceptTcpClientAsync();
        NetworkStream stream = client.GetStream();
        byte[] request = new byte[1024];
        int length = await stream.ReadAsync(request);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n"));
        return Encoding.ASCII.GetString(request, 0, length);
    }

    private Dictionary<string, string> Secrets() =>
        Directory.EnumerateFiles(_scratch.FullName).ToDictionary(file => Path.GetFileName(file), File.ReadAllText, StringComparer.Ordinal);

    private async Task<string> RunAsync(string script, string[] arguments, Dictionary<string, string>? environment = null)
    {
        (int exitCode, string output) = await Tool.RunAsync("bash", [Script(script), .. arguments], _scratch.FullName, environment);
        Assert.True(exitCode == 0, output);
        return output;
    }
}

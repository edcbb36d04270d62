using System.Diagnostics;

namespace Ocfl.Cli.Tests;

/// <summary>A command that needs no service does not load what speaks to one.</summary>
public sealed class StartTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task Nothing_of_http_is_loaded_without_a_service()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        await _tool.CommitTwoVersionsAsync();
        _tool.Write("large/file", new string('x', 1 << 20));
        await _tool.RunWellAsync("commit", "root", "--id", "urn:large", "-m", "m", "--user", "u", "large");

        // It waits, since a pipe does not hold so much.
        using Process process = _tool.Start("dotnet", ["exec", Tool.Program, "cat", "root", "--id", "urn:large", "file"]);
        try
        {
            using CancellationTokenSource deadline = new(Patience);
            Assert.Equal(1, await process.StandardOutput.ReadAsync(new char[1], deadline.Token));
            string[] loaded = [.. (await File.ReadAllLinesAsync($"/proc/{process.Id}/maps", deadline.Token))
                .Where(line => line.EndsWith(".dll", StringComparison.Ordinal))
                .Select(Path.GetFileName).OfType<string>().Distinct(StringComparer.Ordinal)];

            Assert.Contains("Ocfl.Cli.dll", loaded);
            Assert.DoesNotContain(loaded, name => name.StartsWith("OcflFunctions", StringComparison.Ordinal)
                || name.StartsWith("System.Net", StringComparison.Ordinal)
                || name.StartsWith("Microsoft.Extensions", StringComparison.Ordinal));
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }
}

using System.Diagnostics;

namespace Ocfl.Cli.Tests;

public sealed class InterruptionTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Who_is_asked_to_stop_stops_and_says_so(string signal)
    {
        string objectRoot = await _tool.CommitTwoVersionsAsync();
        using (FileStream content = File.OpenWrite(Path.Combine(objectRoot, "v2/content/a.txt")))
        {
            content.SetLength(1L << 40);
        }

        using Process process = _tool.Start("dotnet", ["exec", Tool.Program, "cat", "root", "--id", "urn:x", "a.txt"]);
        using CancellationTokenSource deadline = new(TimeSpan.FromMinutes(3));
        try
        {
            await process.StandardOutput.BaseStream.ReadExactlyAsync(new byte[1], deadline.Token);
            using Process kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
            Task<string> error = process.StandardError.ReadToEndAsync(deadline.Token);
            await process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, deadline.Token);
            await process.WaitForExitAsync(deadline.Token);

            Assert.Equal("ocfl: stopped\n", await error);
            Assert.Equal(130, process.ExitCode);
        }
        finally
        {
            process.Kill();
        }
    }
}

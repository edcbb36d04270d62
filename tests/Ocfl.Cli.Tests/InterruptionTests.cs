using System.Diagnostics;

namespace Ocfl.Cli.Tests;

[Trait("Category", "Slow")]
public sealed class InterruptionTests : IDisposable
{
    /// <summary>Staged files have numbers.</summary>
    private const string FirstStaged = "000000";

    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task What_a_killed_commit_left_is_removed_by_the_next_and_what_another_is_at_is_not()
    {
        await _tool.CommitTwoVersionsAsync();
        string pending = Path.Combine(_tool.Folder, "root.pending", "updates");
        _tool.Write("large/file", "");
        using (FileStream large = File.OpenWrite(Path.Combine(_tool.Folder, "large/file")))
        {
            large.SetLength(1L << 40);
        }

        using (Process process = _tool.Start(
            "dotnet", ["exec", Tool.Program, "commit", "root", "--id", "urn:x", "-m", "m", "--user", "u", "large"]))
        {
            try
            {
                await WaitForAsync(() => FindFiles(pending, FirstStaged).Any(file => file.Length > 0));
                await _tool.RunWellAsync("commit", "root", "--id", "urn:y", "-m", "m", "--user", "u", "one");
                Assert.NotEmpty(FindFiles(pending, FirstStaged));
            }
            finally
            {
                process.Kill();
                await process.WaitForExitAsync();
            }
        }

        Assert.NotEmpty(FindFiles(pending, FirstStaged));
        await _tool.RunWellAsync("commit", "root", "--id", "urn:x", "-m", "m", "--user", "u", "--mode", "merge", "one");

        Assert.Empty(Directory.EnumerateFileSystemEntries(pending));
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task The_tool_stops_on_a_signal_and_reports_it(string signal)
    {
        string objectRoot = await _tool.CommitTwoVersionsAsync();
        using (FileStream content = File.OpenWrite(Path.Combine(objectRoot, "v2/content/a.txt")))
        {
            content.SetLength(1L << 40);
        }

        // A run of tests in the background of a shell ignores SIGINT, and a child would inherit that.
        string[] cat = ["dotnet", "exec", Tool.Program, "cat", "root", "--id", "urn:x", "a.txt"];
        string[] command = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT", .. cat] : cat;
        using Process process = _tool.Start(command[0], command[1..]);
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

    private static FileInfo[] FindFiles(string folder, string name) =>
        Directory.Exists(folder) ? new DirectoryInfo(folder).GetFiles(name, SearchOption.AllDirectories) : [];

    private static async Task WaitForAsync(Func<bool> condition)
    {
        using CancellationTokenSource deadline = new(TimeSpan.FromMinutes(3));
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(5));
        while (!condition())
        {
            await timer.WaitForNextTickAsync(deadline.Token);
        }
    }
}

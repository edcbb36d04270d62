using System.Diagnostics;
using System.Text.Json;

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
        string pending = Path.Combine(_tool.Folder, "root.pending");
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

        Assert.Empty(Directory.EnumerateFiles(pending, "*", SearchOption.AllDirectories));
        Assert.Empty(Directory.EnumerateDirectories(pending).SelectMany(Directory.EnumerateDirectories));
    }

    [Fact]
    public async Task A_killed_commit_is_continued_and_ctrl_c_says_that_nothing_has_changed()
    {
        await _tool.CommitTwoVersionsAsync();
        _tool.Write("large/small", "small");
        using (FileStream large = File.OpenWrite(Path.Combine(_tool.Folder, "large/file")))
        {
            large.SetLength(1L << 40);
        }

        string stages = Path.Combine(_tool.Folder, "root.pending", "stages");
        string[] commit = ["dotnet", "exec", Tool.Program, "commit", "root", "--id", "urn:x", "-m", "m", "--user", "u", "large"];
        string[] command = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT", .. commit] : commit;
        (string Staged, long Offset) first;
        using (Process process = _tool.Start(command[0], command[1..]))
        {
            await WaitForAsync(() => FindPart(stages) is not null);
            process.Kill();
            await process.WaitForExitAsync();
            first = FindPart(stages)!.Value;
        }

        using (Process process = _tool.Start(command[0], command[1..]))
        {
            await WaitForAsync(() => FindPart(stages) is { } next && next.Offset > first.Offset);
            Assert.Equal(first.Staged, FindPart(stages)!.Value.Staged);
            using Process kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
            Task<string> error = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();

            Assert.Matches(
                "^ocfl: stopped, and nothing has changed: 'urn:x' still has v2 as its newest version; [0-9.]+ [MG]iB of the files are kept "
                    + "for 7 days, and the same command continues there\n$",
                await error);
            Assert.Equal(130, process.ExitCode);
        }

        await _tool.RunWellAsync("reset", "root", "--id", "urn:x");
        Assert.Empty(Directory.EnumerateFileSystemEntries(stages));
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

    /// <summary>The furthest point of the large file that a journal has.</summary>
    private static (string Staged, long Offset)? FindPart(string stages)
    {
        (string Staged, long Offset)? found = null;
        foreach (FileInfo journal in FindFiles(stages, "journal"))
        {
            // The tool has it open for itself alone.
            using Process cat = Process.Start(new ProcessStartInfo("cat", [journal.FullName]) { RedirectStandardOutput = true })!;
            foreach (string line in cat.StandardOutput.ReadToEnd().Split('\n').Where(
                line => line.Contains("\"offset\"", StringComparison.Ordinal) && line.EndsWith('}')))
            {
                JsonElement entry = ToolHere.Json(line);
                long offset = entry.GetProperty("offset").GetInt64();
                found = found is null || offset > found.Value.Offset ? (entry.GetProperty("staged").GetString()!, offset) : found;
            }
        }

        return found;
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

using System.Diagnostics;
using System.Globalization;
using System.Text;
using Xunit.Abstractions;

namespace Ocfl.Cli.Tests;

/// <summary>
/// The commands for many objects are killed at random moments and run again, until they are done. <c>OCFL_MIGRATE_OBJECTS</c> and
/// <c>OCFL_MIGRATE_KILLS</c> say how many objects are migrated, and how often that is killed.
/// </summary>
[Trait("Category", "Slow")]
public sealed class ManyKillTests(ITestOutputHelper log) : IDisposable
{
    private const int Objects = 120;
    private const int Kills = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task A_migration_that_is_killed_ends_complete_verified_and_with_each_object_once()
    {
        int objects = Read("OCFL_MIGRATE_OBJECTS", Objects);
        int kills = Read("OCFL_MIGRATE_KILLS", Kills);
        await CreateAsync("old", objects);
        string[] migrate = ["migrate", "old", "new", "--layout", "0003", "--json"];
        Stopwatch clock = Stopwatch.StartNew();
        int done = await KillAsync(kills, objects, "new", migrate);
        TimeSpan killed = clock.Elapsed;

        string[] lines = (await RunAsync([.. migrate, "--quiet"])).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        log.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{objects} objects, {done} kills in {killed.TotalSeconds:F1} s, the last run {(clock.Elapsed - killed).TotalSeconds:F1} s: "
                + $"{lines[^1]}"));
        Assert.True(ToolHere.Json(lines[^1]).GetProperty("complete").GetBoolean());
        Assert.Equal(objects, ToolHere.Json(lines[^1]).GetProperty("targetObjects").GetInt32());
        await RequireAllAsync("new", objects);
    }

    [Fact]
    public async Task An_import_that_is_killed_ends_complete()
    {
        await CreateAsync("old", Objects);
        await RunAsync("init", "new");
        string[] import = ["import", "new", "old", "--json"];
        await KillAsync(Kills, Objects, "new", import);

        string[] lines = (await RunAsync(import)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(Objects, ToolHere.Json(lines[^1]).GetProperty("objects").GetInt32());
        await RequireAllAsync("new", Objects);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_ingest_that_is_killed_makes_each_version_once(bool hasReport)
    {
        await RunAsync("init", "new");
        WriteManifest(Objects);
        string[] report = hasReport ? ["--report", "report"] : [];
        string[] ingest = ["ingest", "new", "--manifest", "in/manifest.jsonl", "--json", .. report];
        await KillAsync(Kills, Objects, "new", ingest);

        string[] lines = (await RunAsync(ingest)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(2 * Objects, ToolHere.Json(lines[^1]).GetProperty("lines").GetInt32());
        await RequireAllAsync("new", Objects);
    }

    /// <summary>Runs a command and kills it while it makes objects, some times, at least once.</summary>
    /// <returns>How often. A command that is quicker than this test is not killed again.</returns>
    private async Task<int> KillAsync(int kills, int objects, string root, string[] command)
    {
        Random random = new(1);
        for (int done = 0; done < kills; done++)
        {
            // Each run may make its part of the objects, so that the last kill comes before the last object.
            int before = CountObjects(root);
            int target = before + Math.Max(1, random.Next(Math.Max(1, (objects - before) / (kills - done + 1))));
            using Process process = Start(command);
            try
            {
                Task output = process.StandardOutput.ReadToEndAsync();
                Task<string> error = process.StandardError.ReadToEndAsync();
                using CancellationTokenSource deadline = new(Patience);
                using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(objects > 1000 ? 3000 : 2));
                while (!process.HasExited && CountObjects(root) < target)
                {
                    await timer.WaitForNextTickAsync(deadline.Token);
                }

                if (process.HasExited)
                {
                    Assert.True(process.ExitCode == 0 && done > 0, $"The command ended before it was killed: {await error}");
                    return done;
                }
            }
            finally
            {
                process.Kill();
                await process.WaitForExitAsync();
            }
        }

        return kills;
    }

    /// <summary>Runs a command to its end, however long it takes.</summary>
    private async Task<string> RunAsync(params string[] command)
    {
        using Process process = Start(command);
        try
        {
            process.StandardInput.Close();
            using CancellationTokenSource deadline = new(Patience);
            Task<string> output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            Task<string> error = process.StandardError.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            Assert.True(process.ExitCode == 0, $"{process.ExitCode}: {await error}{await output}");
            return await output;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    // The runtime's own pipes would stay after a kill.
    private Process Start(string[] command) => _tool.Start(
        "dotnet",
        ["exec", Tool.Program, .. command],
        new Dictionary<string, string> { ["DOTNET_EnableDiagnostics"] = "0" });

    private int CountObjects(string root)
    {
        string folder = Path.Combine(_tool.Folder, root);
        try
        {
            return Directory.Exists(folder)
                ? Directory.EnumerateFiles(folder, "0=ocfl_object_1.1", SearchOption.AllDirectories).Count()
                : 0;
        }
        catch (IOException)
        {
            // A directory was removed while it was listed.
            return 0;
        }
    }

    private async Task CreateAsync(string root, int objects)
    {
        await RunAsync("init", root, "--layout", "0004");
        WriteManifest(objects);
        await RunAsync("ingest", root, "--manifest", "in/manifest.jsonl", "--quiet");
    }

    /// <summary>A manifest of objects with two versions each.</summary>
    private void WriteManifest(int objects)
    {
        StringBuilder lines = new();
        for (int version = 1; version <= 2; version++)
        {
            _tool.Write($"in/v{version}/number", $"{version}");
            _tool.Write($"in/v{version}/dir/same", "same");
        }

        for (int line = 0; line < 2 * objects; line++)
        {
            lines.Append(string.Create(
                CultureInfo.InvariantCulture,
                $"{{\"id\": \"urn:x:{line / 2}\", \"source\": \"v{(line % 2) + 1}\", \"message\": \"m\", \"user\": \"u\", "
                    + $"\"address\": \"mailto:u@example.org\", \"created\": \"2001-01-0{(line % 2) + 1}T00:00:00Z\"}}\n"));
        }

        _tool.Write("in/manifest.jsonl", lines.ToString());
    }

    private async Task RequireAllAsync(string root, int objects)
    {
        string verdict = await RunAsync("validate", "--root", root, "--quiet");
        Assert.StartsWith(
            string.Create(CultureInfo.InvariantCulture, $"{root}: valid (objects: {objects}, "), verdict, StringComparison.Ordinal);
        HashSet<string> ids = [];
        foreach (string line in (await RunAsync("ls", root, "--long", "--json")).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            Assert.True(ids.Add(ToolHere.Json(line).GetProperty("id").GetString()!));
            Assert.Equal("v2", ToolHere.Json(line).GetProperty("version").GetString());
        }

        Assert.Equal(objects, ids.Count);
        string pending = Path.Combine(_tool.Folder, root + ".pending");
        Assert.True(
            !Directory.Exists(pending) || !Directory.EnumerateFiles(pending, "*", SearchOption.AllDirectories).Any(),
            string.Join(' ', Directory.Exists(pending) ? Directory.EnumerateFiles(pending, "*", SearchOption.AllDirectories) : []));
    }

    private static int Read(string variable, int usual) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : usual;
}

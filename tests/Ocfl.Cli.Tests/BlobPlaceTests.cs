using System.Diagnostics;
using Ocfl.Storage;
using Ocfl.Testing;

namespace Ocfl.Cli.Tests;

/// <summary>URLs of blobs and their credentials: what is refused, and that no secret is shown; and kills.</summary>
public sealed class BlobPlaceTests(AzuritePlace place) : IClassFixture<AzuritePlace>, IDisposable
{
    private const string Secret = "s3cr3t";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Theory]
    [InlineData("https://", "must be a URL such as https://ACCOUNT.blob.core.windows.net/CONTAINER/PREFIX")]
    [InlineData("https://a.blob.core.windows.net", "names no container")]
    [InlineData("https://a.blob.core.windows.net/", "names no container")]
    [InlineData("https://a.blob.core.windows.net/Upper/x", "has 'Upper' for a container")]
    [InlineData("https://a.blob.core.windows.net/a--b", "has 'a--b' for a container")]
    [InlineData("https://a.blob.core.windows.net/$root/x", "has '$root' for a container")]
    [InlineData("https://a.blob.core.windows.net/container/a/../b", "has a prefix that is no path")]
    [InlineData("https://a.blob.core.windows.net/container/a//b", "has a prefix that is no path")]
    [InlineData("https://a.blob.core.windows.net/container?sv=1&sig=" + Secret, "must not have a query")]
    [InlineData("https://a.blob.core.windows.net/container/x?", "must not have a query")]
    [InlineData("https://a.blob.core.windows.net/container#x", "must not have a query")]
    [InlineData("https://user:" + Secret + "@a.blob.core.windows.net/container", "must not have a query")]
    [InlineData("http://a.blob.core.windows.net/container", "must start with https")]
    [InlineData("http://127.0.0.1:10000/container", "must have the account and the container in its path")]
    [InlineData("https://other.blob.core.windows.net/container/x", "is not in the account of AZURE_STORAGE_CONNECTION_STRING")]
    public async Task A_url_that_cannot_be_one_is_refused_with_the_rule_and_without_secrets(string text, string rule)
    {
        foreach (string[] verb in (string[][])
        [
            ["ls", text], ["init", text], ["validate", text], ["commit", text, "--id", "x", "-m", "m", "--user", "u"],
        ])
        {
            string error = await ToolHere.RunBadlyAsync(verb);
            Assert.Contains(rule, error, StringComparison.Ordinal);
            Assert.DoesNotContain(Secret, error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_secret_in_a_wrong_place_is_not_shown()
    {
        string error = await ToolHere.RunBadlyAsync("ls", "root", "https://a.blob.core.windows.net/c?sig=" + Secret);
        Assert.Contains("one argument too many", error, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_container_that_is_not_there_is_named_with_the_argument()
    {
        string missing = place.Container + "-missing/x";
        foreach ((string argument, string[] verb) in ((string, string[])[])
        [
            ("ROOT", ["ls", missing]),
            ("PATH", ["validate", missing]),
            ("ROOT", ["stage", missing, "--id", "x", _tool.Folder]),
        ])
        {
            Assert.StartsWith(
                $"ocfl: {argument} '{missing}': the container does not exist",
                await ToolHere.RunBadlyAsync(verb),
                StringComparison.Ordinal);
        }

        await ToolHere.RunWellAsync("init", missing);
        Assert.Contains(
            "SOURCE '", await ToolHere.RunBadlyAsync("commit", missing, "--id", "x", "-m", "m", "--user", "u", place.Container + "-none"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Credentials_that_are_missing_wrong_or_no_connection_string()
    {
        string root = place["credentials"];
        await ToolHere.RunWellAsync("init", root);
        string key = Convert.ToBase64String(new byte[64]);
        await RequireAsync(null, $"ROOT '{root}': needs AZURE_STORAGE_CONNECTION_STRING, since tokens are not sent over http");
        await RequireAsync("AccountKey=" + Secret, "AZURE_STORAGE_CONNECTION_STRING is not a connection string of a storage account");
        await RequireAsync(
            string.Join(';', place.ConnectionString.Split(';').Select(
                part => part.StartsWith("AccountKey=", StringComparison.Ordinal) ? "AccountKey=" + key : part)),
            $"ROOT '{root}': the account rejects this request: check its firewall and what the credentials allow");

        async Task RequireAsync(string? connection, string rule)
        {
            _tool.Variables.Clear();
            if (connection is not null)
            {
                _tool.Variables["AZURE_STORAGE_CONNECTION_STRING"] = connection;
            }

            ToolResult result = await _tool.RunAsync("ls", root);
            Assert.Equal(2, result.Code);
            Assert.Contains(rule, result.Error, StringComparison.Ordinal);
            Assert.DoesNotContain(Secret, result.Error, StringComparison.Ordinal);
            Assert.DoesNotContain(key, result.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Settings_name_a_root_on_blobs_and_the_default_can_be_one()
    {
        string root = place["named root"];
        _tool.Variables["AZURE_STORAGE_CONNECTION_STRING"] = place.ConnectionString;
        ToolResult refused = await _tool.RunAsync("config", "set", "roots.main", root + "?sig=x");
        Assert.Contains("must not have a query", refused.Error, StringComparison.Ordinal);
        await _tool.RunWellAsync("config", "set", "roots.main", root);
        Assert.Equal(place["named%20root"] + "\n", await _tool.RunWellAsync("config", "get", "roots.main"));
        await _tool.RunWellAsync("init", "@main");
        _tool.Variables["OCFL_ROOT"] = root;
        Assert.Contains("of OCFL 1.1", await _tool.RunWellAsync("upgrade"), StringComparison.Ordinal);
        await _tool.RunWellAsync("validate", "--root", "@main");
    }

    [Fact]
    public async Task A_root_can_be_a_whole_container_and_a_pending_area_another_place_of_the_account()
    {
        string container = place.Container + "-whole";
        await ToolHere.RunWellAsync("init", container);
        _tool.Write("one/a.txt", "a");
        string source = Path.Combine(_tool.Folder, "one");
        string[] commit = ["commit", container, "--id", "x", "-m", "m", "--user", "u", source];
        await ToolHere.RunWellAsync(commit);
        await ToolHere.RunWellAsync("stage", container, "--id", "x", source);
        await ToolHere.RunWellAsync("validate", "--root", container);
        await ToolHere.RunWellAsync("reset", container, "--id", "x");
        await ToolHere.RunWellAsync([.. commit, "--pending", place["elsewhere"]]);
        foreach ((string rule, string[] bad) in ((string, string[])[])
        [
            ("within the storage root", [.. commit, "--pending", container + "/x"]),
            ("must be a URL of blobs", [.. commit, "--pending", _tool.Folder]),
            ("within the storage root", [.. commit[..^1], container + "/x"]),
        ])
        {
            Assert.Contains(rule, await ToolHere.RunBadlyAsync(bad), StringComparison.Ordinal);
        }
    }

    /// <summary>What is in the pending area is removed in time, wherever it is.</summary>
    [Fact]
    public async Task A_source_within_another_pending_area_or_around_it_is_refused_by_every_command()
    {
        string root = place["apart"];
        string pending = place["apart-elsewhere/pending"];
        await ToolHere.RunWellAsync("init", root);
        await ToolHere.RunWellAsync("init", pending + "/old");
        foreach (string source in (string[])[pending + "/old", pending, place["apart-elsewhere"]])
        {
            _tool.Write("manifest.csv", $"id,source\nx,{source}\n");
            foreach (string[] verb in (string[][])
            [
                ["commit", root, "--id", "x", "-m", "m", "--user", "u", source],
                ["stage", root, "--id", "x", source],
                ["ingest", root, "--manifest", Path.Combine(_tool.Folder, "manifest.csv"), "-m", "m", "--user", "u"],
                ["import", root, source],
            ])
            {
                ToolResult refused = await ToolHere.RunAsync([.. verb, "--pending", pending]);
                Assert.Equal(2, refused.Code);
                Assert.Contains(
                    $"SOURCE '{source}': must be neither within the storage root's pending area nor around it",
                    refused.Output + refused.Error,
                    StringComparison.Ordinal);
            }
        }

        Assert.StartsWith(
            $"ocfl: ROOT '{pending}/old': must be neither within the storage root's pending area nor around it",
            await ToolHere.RunBadlyAsync("migrate", pending + "/old", place["apart-new"], "--pending", pending),
            StringComparison.Ordinal);
        Assert.Equal("", await ToolHere.RunWellAsync("ls", root));
    }

    /// <summary>The program without its assemblies of Azure: for folders it starts as quickly as without them.</summary>
    [Fact]
    public async Task A_folder_needs_no_assembly_of_Azure()
    {
        foreach (string file in Directory.GetFiles(AppContext.BaseDirectory, "*.dll").Append(
            Path.ChangeExtension(Tool.Program, "runtimeconfig.json")))
        {
            string name = Path.GetFileName(file);
            if (!name.StartsWith("Azure.", StringComparison.Ordinal)
                && !name.StartsWith("Microsoft.", StringComparison.Ordinal)
                && name != "Ocfl.AzureBlobs.dll")
            {
                File.Copy(file, Path.Combine(_tool.Folder, name));
            }
        }

        _tool.Write("one/a.txt", "a");
        foreach (string command in (string[])["init root", "commit root --id x -m m --user u one", "validate --root root"])
        {
            ToolResult result = await _tool.StartAsync(
                "dotnet", ["exec", Path.Combine(_tool.Folder, "Ocfl.Cli.dll"), .. command.Split(' ')]);
            Assert.Equal((0, ""), (result.Code, result.Error));
        }
    }

    /// <summary>While the files are copied into the object; then the same command again.</summary>
    [Fact]
    public async Task A_killed_commit_is_done_by_the_same_command_again_and_leaves_nothing()
    {
        string root = place["killed"];
        await ToolHere.RunWellAsync("init", root);
        _tool.Variables["AZURE_STORAGE_CONNECTION_STRING"] = place.ConnectionString;
        for (int i = 0; i < 200; i++)
        {
            _tool.Write($"many/{i}", $"content {i}");
        }

        IStorage files = place.Open(root);
        string[] commit = ["commit", root, "--id", "x", "-m", "m", "--user", "u", "many"];
        using (Process process = _tool.Start("dotnet", ["exec", Tool.Program, .. commit]))
        {
            using CancellationTokenSource deadline = new(Patience);
            while (!(await files.ListAllAsync("", recursive: true)).Exists(
                entry => entry.Path.Contains("/v1/content/", StringComparison.Ordinal)))
            {
                Assert.False(process.HasExited);
                await Task.Delay(1, deadline.Token);
            }

            process.Kill();
            await process.WaitForExitAsync(deadline.Token);
        }

        Assert.DoesNotContain(
            await files.ListAllAsync("", recursive: true),
            entry => entry.Name == "inventory.json" && !entry.Path.Contains("/v1/", StringComparison.Ordinal));
        ToolResult listed = await _tool.StartAsync("dotnet", ["exec", Tool.Program, "ls", root]);
        Assert.Equal((0, ""), (listed.Code, listed.Output));
        Assert.Contains("is not an object yet: its first version is not committed", listed.Error, StringComparison.Ordinal);
        Assert.Contains("'ocfl repair' lists what a killed process has left", listed.Error, StringComparison.Ordinal);
        string found = await ToolHere.RunWellAsync("repair", root);
        Assert.Contains("files that a commit has left that was killed", found, StringComparison.Ordinal);

        await _tool.RunWellAsync(commit);

        await ToolHere.RunWellAsync("validate", "--root", root);
        Assert.Equal(200, (await ToolHere.RunWellAsync("ls", root, "--id", "x")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Empty(await place.Open(root + ".pending").ListAllAsync("", recursive: true));
    }

    /// <summary>What is staged of large files is not sent again.</summary>
    [Fact]
    public async Task A_commit_that_is_killed_while_it_stages_is_continued()
    {
        string root = place["staging"];
        await ToolHere.RunWellAsync("init", root);
        _tool.Variables["AZURE_STORAGE_CONNECTION_STRING"] = place.ConnectionString;
        Directory.CreateDirectory(Path.Combine(_tool.Folder, "large"));
        using (FileStream large = File.OpenWrite(Path.Combine(_tool.Folder, "large/file")))
        {
            large.SetLength(1L << 36);
        }

        IStorage pending = place.Open(root + ".pending");
        string[] commit = ["commit", root, "--id", "x", "-m", "m", "--user", "u", "large"];
        string first = await KillAsync(entries => entries.Exists(entry => entry.Name == "journal"));
        string second = await KillAsync(entries => entries.Count(entry => entry.Name == "journal") == 2);

        Assert.NotEqual(first, second);
        string[] journals = await Task.WhenAll((await pending.ListAllAsync("", recursive: true))
            .Where(entry => entry.Name == "journal").Select(entry => pending.GetAsync(entry.Path)));
        string[] lines = [.. journals.SelectMany(text => text.Split('\n', StringSplitOptions.RemoveEmptyEntries))];
        Assert.Single(lines.Select(line => ToolHere.Json(line).GetProperty("staged").GetString()).Distinct(StringComparer.Ordinal));
        Assert.Equal(lines.Length, lines.Select(line => ToolHere.Json(line).GetProperty("offset").GetInt64()).Distinct().Count());
        await ToolHere.RunWellAsync("reset", root, "--id", "x");
        Assert.DoesNotContain(await pending.ListAllAsync("", recursive: true), entry => entry.Name is "journal" or "000000");

        async Task<string> KillAsync(Predicate<List<StorageEntry>> isThere)
        {
            using Process process = _tool.Start("dotnet", ["exec", Tool.Program, .. commit]);
            using CancellationTokenSource deadline = new(Patience);
            try
            {
                List<StorageEntry> entries;
                while (!isThere(entries = await pending.ListAllAsync("", recursive: true)))
                {
                    Assert.False(process.HasExited);
                    await Task.Delay(20, deadline.Token);
                }

                return string.Join(',', entries.Where(entry => entry.Name == "journal").Select(entry => entry.Path));
            }
            finally
            {
                process.Kill();
                await process.WaitForExitAsync();
            }
        }
    }
}

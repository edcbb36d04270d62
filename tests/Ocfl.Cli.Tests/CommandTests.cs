using System.Diagnostics;
using System.Text.Json;

namespace Ocfl.Cli.Tests;

[Trait("Category", "Slow")]
public sealed class CommandTests : IDisposable
{
    /// <summary>As another tool wrote it: with percent-encoding in upper case.</summary>
    [Fact]
    public async Task An_object_that_is_not_in_its_place_is_named_read_by_a_search_and_not_made_again()
    {
        _tool.Write("one/a.txt", "one");
        await _tool.RunWellAsync("init", "root", "--layout", "0003");
        await _tool.RunWellAsync("commit", "root", "--id", "ark:12/ab", "-m", "m", "--user", "u", "one");
        string place = (await _tool.RunWellAsync("ls", "root")).TrimEnd().Split('\t')[1];
        string moved = place.Replace("%3a", "%3A", StringComparison.Ordinal);
        Directory.Move(Path.Combine(_tool.Folder, "root", place), Path.Combine(_tool.Folder, "root", moved));

        ToolResult unread = await _tool.RunAsync("cat", "root", "--id", "ark:12/ab", "a.txt");
        Assert.Equal((2, ""), (unread.Code, unread.Output));
        Assert.Contains($"the layout puts it at '{place}', and it is at '{moved}'", unread.Error, StringComparison.Ordinal);
        Assert.Equal("one", await _tool.RunWellAsync("cat", "root", "--id", "ark:12/ab", "--search", "a.txt"));
        Assert.Equal("a.txt\n", await _tool.RunWellAsync("ls", "root", "--id", "ark:12/ab", "--search"));

        ToolResult refused = await _tool.RunAsync("commit", "root", "--id", "ark:12/ab", "-m", "m", "--user", "u", "one");
        Assert.Equal(2, refused.Code);
        Assert.Contains($"it is at '{moved}'", refused.Error, StringComparison.Ordinal);

        Directory.CreateDirectory(Path.Combine(_tool.Folder, "root", "far"));
        Directory.Move(Path.Combine(_tool.Folder, "root", moved), Path.Combine(_tool.Folder, "root", "far", "away"));
        ToolResult missing = await _tool.RunAsync("cat", "root", "--id", "ark:12/ab", "a.txt");
        Assert.Contains($"the layout puts it at '{place}'; --search searches everywhere", missing.Error, StringComparison.Ordinal);
        Assert.Equal("one", await _tool.RunWellAsync("cat", "root", "--id", "ark:12/ab", "--search", "a.txt"));
        ToolResult searched = await _tool.RunAsync("commit", "root", "--id", "ark:12/ab", "--search", "-m", "m", "--user", "u", "one");
        Assert.Equal(2, searched.Code);
        Assert.Contains("it is at 'far/away'", searched.Error, StringComparison.Ordinal);
        await _tool.RunWellAsync("commit", "root", "--id", "ark:12/ac", "--search", "-m", "m", "--user", "u", "one");
    }

    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task A_root_is_made_once_and_for_all()
    {
        string text = await _tool.RunWellAsync("init", "root", "--layout", "0002", "--spec", "1.0", "--description", "Ours");
        JsonElement json = Json(
            await _tool.RunWellAsync("init", "root", "--layout", "0002-flat-direct-storage-layout", "--spec", "1.0", "--json"));

        Assert.Equal($"{_tool.Folder}/root is a storage root of OCFL 1.0 with 0002-flat-direct-storage-layout\n", text);
        Assert.Equal("1.0", json.GetProperty("specification").GetString());
        Assert.Equal("0002-flat-direct-storage-layout", json.GetProperty("layout").GetString());
        Assert.Contains("\"Ours\"", _tool.Read("root/ocfl_layout.json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_committed_waits_where_it_shall()
    {
        _tool.Write("files/a", "a");

        await _tool.RunWellAsync("init", "root", "--pending", "elsewhere", "--layout", "none");
        await _tool.RunWellAsync("init", "other", "--pending", "elsewhere", "--layout", "0002");
        await _tool.RunWellAsync("commit", "other", "--id", "x", "-m", "m", "--user", "u", "--pending", "elsewhere", "files");

        Assert.Equal(["elsewhere", "files", "other", "root"], Directory.GetDirectories(_tool.Folder)
            .Select(Path.GetFileName)
            .Order(StringComparer.Ordinal));
        Assert.Equal(["stages", "updates", "writing"], Directory.GetDirectories(Path.Combine(_tool.Folder, "elsewhere"))
            .Select(Path.GetFileName)
            .Order(StringComparer.Ordinal));
        Assert.Equal(["extensions", "x"], Directory.GetDirectories(Path.Combine(_tool.Folder, "other"))
            .Select(Path.GetFileName)
            .Order(StringComparer.Ordinal));
    }

    /// <summary>As an ordinary user has it in a folder that an administrator has made, and anybody at a mount point.</summary>
    [Fact]
    public async Task Where_nothing_may_be_beside_the_root_a_commit_succeeds_and_leaves_a_valid_root()
    {
        string parent = Path.Combine(_tool.Folder, "parent");
        _tool.Write("parent/root/.keep", "");
        File.Delete(Path.Combine(parent, "root/.keep"));
        _tool.Write("files/a", "a");
        if (!await CloseAsync(parent))
        {
            return;
        }

        try
        {
            await _tool.RunWellAsync("init", "parent/root");
            await _tool.RunWellAsync(
                "commit", "parent/root", "--id", "urn:x", "-m", "m", "--user", "u", "--address", "mailto:u@example.org", "files");

            string validation = await _tool.RunWellAsync("validate", "--root", "parent/root");
            Assert.EndsWith(
                "parent/root: valid (objects: 1, valid: 1, not valid: 0, not checked: 0)\n", validation, StringComparison.Ordinal);
            Assert.False(Directory.Exists(Path.Combine(parent, "root/extensions/ocfl-functions-pending")));
            Assert.False(Directory.Exists(parent + "/root.pending"));
        }
        finally
        {
            await OpenAsync(parent);
        }
    }

    // Nothing is closed to an administrator, who can mount instead, where that is allowed.
    private static async Task<bool> CloseAsync(string parent)
    {
        if (OperatingSystem.IsWindows())
        {
            return false;
        }

        if (Environment.IsPrivilegedProcess)
        {
            return await ShellAsync($"mount -t tmpfs -o size=10m tmpfs '{parent}/root'") == 0;
        }

        File.SetUnixFileMode(parent, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return true;
    }

    private static async Task OpenAsync(string parent)
    {
        if (Environment.IsPrivilegedProcess)
        {
            await ShellAsync($"umount '{parent}/root'");
        }
        else if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(parent, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static async Task<int> ShellAsync(string script)
    {
        using Process shell = Process.Start("sh", ["-c", script]);
        await shell.WaitForExitAsync();
        return shell.ExitCode;
    }

    [Fact]
    public async Task A_layout_takes_its_parameters_from_a_file()
    {
        _tool.Write("config.json", """{"extensionName": "0006-flat-omit-prefix-storage-layout", "delimiter": ":"}""");
        _tool.Write("files/a", "");
        await _tool.RunWellAsync("init", "root", "--layout", "0006", "--layout-config", "config.json");

        JsonElement json = Json(await _tool.RunWellAsync("commit", "root", "--id", "urn:x", "-m", "m", "--user", "u", "--json", "files"));

        Assert.Equal("x", json.GetProperty("path").GetString());
    }

    [Fact]
    public async Task What_was_committed_is_listed_and_read()
    {
        string objectRoot = await _tool.CommitTwoVersionsAsync();
        string path = Path.GetRelativePath(Path.Combine(_tool.Folder, "root"), objectRoot);

        Assert.Equal($"urn:x\t{path}\n", await _tool.RunWellAsync("ls", "root"));
        Assert.Equal(
            new Dictionary<string, string?> { ["id"] = "urn:x", ["path"] = path, ["problem"] = null },
            Strings(await _tool.RunWellAsync("ls", "root", "--json")));
        Assert.Equal("a.txt\ndir/c.txt\né \\u0007.txt\n", await _tool.RunWellAsync("ls", "root", "--id", "urn:x"));
        Assert.Equal("a.txt\ndir/b.txt\n", await _tool.RunWellAsync("ls", "root", "--id", "urn:x", "--version", "v1"));
        string[] files = Lines(await _tool.RunWellAsync("ls", "root", "--id", "urn:x", "--json"));
        Assert.Equal(["a.txt", "dir/c.txt", "é \u0007.txt"], files.Select(line => Json(line).GetProperty("path").GetString()));
        Assert.Equal("v1/content/dir/b.txt", Json(files[1]).GetProperty("contentPath").GetString());
        Assert.Equal(128, Json(files[1]).GetProperty("digest").GetString()!.Length);
        Assert.Equal("second", await _tool.RunWellAsync("cat", "root", "--id", "urn:x", "a.txt"));
        Assert.Equal("first", await _tool.RunWellAsync("cat", "root", "--id", "urn:x", "--version", "1", "a.txt"));
        Assert.Equal(
            "con",
            await _tool.RunWellAsync("cat", "root", "--id", "urn:x", "--version", "head", "--offset", "2", "--length", "3", "a.txt"));
    }

    [Fact]
    public async Task Versions_tell_who_when_why_and_what()
    {
        await _tool.CommitTwoVersionsAsync();

        string[] log = Lines(await _tool.RunWellAsync("log", "root", "--id", "urn:x"));
        JsonElement newest = Json(Lines(await _tool.RunWellAsync("log", "root", "--id", "urn:x", "--json"))[0]);
        JsonElement show = Json(await _tool.RunWellAsync("show", "root", "--id", "urn:x", "--version", "v1", "--json"));
        string shown = await _tool.RunWellAsync("show", "root", "--id", "urn:x");

        Assert.Matches("^v2\t20[^\t]+Z\tBob <mailto:bob@example.org>\tTwo$", log[0]);
        Assert.Equal("\t3 files: 1 added, 0 removed, 1 changed, 1 renamed", log[1]);
        Assert.Equal(4, log.Length);
        Assert.Equal("v2", newest.GetProperty("version").GetString());
        Assert.Equal("mailto:bob@example.org", newest.GetProperty("user").GetProperty("address").GetString());
        Assert.Equal(
            [3, 1, 0, 1, 1],
            new[] { "files", "added", "removed", "changed", "renamed" }.Select(name => newest.GetProperty(name).GetInt32()));
        Assert.Equal("v2", show.GetProperty("head").GetString());
        Assert.Equal("v1", show.GetProperty("version").GetProperty("version").GetString());
        Assert.Equal("sha512", show.GetProperty("digestAlgorithm").GetString());
        Assert.False(show.GetProperty("mutableHead").GetBoolean());
        Assert.Contains("message:      Two\n", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_history_of_a_file_is_told()
    {
        await _tool.CommitTwoVersionsAsync();

        string[] history = Lines(await _tool.RunWellAsync("log", "root", "--id", "urn:x", "--path", "dir/b.txt", "--json"));

        Assert.Equal(["removed", "added"], history.Select(line => Json(line).GetProperty("change").GetString()));
        Assert.Matches(
            "^v2\t20[^\t]+Z\tchanged\nv1\t20[^\t]+Z\tadded\n$",
            await _tool.RunWellAsync("log", "root", "--id", "urn:x", "--path", "a.txt"));
    }

    [Fact]
    public async Task Differences_are_listed()
    {
        await _tool.CommitTwoVersionsAsync();

        Assert.Equal("M\ta.txt\nR\tdir/b.txt\tdir/c.txt\nA\té \\u0007.txt\n", await _tool.RunWellAsync("diff", "root", "--id", "urn:x"));
        Assert.Equal(
            "M\ta.txt\nR\tdir/c.txt\tdir/b.txt\nD\té \\u0007.txt\n",
            await _tool.RunWellAsync("diff", "root", "--id", "urn:x", "--from", "v2", "--to", "v1"));
        Assert.Equal("A\ta.txt\nA\tdir/b.txt\n", await _tool.RunWellAsync("diff", "root", "--id", "urn:x", "--to", "v1"));
        JsonElement renamed = Json(Lines(await _tool.RunWellAsync("diff", "root", "--id", "urn:x", "--json"))[1]);
        Assert.Equal("renamed", renamed.GetProperty("change").GetString());
        Assert.Equal("dir/b.txt", renamed.GetProperty("oldPath").GetString());
    }

    [Fact]
    public async Task A_version_is_exported_and_can_be_again()
    {
        await _tool.CommitTwoVersionsAsync();

        Assert.Equal(
            "v1 of urn:x: 2 files in out\n", await _tool.RunWellAsync("export", "root", "--id", "urn:x", "--version", "v1", "out"));
        Assert.Equal(
            "v1 of urn:x: 2 files in out, 2 of them there before\n",
            await _tool.RunWellAsync("export", "root", "--id", "urn:x", "--version", "v1", "out"));
        ToolResult refused = await _tool.RunAsync("export", "root", "--id", "urn:x", "out");
        JsonElement forced = Json(await _tool.RunWellAsync("export", "root", "--id", "urn:x", "--overwrite", "--json", "out"));

        Assert.Equal(2, refused.Code);
        Assert.Equal("ocfl: DESTINATION 'out': 'a.txt' is in the folder with another content\n", refused.Error);
        Assert.Equal(3, forced.GetProperty("files").GetInt32());
        Assert.Equal("second", _tool.Read("out/a.txt"));
    }

    [Theory]
    [InlineData("replace", "v3 of urn:x at ", ": 0 added, 3 removed, 0 changed, 0 renamed")]
    [InlineData("merge", "nothing has changed since v2 of urn:x", "")]
    public async Task A_folder_without_files_is_committed_only_with_an_option(string mode, string begin, string end)
    {
        await _tool.CommitTwoVersionsAsync();
        Directory.CreateDirectory(Path.Combine(_tool.Folder, "share", "lost+found"));
        string[] commit = ["commit", "root", "--id", "urn:x", "-m", "m", "--user", "u", "--mode", mode, "share"];

        ToolResult refused = await _tool.RunAsync(commit);
        ToolResult isNew = await _tool.RunAsync([.. commit.Select(word => word == "urn:x" ? "urn:new" : word)]);
        string allowed = (await _tool.RunWellAsync([.. commit, "--allow-empty"])).TrimEnd('\n');

        Assert.All([refused, isNew], result => Assert.Equal((2, ""), (result.Code, result.Output)));
        Assert.All([
            refused,
            isNew,
        ], result => Assert.Matches("^ocfl: SOURCE 'share': has no files; .*--allow-empty\n$", result.Error));
        Assert.StartsWith(begin, allowed, StringComparison.Ordinal);
        Assert.EndsWith(end, allowed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_commit_replaces_or_merges_or_changes_nothing()
    {
        await _tool.CommitTwoVersionsAsync();
        _tool.Write("three/d.txt", "new");

        Assert.StartsWith(
            "v3 of urn:x at ",
            await _tool.RunWellAsync("commit", "root", "--id", "urn:x", "-m", "m", "--user", "u", "--mode", "merge", "three"),
            StringComparison.Ordinal);
        Assert.Equal("A\td.txt\n", await _tool.RunWellAsync("diff", "root", "--id", "urn:x"));
        JsonElement same = Json(
            await _tool.RunWellAsync("commit", "root", "--id", "urn:x", "-m", "m", "--user", "u", "--mode", "merge", "--json", "three"));
        Assert.False(same.GetProperty("changed").GetBoolean());
        Assert.Equal("""{"added":0,"changed":0,"removed":0,"renamed":0}""", same.GetProperty("files").GetRawText());
        Assert.Equal("v3", same.GetProperty("version").GetString());
        await _tool.RunWellAsync("commit", "root", "--id", "urn:x", "-m", "m", "--user", "u", "three");
        Assert.Equal("d.txt\n", await _tool.RunWellAsync("ls", "root", "--id", "urn:x"));
    }

    /// <summary>It died between the root inventory and its sidecar, and is simply started again.</summary>
    [Fact]
    public async Task A_commit_that_was_killed_after_it_had_committed_is_brought_to_its_end_by_the_next()
    {
        string objectRoot = await _tool.CommitTwoVersionsAsync();
        File.Copy(Path.Combine(objectRoot, "v1", "inventory.json.sha512"), Path.Combine(
            objectRoot, "inventory.json.sha512"), overwrite: true);
        Assert.Contains(" E060 ", (await _tool.RunAsync("validate", objectRoot)).Output, StringComparison.Ordinal);

        string output = await _tool.RunWellAsync("commit", "root", "--id", "urn:x", "-m", "m", "--user", "u", "two");

        Assert.Equal("nothing has changed since v2 of urn:x\n", output);
        await _tool.RunWellAsync("validate", objectRoot);
    }

    [Fact]
    public async Task A_new_object_follows_its_root_and_its_options()
    {
        _tool.Write("files/.hidden", "x");
        await _tool.RunWellAsync("init", "root", "--spec", "1.0");

        await _tool.RunWellAsync(
            "commit",
            "root",
            "--id",
            "urn:y",
            "-m",
            "m",
            "--user",
            "u",
            "--digest",
            "sha256",
            "--fixity",
            "md5",
            "--fixity",
            "blake2b-512",
            "files");

        JsonElement show = Json(await _tool.RunWellAsync("show", "root", "--id", "urn:y", "--json"));
        Assert.Equal("1.0", show.GetProperty("specification").GetString());
        Assert.Equal("sha256", show.GetProperty("digestAlgorithm").GetString());
        string inventory = _tool.Read($"root/{show.GetProperty("path").GetString()}/inventory.json");
        Assert.Contains("\"md5\"", inventory, StringComparison.Ordinal);
        Assert.Contains("\"blake2b-512\"", inventory, StringComparison.Ordinal);
        Assert.Equal(".hidden\n", await _tool.RunWellAsync("ls", "root", "--id", "urn:y"));
    }

    [Fact]
    public async Task An_object_is_not_put_within_another()
    {
        _tool.Write("files/a", "x");
        await _tool.RunWellAsync("init", "root", "--layout", "0011");
        await _tool.RunWellAsync("commit", "root", "--id", "a", "-m", "m", "--user", "u", "files");

        ToolResult result = await _tool.RunAsync("commit", "root", "--id", "a/b", "-m", "m", "--user", "u", "files");

        Assert.Equal(2, result.Code);
        Assert.Equal("ocfl: --id 'a/b': the layout puts it at 'a/b', and there is an object at 'a'\n", result.Error);
    }

    [Theory]
    [InlineData("0002", "a/b", "ocfl: --id 'a/b': The object id 'a/b' has no place in the layout 0002-flat-direct-storage-layout: 'a/b' "
        + "holds a '/', and so is not the name of one directory\n")]
    [InlineData("none", "urn:x", "ocfl: ROOT 'root': has no place for a new object, since it has no ocfl_layout.json\n")]
    public async Task An_object_without_a_place_is_not_made(string layout, string id, string error)
    {
        _tool.Write("files/a", "x");
        await _tool.RunWellAsync("init", "root", "--layout", layout);

        ToolResult result = await _tool.RunAsync("commit", "root", "--id", id, "-m", "m", "--user", "u", "files");

        Assert.Equal(new ToolResult(2, "", error), result);
    }

    [Fact]
    public async Task An_object_with_a_mutable_head_is_read_and_not_committed_to()
    {
        string objectRoot = await _tool.CommitTwoVersionsAsync();
        Directory.CreateDirectory(Path.Combine(objectRoot, "extensions/0005-mutable-head/head"));
        File.WriteAllText(Path.Combine(objectRoot, "extensions/0005-mutable-head/head/inventory.json"), "{}");

        ToolResult commit = await _tool.RunAsync("commit", "root", "--id", "urn:x", "-m", "m", "--user", "u", "one");
        JsonElement show = Json(await _tool.RunWellAsync("show", "root", "--id", "urn:x", "--json"));

        Assert.Equal(2, commit.Code);
        Assert.Contains("--id 'urn:x': the object has a mutable HEAD", commit.Error, StringComparison.Ordinal);
        Assert.True(show.GetProperty("mutableHead").GetBoolean());
        Assert.Contains("not valid", show.GetProperty("mutableHeadProblem").GetString(), StringComparison.Ordinal);
        Assert.Equal("v2", show.GetProperty("head").GetString());
    }

    [Fact]
    public async Task Content_that_rotted_ends_in_failure()
    {
        string objectRoot = await _tool.CommitTwoVersionsAsync();
        File.WriteAllText(Path.Combine(objectRoot, "v2/content/a.txt"), "rotted");

        ToolResult cat = await _tool.RunAsync("cat", "root", "--id", "urn:x", "a.txt");
        ToolResult export = await _tool.RunAsync("export", "root", "--id", "urn:x", "out");

        Assert.Equal((2, 2), (cat.Code, export.Code));
        Assert.Contains("is damaged", cat.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_tool.Folder, "out/a.txt")));
    }

    [Fact]
    public async Task An_object_that_cannot_be_listed_is_told_and_the_others_are_listed()
    {
        string objectRoot = await _tool.CommitTwoVersionsAsync();
        await _tool.RunWellAsync("commit", "root", "--id", "urn:y", "-m", "m", "--user", "u", "one");
        File.WriteAllText(Path.Combine(objectRoot, "inventory.json"), "{");

        ToolResult result = await _tool.RunAsync("ls", "root");

        Assert.Equal(2, result.Code);
        Assert.StartsWith("urn:y\t", result.Output, StringComparison.Ordinal);
        Assert.Contains("inventory is not JSON", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("inventory.json", "it has no inventory.json")]
    [InlineData("0=ocfl_object_1.1", "it has no declaration such as '0=ocfl_object_1.1'")]
    public async Task An_object_that_has_lost_a_file_it_cannot_be_without_is_told_and_the_others_are_listed(string file, string problem)
    {
        string objectRoot = await _tool.CommitTwoVersionsAsync();
        await _tool.RunWellAsync("commit", "root", "--id", "urn:y", "-m", "m", "--user", "u", "one");
        File.Delete(Path.Combine(objectRoot, file));
        string path = Path.GetRelativePath(Path.Combine(_tool.Folder, "root"), objectRoot);

        ToolResult text = await _tool.RunAsync("ls", "root");
        ToolResult json = await _tool.RunAsync("ls", "root", "--json");

        Assert.Equal((2, $"ocfl: The object at '{path}' is damaged: {problem}.\n"), (text.Code, text.Error));
        Assert.Equal("urn:y", Assert.Single(Lines(text.Output)).Split('\t')[0]);
        Assert.Equal(2, json.Code);
        Assert.Contains(Lines(json.Output), line => Json(line).GetProperty("path").GetString() == path
            && Json(line).GetProperty("problem").ValueKind == JsonValueKind.String);
    }

    [Fact]
    public async Task Changes_make_a_version_without_a_source_and_take_from_one_what_they_name()
    {
        string objectRoot = await _tool.CommitTwoVersionsAsync();
        _tool.Write("changes.json", """
            [
              {"op": "rename", "from": "dir", "to": "folder"},
              {"op": "copy", "from": "a.txt", "to": "copy.txt"},
              {"op": "restore", "path": "dir/b.txt", "version": "v1"},
              {"op": "remove", "path": "é \u0007.txt"}
            ]
            """);
        await CommitAsync("--changes", "changes.json");
        _tool.Write("three/new.txt", "new");
        _tool.Write("three/other.txt", "other");
        _tool.Write(
            "more.json",
            """[{"op": "add", "path": "x/new.txt", "content": "new.txt"}, {"op": "replace", "path": "a.txt", "content": "new.txt"}]""");
        await CommitAsync("--changes", "more.json", "three");

        Assert.Equal("a.txt\ncopy.txt\ndir/b.txt\nfolder/c.txt\n", await ListAsync("v3"));
        Assert.Equal("a.txt\ncopy.txt\ndir/b.txt\nfolder/c.txt\nx/new.txt\n", await ListAsync("v4"));
        Assert.Equal(("new", "second"), (await CatAsync("a.txt"), await CatAsync("copy.txt")));
        Assert.False(Directory.Exists(Path.Combine(objectRoot, "v3/content")));
        Assert.Single(Directory.EnumerateFiles(Path.Combine(objectRoot, "v4/content"), "*", SearchOption.AllDirectories));

        _tool.Write("last.json", """[{"op": "remove", "path": "x"}]""");
        await CommitAsync("--changes", "last.json", "--mode", "merge", "three");
        Assert.Equal("a.txt\ncopy.txt\ndir/b.txt\nfolder/c.txt\nnew.txt\nother.txt\n", await ListAsync("v5"));
        await _tool.RunWellAsync("validate", objectRoot);
    }

    [Fact]
    public async Task An_object_moves_to_another_algorithm_and_back_and_all_versions_are_read()
    {
        string objectRoot = await _tool.CommitTwoVersionsAsync();

        await CommitAsync("--digest", "sha256");
        Assert.Equal(
            "sha256", Json(await _tool.RunWellAsync("show", "root", "--id", "urn:x", "--json")).GetProperty("digestAlgorithm").GetString());
        Assert.StartsWith("nothing has changed", await CommitAsync("--digest", "sha256"), StringComparison.Ordinal);
        await CommitAsync("--digest", "sha512");

        Assert.Equal(
            "sha512", Json(await _tool.RunWellAsync("show", "root", "--id", "urn:x", "--json")).GetProperty("digestAlgorithm").GetString());
        await _tool.RunWellAsync("validate", objectRoot);
        Assert.Equal("first", await _tool.RunWellAsync("cat", "root", "--id", "urn:x", "--version", "v1", "a.txt"));
        Assert.Equal("second", await CatAsync("a.txt"));
    }

    [Fact]
    public async Task A_new_object_has_the_form_that_was_asked_for_and_keeps_it()
    {
        await _tool.RunWellAsync("init", "root", "--layout", "0002");
        _tool.Write("one/What?.txt", "w");
        await _tool.RunWellAsync(
            "commit",
            "root",
            "--id",
            "x",
            "-m",
            "m",
            "--user",
            "u",
            "--content-directory",
            "data",
            "--version-padding",
            "4",
            "--content-paths",
            "percent-encoded",
            "--path-constraint",
            "windows",
            "--fixity",
            "md5",
            "one");
        _tool.Write("one/b", "b");
        await _tool.RunWellAsync(
            "commit", "root", "--id", "x", "-m", "m", "--user", "u", "--content-directory", "data", "--version-padding", "4", "one");

        Assert.Equal("w", _tool.Read("root/x/v0001/data/What%3F.txt"));
        Assert.Equal("b", _tool.Read("root/x/v0002/data/b"));
        Assert.Contains("\"md5\"", _tool.Read("root/x/inventory.json"), StringComparison.Ordinal);
        await _tool.RunWellAsync("validate", "--root", "root");
        ToolResult refused = await _tool.RunAsync(
            "commit", "root", "--id", "y", "-m", "m", "--user", "u", "--path-constraint", "windows", "one");
        Assert.Equal(2, refused.Code);
        Assert.Contains("under the constraint 'windows'", refused.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_tool.Folder, "root/y")));
    }

    [Fact]
    public async Task A_root_is_upgraded_once_and_for_all()
    {
        await _tool.RunWellAsync("init", "root", "--layout", "0002", "--spec", "1.0");
        _tool.Write("one/a", "a");
        await _tool.RunWellAsync("commit", "root", "--id", "old", "-m", "m", "--user", "u", "one");

        string text = await _tool.RunWellAsync("upgrade", "root");
        JsonElement json = Json(await _tool.RunWellAsync("upgrade", "root", "--json"));

        Assert.Equal($"{_tool.Folder}/root is a storage root of OCFL 1.1 with 0002-flat-direct-storage-layout\n", text);
        Assert.Equal("1.1", json.GetProperty("specification").GetString());
        Assert.Equal(["0=ocfl_1.1"], Directory.EnumerateFiles(Path.Combine(_tool.Folder, "root"), "0=*").Select(Path.GetFileName));
        Assert.True(File.Exists(Path.Combine(_tool.Folder, "root/old/0=ocfl_object_1.0")));
        await _tool.RunWellAsync("commit", "root", "--id", "old", "-m", "m", "--user", "u", "--spec", "1.1");
        await _tool.RunWellAsync("validate", "--root", "root");
        Assert.True(File.Exists(Path.Combine(_tool.Folder, "root/old/0=ocfl_object_1.1")));
    }

    [Theory]
    [InlineData]
    [InlineData("init")]
    [InlineData("ls")]
    [InlineData("log")]
    [InlineData("show")]
    [InlineData("cat")]
    [InlineData("diff")]
    [InlineData("export")]
    [InlineData("validate")]
    [InlineData("commit")]
    [InlineData("upgrade")]
    public async Task Help_ends_with_examples(params string[] command)
    {
        string help = await _tool.RunWellAsync([.. command, "--help"]);

        Assert.Contains("\nExamples:\n  ocfl " + string.Join(' ', command), help, StringComparison.Ordinal);
        Assert.Contains("Usage:\n  ocfl " + string.Join(' ', command), help, StringComparison.Ordinal);
    }

    private Task<string> CommitAsync(params string[] arguments) =>
        _tool.RunWellAsync(["commit", "root", "--id", "urn:x", "-m", "m", "--user", "u", .. arguments]);

    private Task<string> ListAsync(string version) => _tool.RunWellAsync("ls", "root", "--id", "urn:x", "--version", version);

    private Task<string> CatAsync(string path) => _tool.RunWellAsync("cat", "root", "--id", "urn:x", path);

    private static JsonElement Json(string line) => JsonDocument.Parse(line).RootElement;

    private static Dictionary<string, string?> Strings(string line) =>
        Json(line).EnumerateObject().ToDictionary(property => property.Name, property => property.Value.GetString());

    private static string[] Lines(string output) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

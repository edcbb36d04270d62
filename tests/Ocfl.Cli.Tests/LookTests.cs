using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;

namespace Ocfl.Cli.Tests;

/// <summary>Finding and looking: lists, properties, logs, content, archives and differences.</summary>
[Trait("Category", "Slow")]
public sealed class LookTests(TwoVersions fixture) : IClassFixture<TwoVersions>
{
    private const string Odd = "é \\u0007.txt";

    private readonly Tool _tool = fixture.Tool;

    private string Root => Path.Combine(_tool.Folder, "root");

    private string ObjectPath => Directory.EnumerateFiles(
        Path.Combine(_tool.Folder, "root"), "0=ocfl_object_1.1", SearchOption.AllDirectories).Single() is { } file
            ? Path.GetRelativePath(Path.Combine(_tool.Folder, "root"), Path.GetDirectoryName(file)!)
            : "";

    [Fact]
    public async Task Files_are_listed_with_sizes_versions_dates_and_places()
    {
        string[] lines = await LinesAsync("ls", "root", "--id", "urn:x", "-l");
        Assert.Equal(3, lines.Length);
        Assert.Matches("^6\tv2\t20[^\t]+Z\ta.txt$", lines[0]);
        Assert.Matches("^4\tv2\t20[^\t]+Z\tdir/c.txt$", lines[1]);
        Assert.Matches("^4\tv1\t20[^\t]+Z\tdir/b.txt$", (await LinesAsync("ls", "root", "--id", "urn:x", "-l", "--version", "v1"))[1]);

        Assert.Equal(
            [$"a.txt\t{ObjectPath}/v2/content/a.txt", $"dir/c.txt\t{ObjectPath}/v1/content/dir/b.txt"],
            (await LinesAsync("ls", "root", "--id", "urn:x", "-p"))[..2]);
        Assert.Matches("^[0-9a-f]{128}\ta.txt$", (await LinesAsync("ls", "root", "--id", "urn:x", "--digests"))[0]);

        JsonElement plain = Json((await LinesAsync("ls", "root", "--id", "urn:x", "--json"))[0]);
        Assert.Equal(["path", "digest", "contentPath", "bytes"], plain.EnumerateObject().Select(property => property.Name));
        Assert.Equal(6, plain.GetProperty("bytes").GetInt64());
        JsonElement full = Json((await LinesAsync("ls", "root", "--id", "urn:x", "--json", "-lp"))[0]);
        Assert.Equal("v2", full.GetProperty("version").GetString());
        Assert.Equal(ObjectPath + "/v2/content/a.txt", full.GetProperty("physicalPath").GetString());
    }

    [Theory]
    [InlineData("a.txt|dir/c.txt|" + Odd)]
    [InlineData("dir/c.txt", "--path", "dir")]
    [InlineData("dir/c.txt", "--path", "dir/")]
    [InlineData("a.txt|" + Odd, "--path", "*.txt")]
    [InlineData("a.txt|dir/c.txt|" + Odd, "--path", "**/*.txt")]
    [InlineData("dir/c.txt", "--path", "d?r")]
    [InlineData("dir/c.txt", "--path", "dir/**")]
    [InlineData("a.txt|dir/c.txt", "--path", "dir/?.txt", "--path", "a.txt", "--path", "a.*")]
    [InlineData("a.txt|dir/|" + Odd, "--directories")]
    [InlineData("dir/c.txt", "-D", "--path", "dir")]
    [InlineData(Odd + "|dir/c.txt|a.txt", "--sort", "size")]
    [InlineData("a.txt|dir/c.txt|" + Odd, "--sort", "size", "--reverse")]
    [InlineData(Odd + "|dir/c.txt|a.txt", "-r")]
    [InlineData("a.txt|dir/c.txt|" + Odd, "--sort", "date")]
    public async Task Files_are_chosen_and_sorted(string expected, params string[] options) =>
        Assert.Equal(expected.Split('|'), await ReadLinesAsync(["ls", Root, "--id", "urn:x", .. options]));

    [Fact]
    public async Task Directories_have_what_is_in_them()
    {
        JsonElement directory = Json((await LinesAsync("ls", "root", "--id", "urn:x", "-D", "--json", "--long"))[1]);

        Assert.Equal("dir/", directory.GetProperty("path").GetString());
        Assert.Equal((1, 4), (directory.GetProperty("files").GetInt32(), directory.GetProperty("bytes").GetInt32()));
        Assert.Equal("v2", directory.GetProperty("version").GetString());
    }

    [Fact]
    public async Task Objects_are_listed_with_their_newest_versions()
    {
        string line = Assert.Single(await LinesAsync("ls", "root", "--long"));
        Assert.Matches($"^10\tv2\t20[^\t]+Z\t3\turn:x\t{ObjectPath}$", line);
        Assert.Single(await LinesAsync("ls", "root", "--match", "urn:*", "--sort", "date"));
        Assert.Equal("", await _tool.RunWellAsync("ls", "root", "--match", "other*"));
        JsonElement json = Json(Assert.Single(await LinesAsync("ls", "root", "--long", "--json")));
        Assert.Equal(
            ("urn:x", "v2", 2, 3, 10),
            (json.GetProperty("id").GetString(), json.GetProperty("version").GetString(), json.GetProperty("versions").GetInt32(),
                json.GetProperty("files").GetInt32(), json.GetProperty("bytes").GetInt32()));
    }

    [Fact]
    public async Task A_root_and_an_object_are_shown()
    {
        string root = await _tool.RunWellAsync("info", "root", "--sizes");
        Assert.Equal(
            $"path:         {_tool.Folder}/root\nOCFL:         1.1\nlayout:       0003-hash-and-id-n-tuple-storage-layout\n"
                + "extensions:   0003-hash-and-id-n-tuple-storage-layout\nobjects:      1\nversions:     2\n"
                + "files:        3, 10 bytes in the newest versions\nstored:       4 files, 15 bytes\n",
            root.Replace("description:  Hashed", "", StringComparison.Ordinal).Split('\n').Where(
                line => !line.StartsWith("description:", StringComparison.Ordinal)).Aggregate((left, right) => left + "\n" + right));
        JsonElement json = Json(await _tool.RunWellAsync("info", "root", "--json"));
        Assert.Equal((1, 0), (json.GetProperty("objects").GetInt32(), json.GetProperty("problems").GetInt32()));
        Assert.False(json.TryGetProperty("sizes", out _));

        JsonElement found = Json(await _tool.RunWellAsync("info", "root", "--id", "urn:x", "--json"));
        Assert.Equal(
            ("sha512", "v2", 2, 3, 10, 4, 15),
            (found.GetProperty("digestAlgorithm").GetString(), found.GetProperty("head").GetString(),
                found.GetProperty("versions").GetInt32(), found.GetProperty("files").GetInt32(), found.GetProperty("bytes").GetInt32(),
                found.GetProperty("storedFiles").GetInt32(), found.GetProperty("storedBytes").GetInt32()));
        Assert.Contains("stored:       4 files, 15 bytes\n", await _tool.RunWellAsync("info", "root", "--id", "urn:x"));
    }

    [Theory]
    [InlineData("v2", "-n", "1")]
    [InlineData("v1|v2", "--reverse")]
    [InlineData("v2", "--reverse", "-n1")]
    [InlineData("v2|v1", "-n", "5")]
    [InlineData("v2", "-n", "1", "--path", "a.txt")]
    [InlineData("v1|v2", "-r", "--path", "a.txt")]
    public async Task Versions_are_chosen_and_put_in_order(string expected, params string[] options)
    {
        Assert.Equal(
            expected.Split('|'),
            (await ReadLinesAsync(["log", Root, "--id", "urn:x", "--oneline", .. options])).Select(line => line.Split('\t')[0]));
        Assert.Equal(
            expected.Split('|'),
            (await ReadLinesAsync(["log", Root, "--id", "urn:x", "--json", .. options])).Select(
                line => Json(line).GetProperty("version").GetString()));
    }

    [Fact]
    public async Task Several_files_are_written_one_after_the_other()
    {
        Assert.Equal("same", await _tool.RunWellAsync("cat", "root", "--id", "urn:x", "dir"));
        Assert.Equal("firstsame", await _tool.RunWellAsync("cat", "root", "--id", "urn:x", "--version", "v1", "**/?.txt"));
        ToolResult refused = await _tool.RunAsync("cat", "root", "--id", "urn:x", "*", "--offset", "1");
        Assert.Equal((2, "ocfl: PATH '*': must be one file with --offset or --length\n"), (refused.Code, refused.Error));
    }

    [Fact]
    public async Task An_export_takes_a_part_of_a_version()
    {
        Assert.Equal(
            "v2 of urn:x: 1 files in part\n", await _tool.RunWellAsync("export", "root", "--id", "urn:x", "--path", "dir/*", "part"));

        Assert.Equal(
            [Path.Combine(_tool.Folder, "part/dir/c.txt")],
            Directory.EnumerateFiles(Path.Combine(_tool.Folder, "part"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_version_is_written_as_an_archive()
    {
        Assert.StartsWith(
            "v1 of urn:x: 2 files, ",
            await _tool.RunWellAsync("export", "root", "--id", "urn:x", "--version", "v1", "--format", "zip", "v1.zip"),
            StringComparison.Ordinal);
        using (ZipArchive zip = await ZipFile.OpenReadAsync(Path.Combine(_tool.Folder, "v1.zip")))
        {
            Assert.Equal(["a.txt", "dir/b.txt"], zip.Entries.Select(entry => entry.FullName));
        }

        ToolResult refused = await _tool.RunAsync("export", "root", "--id", "urn:x", "--format", "tar", "v1.zip");
        Assert.Equal((2, "ocfl: DESTINATION 'v1.zip': is there already; --overwrite replaces it\n"), (refused.Code, refused.Error));
        JsonElement json = Json(await _tool.RunWellAsync(
            "export", "root", "--id", "urn:x", "--path", "dir", "--format", "tar", "--overwrite", "--json", "v1.zip"));
        Assert.Equal(("tar", 1), (json.GetProperty("format").GetString(), json.GetProperty("files").GetInt32()));
        Assert.Equal(["dir/c.txt"], await ListTarAsync(Path.Combine(_tool.Folder, "v1.zip")));

        await _tool.RunWellAsync("export", "root", "--id", "urn:x", "--format", "bag", "--path", "a.txt", "my-bag.tar");
        Assert.Contains("my-bag/data/a.txt", await ListTarAsync(Path.Combine(_tool.Folder, "my-bag.tar")));
        Assert.Empty(Directory.EnumerateFiles(_tool.Folder, "*.part"));

        ToolResult unsafeName = await _tool.RunAsync("export", "root", "--id", "urn:x", "--format", "zip", "all.zip");
        Assert.Equal(2, unsafeName.Code);
        Assert.Contains("control character", unsafeName.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_tool.Folder, "all.zip")));
    }

    [Fact]
    public async Task An_archive_goes_to_the_output()
    {
        ToolResult result = await _tool.StartAsync(
            "sh", ["-c", $"dotnet exec '{Tool.Program}' export root --id urn:x --version v1 --format tar - | tar -tf -"]);

        Assert.Equal((0, "a.txt\ndir/b.txt\n", ""), (result.Code, result.Output, result.Error));
    }

    [Fact]
    public async Task A_version_is_compared_with_a_folder_and_with_another_object()
    {
        Assert.Equal(
            $"M\ta.txt\nR\tdir/c.txt\tdir/b.txt\nD\t{Odd}\n", await _tool.RunWellAsync("diff", "root", "--id", "urn:x", "--folder", "one"));
        Assert.Equal("", await _tool.RunWellAsync("diff", "root", "--id", "urn:x", "--from", "v1", "--folder", "one"));

        await _tool.RunWellAsync("init", "second");
        await _tool.RunWellAsync("commit", "second", "--id", "urn:y", "-m", "m", "--user", "u", "--digest", "sha256", "one");
        await _tool.RunWellAsync("commit", "second", "--id", "urn:x", "-m", "m", "--user", "u", "two");
        Assert.Equal("", await _tool.RunWellAsync("diff", "root", "--id", "urn:x", "--other-root", "second"));
        Assert.Equal(
            "", await _tool.RunWellAsync("diff", "root", "--id", "urn:x", "--from", "v1", "--other-root", "second", "--other", "urn:y"));
        Assert.Equal(
            $"M\ta.txt\nR\tdir/b.txt\tdir/c.txt\nA\t{Odd}\n",
            await _tool.RunWellAsync("diff", "second", "--id", "urn:y", "--other", "urn:x"));
    }

    [Theory]
    [InlineData("--path 'none': version v2 has no such file", "ls", "root", "--id", "urn:x", "--path", "none")]
    [InlineData("--path 'a.txt': is not a directory", "ls", "root", "--id", "urn:x", "-D", "--path", "a.txt")]
    [InlineData("--path 'b': only one directory", "ls", "root", "--id", "urn:x", "-D", "--path", "a", "--path", "b")]
    [InlineData("--sort 'x': must be name, size, date or version", "ls", "root", "--sort", "x")]
    [InlineData("--match 'x': is for ids", "ls", "root", "--id", "urn:x", "--match", "x")]
    [InlineData("--path 'x': needs an --id", "ls", "root", "--path", "x")]
    [InlineData("--physical needs an --id", "ls", "root", "-p")]
    [InlineData("--number '0': must be a number, 1 or more", "log", "root", "--id", "urn:x", "-n", "0")]
    [InlineData("--format 'rar': must be tar, zip or bag", "export", "root", "--id", "urn:x", "-f", "rar", "x")]
    [InlineData("one': must be a file, and is a folder", "export", "root", "--id", "urn:x", "-f", "tar", "one")]
    [InlineData("root/x.tar': must be neither within", "export", "root", "--id", "urn:x", "-f", "tar", "root/x.tar")]
    [InlineData("DESTINATION 'no/x.tar': cannot be written: ", "export", "root", "--id", "urn:x", "-f", "tar", "no/x.tar")]
    [InlineData("--to 'v1': cannot be combined with --folder", "diff", "root", "--id", "urn:x", "--folder", "one", "--to", "v1")]
    [InlineData("--folder 'no': there is no such folder", "diff", "root", "--id", "urn:x", "--folder", "no")]
    [InlineData("--id 'urn:z': there is no such object", "diff", "root", "--id", "urn:x", "--other", "urn:z")]
    [InlineData("--sizes is of a storage root", "info", "root", "--id", "urn:x", "--sizes")]
    public async Task What_cannot_be_shown_is_refused(string message, params string[] arguments)
    {
        ToolResult result = await Tool.RunInProcessAsync([arguments[0], Root, .. arguments[2..].Select(
            word => word.StartsWith("root/", StringComparison.Ordinal) || word == "one" ? Path.Combine(_tool.Folder, word) : word)]);

        Assert.Equal((2, ""), (result.Code, result.Output));
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.Equal(1, result.Error.Count(character => character == '\n'));
    }

    private static async Task<string[]> ListTarAsync(string file)
    {
        List<string> names = [];
        await using FileStream stream = File.OpenRead(file);
        await using TarReader reader = new(stream);
        while (await reader.GetNextEntryAsync() is { } entry)
        {
            if (entry.EntryType is TarEntryType.RegularFile)
            {
                names.Add(entry.Name);
            }
        }

        return [.. names];
    }

    private static JsonElement Json(string line) => JsonDocument.Parse(line).RootElement;

    private static async Task<string[]> ReadLinesAsync(params string[] arguments)
    {
        ToolResult result = await Tool.RunInProcessAsync(arguments);
        Assert.Equal((0, ""), (result.Code, result.Error));
        return result.Output.TrimEnd('\n').Split('\n');
    }

    private async Task<string[]> LinesAsync(params string[] arguments) =>
        (await _tool.RunWellAsync(arguments)).TrimEnd('\n').Split('\n');
}

using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;

namespace Ocfl.Cli.Tests;

public sealed class CommitSourceTests : IAsyncLifetime, IDisposable
{
    private readonly ToolHere _tool = new();

    public Task InitializeAsync() => _tool.InitAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task Patterns_select_the_files_and_exclude_wins()
    {
        _tool.Write("files/a.tif", "a");
        _tool.Write("files/deep/b.tif", "b");
        _tool.Write("files/deep/c.txt", "c");
        _tool.Write("files/drafts/d.tif", "d");

        await _tool.CommitAsync("--include", "**/*.tif", "--exclude", "drafts/**", _tool["files"]);

        Assert.Equal("a.tif=a, deep/b.tif=b", await _tool.ShowAsync());
        Assert.Contains(
            "--include and --exclude select no file",
            await ToolHere.RunBadlyAsync("commit", _tool.Root, "--id", "obj", "-m", "m", "--user", "u", "--include", "*.x", _tool["files"]),
            StringComparison.Ordinal);
        Assert.Equal(
            "ocfl: --include 'a//b': can match no path: no name in it may be empty, '.' or '..', and it has no slash at the start or end\n",
            await ToolHere.RunBadlyAsync("commit", _tool.Root, "--id", "obj", "-m", "m", "--user", "u", "--include", "a//b", _tool["files"]));
    }

    [Fact]
    public async Task Several_sources_are_put_together_and_what_is_in_two_is_named()
    {
        _tool.Write("one/a.txt", "a");
        _tool.Write("two/b/c.txt", "c");
        _tool.Write("three.txt", "three");
        _tool.Write("other/a.txt", "other");

        await _tool.CommitAsync(_tool["one"], _tool["two"], _tool["three.txt"]);

        Assert.Equal("a.txt=a, b/c.txt=c, three.txt=three", await _tool.ShowAsync());
        Assert.Contains(
            $"it is in '{_tool["one"]}' and in '{_tool["other"]}'",
            await ToolHere.RunBadlyAsync("commit", _tool.Root, "--id", "obj", "-m", "m", "--user", "u", _tool["one"], _tool["other"]),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_given_time_is_the_versions_and_never_before_that_of_the_version_before()
    {
        _tool.Write("one/a.txt", "a");
        await _tool.CommitAsync("--created", "1998-04-01T12:00:00+02:00", _tool["one"]);
        _tool.Write("one/a.txt", "b");

        Assert.Contains("1998-04-01T10:00:00Z", await ToolHere.RunWellAsync("log", _tool.Root, "--id", "obj"), StringComparison.Ordinal);
        foreach ((string time, string fault) in new[]
        {
            ("1998-04-01T09:59:59Z", "a version cannot be older than the one before it"),
            ("2999-01-01T00:00:00Z", "in the future"),
            ("1999-01-01T00:00:00", "must be a date, a time and an offset"),
            ("yesterday", "must be a date, a time and an offset"),
        })
        {
            Assert.Contains(
                fault,
                await ToolHere.RunBadlyAsync(
                    "commit", _tool.Root, "--id", "obj", "-m", "m", "--user", "u", "--created", time, _tool["one"]),
                StringComparison.Ordinal);
        }

        await _tool.CommitAsync("--created", "1998-04-01T10:00:00Z", _tool["one"]);
        Assert.Equal("a.txt=b", await _tool.ShowAsync());
    }

    [Fact]
    public async Task A_dry_run_lists_what_would_be_and_writes_nothing()
    {
        _tool.Write("one/a.txt", "a");
        _tool.Write("one/b.txt", "b");
        await _tool.CommitAsync(_tool["one"]);
        System.IO.File.Delete(_tool["one/b.txt"]);
        _tool.Write("one/a.txt", "other");
        _tool.Write("one/c.txt", "b");
        _tool.Write("one/d.txt", "new");
        string[] before = Snapshot();

        string output = await _tool.CommitAsync("--dry-run", _tool["one"]);

        Assert.Equal(before, Snapshot());
        Assert.Equal(
            "M\ta.txt\nR\tb.txt\tc.txt\nA\td.txt\nwould be v2 of obj at obj: 1 added, 0 removed, 1 changed, 1 renamed\n",
            string.Concat(output.Split('\n').Where(line => line.Length > 0).OrderBy(line => line[^5..], StringComparer.Ordinal)
                .OrderBy(line => line.StartsWith("would", StringComparison.Ordinal)).Select(line => line + "\n")));
        string[] lines = (await _tool.CommitAsync("--dry-run", "--json", _tool["one"])).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(ToolHere.Json(lines[^1]).GetProperty("dryRun").GetBoolean());
        Assert.Equal(4, lines.Length);
    }

    [Fact]
    public async Task A_bag_is_verified_and_its_payload_committed_with_its_digests()
    {
        WriteBag("bag", ("a.txt", "alpha"), ("deep/b.txt", "beta"));
        await _tool.CommitAsync("--bag", "--bag-tags", "tags", _tool["bag"]);

        Assert.Equal(
            ["a.txt", "deep/b.txt", "tags/bagit.txt", "tags/manifest-md5.txt"],
            (await _tool.ReadAsync()).Keys.Order(StringComparer.Ordinal));
        Assert.Contains("\"md5\"", System.IO.File.ReadAllText(_tool["root/obj/inventory.json"]), StringComparison.Ordinal);

        _tool.Write("bag/data/a.txt", "damaged");
        _tool.Write("bag/data/stray.txt", "stray");
        Assert.Contains(
            "1 file is in no manifest, or not in each that must have it: 'data/stray.txt'.",
            await ToolHere.RunBadlyAsync("commit", _tool.Root, "--id", "obj", "-m", "m", "--user", "u", "--bag", _tool["bag"]),
            StringComparison.Ordinal);
        System.IO.File.Delete(_tool["bag/data/stray.txt"]);
        Assert.Contains(
            "1 file has another digest: 'data/a.txt' (md5).",
            await ToolHere.RunBadlyAsync("commit", _tool.Root, "--id", "obj", "-m", "m", "--user", "u", "--bag", _tool["bag"]),
            StringComparison.Ordinal);
        await _tool.RequireValidAsync();
    }

    [Theory]
    [InlineData(512)]
    [InlineData(256)]
    [InlineData(5)]
    public async Task Files_must_have_the_digests_of_a_list(int algorithm)
    {
        _tool.Write("files/a.txt", "alpha");
        _tool.Write("files/b c.txt", "beta");
        _tool.Write("sums", $"{Sum(algorithm, "alpha")}  a.txt\n{Sum(algorithm, "beta")} *./b c.txt\n");
        await _tool.CommitAsync("--digests", _tool["sums"], _tool["files"]);

        Assert.Equal("a.txt=alpha, b c.txt=beta", await _tool.ShowAsync());
        Assert.DoesNotContain("fixity", System.IO.File.ReadAllText(_tool["root/obj/inventory.json"]), StringComparison.Ordinal);
        foreach ((string sums, string fault) in new[]
        {
            ($"{Sum(algorithm, "alpha")}  a.txt\n", "'b c.txt'"),
            ($"{Sum(algorithm, "alpha")}  a.txt\n{Sum(algorithm, "alpha")}  b c.txt\n", "1 file has another digest: 'b c.txt'"),
            ($"{Sum(algorithm, "alpha")}  a.txt\n{Sum(algorithm, "beta")}  b c.txt\n{Sum(algorithm, "c")}  c.txt\n", "1 file is missing: 'c.txt'"),
            ("hello\n", "is not a digest of sha512"),
            ("", "has no digests"),
        })
        {
            _tool.Write("sums", sums);
            Assert.Contains(
                fault,
                await ToolHere.RunBadlyAsync(
                    "commit", _tool.Root, "--id", "obj", "-m", "m", "--user", "u", "--digests", _tool["sums"], _tool["files"]),
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_tar_archive_comes_from_the_standard_input()
    {
        byte[] large = RandomNumberGenerator.GetBytes(3 << 20);
        byte[] tar = Tar(writer =>
        {
            writer.WriteEntry(new PaxTarEntry(TarEntryType.Directory, "./deep/"));
            writer.WriteEntry(File("./deep/a.txt", "alpha"u8.ToArray()));
            writer.WriteEntry(File("large", large));
            writer.WriteEntry(File("empty", []));
            writer.WriteEntry(new PaxTarEntry(TarEntryType.HardLink, "again.txt") { LinkName = "deep/a.txt" });
        });

        ToolResult result = await ToolHere.RunAsync(
            tar, ["commit", _tool.Root, "--id", "obj", "-m", "m", "--user", "u", "-"]);

        Assert.Equal((0, ""), (result.Code, result.Error));
        IReadOnlyDictionary<string, string> files = await _tool.ReadAsync();
        Assert.Equal(["again.txt", "deep/a.txt", "empty", "large"], files.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(("alpha", "alpha", ""), (files["again.txt"], files["deep/a.txt"], files["empty"]));
        await _tool.RequireValidAsync();
        Assert.False(Directory.Exists(_tool["root.pending/stages"]) && Directory.EnumerateFileSystemEntries(_tool["root.pending/stages"]).Any());
    }

    public static TheoryData<string, string> HostileArchives => new()
    {
        { "up", "no name that is empty, '.' or '..'" },
        { "absolute", "no slash in front" },
        { "symbolic", "it is a symbolic link" },
        { "hard", "which is not before it in the archive" },
        { "device", "an object has files only" },
        { "twice", "it is in the archive twice" },
        { "cut", "damaged or cut off" },
        { "endless", "damaged or cut off" },
        { "gzip", "is compressed" },
        { "nothing", "damaged or cut off" },
        { "clash", "needs a directory of that name" },
    };

    [Theory]
    [MemberData(nameof(HostileArchives))]
    public async Task A_hostile_archive_is_refused_and_leaves_nothing(string kind, string fault)
    {
        byte[] good = Tar(writer => writer.WriteEntry(File("good.txt", RandomNumberGenerator.GetBytes(5000))));
        byte[] tar = kind switch
        {
            "up" => Tar(writer => writer.WriteEntry(File("../evil", "x"u8.ToArray()))),
            "absolute" => Tar(writer => writer.WriteEntry(File("/evil", "x"u8.ToArray()))),
            "symbolic" => Tar(writer => writer.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "link") { LinkName = "/etc/passwd" })),
            "hard" => Tar(writer => writer.WriteEntry(new PaxTarEntry(TarEntryType.HardLink, "link") { LinkName = "etc/passwd" })),
            "device" => Tar(writer => writer.WriteEntry(new PaxTarEntry(TarEntryType.CharacterDevice, "zero"))),
            "twice" => Tar(writer =>
            {
                writer.WriteEntry(File("a", "x"u8.ToArray()));
                writer.WriteEntry(File("./a", "y"u8.ToArray()));
            }),
            "cut" => good[..^3000],
            "endless" => good[..^1024],
            "gzip" => [0x1F, 0x8B, .. RandomNumberGenerator.GetBytes(2000)],
            "clash" => Tar(writer =>
            {
                writer.WriteEntry(File("a", "x"u8.ToArray()));
                writer.WriteEntry(File("a/b", "y"u8.ToArray()));
            }),
            _ => [],
        };

        ToolResult result = await ToolHere.RunAsync(
            tar, ["commit", _tool.Root, "--id", "obj", "-m", "m", "--user", "u", "-"]);

        Assert.Equal((2, ""), (result.Code, result.Output));
        Assert.Contains(fault, result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_tool["root/obj"]));
        Assert.DoesNotContain(
            Directory.EnumerateFiles(_tool.Folder, "*", SearchOption.AllDirectories),
            file => file.StartsWith(_tool["root.pending"], StringComparison.Ordinal));
    }

    [Fact]
    public async Task Changes_come_from_the_standard_input()
    {
        _tool.Write("one/a.txt", "a");
        await _tool.CommitAsync(_tool["one"]);

        ToolResult result = await ToolHere.RunAsync(
            Encoding.UTF8.GetBytes("""[{"op": "rename", "from": "a.txt", "to": "b.txt"}]"""),
            ["commit", _tool.Root, "--id", "obj", "-m", "m", "--user", "u", "--changes", "-"]);

        Assert.Equal(0, result.Code);
        Assert.Equal("b.txt=a", await _tool.ShowAsync());
    }

    /// <summary>Some editors write a byte order mark at the start of a text.</summary>
    [Fact]
    public async Task A_byte_order_mark_is_skipped_in_every_file_that_an_option_names()
    {
        const char mark = '\uFEFF';
        _tool.Write("files/a.txt", "alpha");
        _tool.Write("sums", $"{mark}{Sum(256, "alpha")}  a.txt\n");
        _tool.Write("changes.json", mark + """[{"op": "rename", "from": "a.txt", "to": "b.txt"}]""");
        _tool.Write("config.json", mark + """{"extensionName": "0006-flat-omit-prefix-storage-layout", "delimiter": ":"}""");
        _tool.Write("manifest.csv", mark + "id,source\nx,files\n");
        _tool.Write("request.json", mark + """{"objectId": "obj", "digestAlgorithm": "sha256"}""");

        await ToolHere.RunWellAsync("init", _tool["omit"], "--layout", "0006", "--layout-config", _tool["config.json"]);
        await ToolHere.RunWellAsync("ingest", _tool["omit"], "--manifest", _tool["manifest.csv"], "--message", "m", "--user", "u");
        await _tool.CommitAsync("--digests", _tool["sums"], _tool["files"]);
        await _tool.CommitAsync("--changes", _tool["changes.json"]);
        Assert.Equal("b.txt=alpha", await _tool.ShowAsync());

        // The request is read before the service is called.
        Assert.StartsWith(
            "ocfl: the service cannot be reached: ",
            await ToolHere.RunBadlyAsync("update", "--request", _tool["request.json"], "--service", "http://127.0.0.1:1"),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--staged commits what is staged: SOURCE", "--staged", "files")]
    [InlineData("--staged commits what is staged: --max-added-paths", "--staged", "--max-added-paths", "5")]
    [InlineData("--staged commits what is staged: --max-added-path-bytes", "--staged", "--max-added-path-bytes", "5")]
    [InlineData("a tar archive is taken as it is, without --include", "--include", "*", "-")]
    [InlineData("a tar archive must be the only source", "-", "files")]
    [InlineData("--bag-tags 'x': needs --bag", "--bag-tags", "x", "files")]
    [InlineData("cannot be the standard input, which is SOURCE", "--changes", "-", "-")]
    [InlineData("--include is about the files of SOURCE, which is missing", "--include", "*")]
    public async Task Options_that_do_not_fit_are_refused(string fault, params string[] arguments) => Assert.Contains(
        fault,
        await ToolHere.RunBadlyAsync(["commit", _tool.Root, "--id", "obj", "-m", "m", "--user", "u", .. arguments]),
        StringComparison.Ordinal);

    private void WriteBag(string bag, params (string Path, string Text)[] payload)
    {
        _tool.Write($"{bag}/bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n");
        foreach ((string path, string text) in payload)
        {
            _tool.Write($"{bag}/data/{path}", text);
        }

        _tool.Write($"{bag}/manifest-md5.txt", string.Concat(payload.Select(file => $"{Sum(5, file.Text)}  data/{file.Path}\n")));
    }

    private string[] Snapshot() => [.. new DirectoryInfo(_tool.Folder).EnumerateFileSystemInfos("*", SearchOption.AllDirectories)
        .Select(entry => $"{entry.FullName} {entry.LastWriteTimeUtc:O}")
        .Order(StringComparer.Ordinal)];

    private static string Sum(int algorithm, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
#pragma warning disable CA5351 // Archives have lists of it.
        return Convert.ToHexStringLower(algorithm switch
        {
            512 => SHA512.HashData(bytes),
            256 => SHA256.HashData(bytes),
            _ => MD5.HashData(bytes),
        });
#pragma warning restore CA5351
    }

    private static PaxTarEntry File(string name, byte[] content) =>
        new(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) };

    private static byte[] Tar(Action<TarWriter> write)
    {
        using MemoryStream archive = new();
        using (TarWriter writer = new(archive, TarEntryFormat.Pax, leaveOpen: true))
        {
            write(writer);
        }

        return archive.ToArray();
    }
}

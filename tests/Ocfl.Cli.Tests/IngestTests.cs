using System.Globalization;
using System.Text;

namespace Ocfl.Cli.Tests;

/// <summary><c>ingest</c>.</summary>
public sealed class IngestTests : IDisposable
{
    private readonly ToolHere _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task Json_lines_make_objects_and_the_second_time_change_nothing()
    {
        await _tool.InitAsync();
        _tool.Write("in/one/a.txt", "one");
        _tool.Write("in/two/b.txt", "two");
        _tool.Write("in/more.txt", "more");
        _tool.Write("in/manifest.jsonl", """
            {"id": "obj", "source": "one", "message": "First", "user": "Ann", "created": "1998-04-01T12:00:00Z"}
            {"id": "two", "source": ["two", "more.txt"]}
            """);

        string output = await IngestAsync("in/manifest.jsonl");

        Assert.Contains("line 1: created: v1 of obj: 1 added, 0 removed, 0 changed, 0 renamed\n", output, StringComparison.Ordinal);
        Assert.EndsWith(
            "total: 2 lines, 2 created, 0 updated, 0 unchanged, 0 failed, 0 skipped\n", output, StringComparison.Ordinal);
        Assert.Equal("a.txt=one", await _tool.ShowAsync());
        Assert.Equal("b.txt=two, more.txt=more", await _tool.ShowAsync(id: "two"));
        Assert.Contains("1998-04-01T12:00:00Z", await ToolHere.RunWellAsync("log", _tool.Root, "--id", "obj"), StringComparison.Ordinal);
        await _tool.RequireValidAsync();
        Assert.EndsWith(
            "total: 2 lines, 0 created, 0 updated, 2 unchanged, 0 failed, 0 skipped\n",
            await IngestAsync("in/manifest.jsonl"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_worker_goes_through_the_manifest_in_its_order()
    {
        await _tool.InitAsync();
        _tool.Write("in/one/a.txt", "one");
        _tool.Write("in/manifest.csv", "id,source\n" + string.Concat(Enumerable.Range(0, 40).Select(
            number => string.Create(CultureInfo.InvariantCulture, $"o{number},one\n"))));

        string[] lines = (await IngestAsync("in/manifest.csv", "--jobs", "1")).Split('\n');

        Assert.Equal(Enumerable.Range(2, 40), lines.Take(40).Select(
            line => int.Parse(line.Split(':')[0]["line ".Length..], CultureInfo.InvariantCulture)));
    }

    /// <summary>Lines of one object are done in their order, also with many workers, and a second run makes no further version.</summary>
    [Fact]
    public async Task The_versions_of_an_object_are_made_in_their_order_and_once()
    {
        await _tool.InitAsync();
        StringBuilder manifest = new("id,source,created\n");
        for (int version = 1; version <= 6; version++)
        {
            // Every other version has the same files.
            _tool.Write($"in/v{version}/number", $"{version % 2}");
            foreach (string id in (string[])["obj", "b", "c"])
            {
                manifest.Append(CultureInfo.InvariantCulture, $"{id},v{version},2001-01-0{version}T00:00:00Z\n");
            }
        }

        _tool.Write("in/manifest.csv", manifest.ToString());
        await IngestAsync("in/manifest.csv", "--jobs", "4");
        foreach (string id in (string[])["obj", "b", "c"])
        {
            foreach (int version in Enumerable.Range(1, 6))
            {
                Assert.Equal($"number={version % 2}", await _tool.ShowAsync($"v{version}", id));
            }
        }

        Assert.EndsWith(
            "total: 18 lines, 0 created, 0 updated, 18 unchanged, 0 failed, 0 skipped\n",
            await IngestAsync("in/manifest.csv", "--jobs", "4"),
            StringComparison.Ordinal);
        _tool.Write("in/v2/number", "another");
        string[] lines = (await ToolHere.RunAsync(Arguments("in/manifest.csv"))).Output.Split('\n');
        Assert.Contains(
            "line 5: failed: obj: the object has v2 of this time, user and message, with other files, and newer versions", lines);
        Assert.Contains("line 8: skipped: obj: line 5 of the same object has failed", lines);
    }

    [Fact]
    public async Task A_manifest_with_faults_writes_nothing_and_names_them_all()
    {
        await _tool.InitAsync();
        _tool.Write("in/one/a.txt", "one");
        _tool.Write("in/manifest.csv", "id,source,mode\nobj,one,\nb,none,\nc,one,select\n,one,\n");

        ToolResult result = await ToolHere.RunAsync(Arguments("in/manifest.csv"));

        string name = $"ocfl: --manifest '{_tool["in/manifest.csv"]}': ";
        Assert.Equal(2, result.Code);
        Assert.Equal(
            [
                $"{name}line 3: source: there is no '{_tool["in/none"]}'",
                $"{name}line 4: mode: 'select' must be replace or merge",
                $"{name}line 5: id: is missing or empty",
                "",
            ],
            result.Error.Split('\n'));
        Assert.Equal("", await ToolHere.RunWellAsync("ls", _tool.Root));
        Assert.Equal(result.Error, (await ToolHere.RunAsync([.. Arguments("in/manifest.csv"), "--check"])).Error);
    }

    [Fact]
    public async Task A_check_writes_json_when_that_is_requested()
    {
        await _tool.InitAsync();
        _tool.Write("in/one/a.txt", "one");
        _tool.Write("in/good.csv", "id,source\nobj,one\n");
        _tool.Write("in/bad.csv", "id,source,mode\nobj,one,\nb,none,\nc,one,select\nd,one\n");
        _tool.Write("in/many.csv", "id,source\n" + string.Concat(Enumerable.Repeat("x,none\n", 30)));

        Assert.Equal(
            """{"kind":"check","valid":true,"lines":1,"faults":0}""" + "\n", await IngestAsync("in/good.csv", "--check", "--json"));
        ToolResult bad = await ToolHere.RunAsync([.. Arguments("in/bad.csv"), "--check", "--json"]);
        Assert.Equal((2, ""), (bad.Code, bad.Error));
        Assert.Equal(
            [
                $$"""{"kind":"fault","line":3,"field":"source","reason":"there is no '{{_tool["in/none"]}}'"}""",
                """{"kind":"fault","line":4,"field":"mode","reason":"'select' must be replace or merge"}""",
                """{"kind":"fault","line":5,"field":null,"reason":"has 2 fields, and the header has 3"}""",
                """{"kind":"check","valid":false,"lines":4,"faults":3}""",
                "",
            ],
            bad.Output.Split('\n'));
        ToolResult many = await ToolHere.RunAsync([.. Arguments("in/many.csv"), "--check", "--json"]);
        Assert.Equal((31, ""), (many.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length, many.Error));
    }

    /// <summary>On the standard input each fault is found when it comes.</summary>
    [Fact]
    public async Task A_failed_line_does_not_stop_the_others_unless_that_is_requested()
    {
        await _tool.InitAsync();
        _tool.Write("one/a.txt", "one");
        string One(string id) => $$"""{"id": "{{id}}", "source": {{System.Text.Json.JsonSerializer.Serialize(_tool["one"])}}}""";
        byte[] manifest = Encoding.UTF8.GetBytes($"{One("obj")}\n{{}}\n{One("b")}\n");

        ToolResult result = await ToolHere.RunAsync(manifest, [.. Arguments("-"), "--jobs", "1"]);
        Assert.Equal(2, result.Code);
        Assert.Contains("line 2: failed: id: is missing or empty\n", result.Output, StringComparison.Ordinal);
        Assert.EndsWith(
            "total: 3 lines, 2 created, 0 updated, 0 unchanged, 1 failed, 0 skipped\n", result.Output, StringComparison.Ordinal);

        manifest = Encoding.UTF8.GetBytes($"{{}}\n{string.Join('\n', Enumerable.Range(0, 200).Select(id => One($"n{id}")))}\n");
        result = await ToolHere.RunAsync(manifest, [.. Arguments("-"), "--jobs", "1", "--stop-on-error"]);
        Assert.Equal(2, result.Code);
        Assert.DoesNotContain("created: ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_leaves_out_what_is_done_and_is_of_one_manifest()
    {
        await _tool.InitAsync();
        _tool.Write("in/one/a.txt", "one");
        _tool.Write("in/two/b.txt", "two");
        _tool.Write("in/list.sha512", "");
        _tool.Write("in/manifest.jsonl", """
            {"id": "obj", "source": "one"}
            {"id": "two", "source": "two", "digests": "list.sha512"}
            {"id": "obj", "source": "two"}
            """);
        string report = _tool["report.jsonl"];

        Assert.Equal(2, (await ToolHere.RunAsync([.. Arguments("in/manifest.jsonl"), "--report", report])).Code);
        Assert.Equal("b.txt=two", await _tool.ShowAsync());

        // What a crash leaves of a line does not count.
        File.AppendAllText(report, """{"kind":"line","line":2,"outcome":"crea""");
        _tool.Write("in/list.sha512", $"{Convert.ToHexStringLower(System.Security.Cryptography.SHA512.HashData("two"u8))}  b.txt\n");
        Assert.EndsWith(
            "total: 3 lines, 1 created, 0 updated, 0 unchanged, 2 done before, 0 failed, 0 skipped\n",
            await IngestAsync("in/manifest.jsonl", "--report", report),
            StringComparison.Ordinal);
        string info = await ToolHere.RunWellAsync("info", _tool.Root, "--id", "obj", "--json");
        Assert.Equal("v2", ToolHere.Json(info).GetProperty("head").GetString());

        File.AppendAllText(_tool["in/manifest.jsonl"], "\n");
        Assert.Contains(
            "is of another manifest",
            await ToolHere.RunBadlyAsync([.. Arguments("in/manifest.jsonl"), "--report", report]),
            StringComparison.Ordinal);
        Assert.Contains(
            "is not a report of an ingest",
            await ToolHere.RunBadlyAsync([.. Arguments("in/manifest.jsonl"), "--report", _tool["in/list.sha512"]]),
            StringComparison.Ordinal);
        Assert.Contains(
            "is for a manifest in a file", await ToolHere.RunBadlyAsync([.. Arguments("-"), "--report", report]), StringComparison.Ordinal);
    }

    private string[] Arguments(string manifest) =>
        ["ingest", _tool.Root, "--manifest", manifest == "-" ? "-" : _tool[manifest], "--message", "m", "--user", "u"];

    private Task<string> IngestAsync(string manifest, params string[] arguments) =>
        ToolHere.RunWellAsync([.. Arguments(manifest), .. arguments]);
}

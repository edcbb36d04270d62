using System.Globalization;
using System.Text.Json.Nodes;
using Ocfl.Findings;
using Ocfl.Inventories;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Validation;

namespace Ocfl.Tests.Validation;

/// <summary>Limits bound what is reported. Where one does stop a check, the report says so, and the verdict is not valid.</summary>
public sealed class LimitTests : IDisposable
{
    private const int Many = 6000;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Floods => new("warnings", "harmless errors", "errors of times", "errors of content paths");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Floods))]
    public async Task However_many_findings_an_inventory_has_the_content_is_checked(string flood)
    {
        TestObject made = TestObject.Create();
        Flood(made, flood);
        made.Write("v1/content/a.txt", "rot");
        made.WriteTo(_folder["object"]);

        ValidationReport report = await ValidateAsync();

        Assert.Contains(report.Findings, finding => finding.Code == "E092" && finding.Location.Path == "v1/content/a.txt");
        Assert.Equal(ValidationVerdict.Invalid, report.Verdict);
        Assert.True(report.IsComplete);
        Finding leftOut = Assert.Single(report.Findings, finding => finding.Code == "I001" && finding.Location.Path == "inventory.json");
        Assert.Contains("more findings", leftOut.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(10)]
    public async Task A_report_that_is_cut_has_every_code_of_the_whole(int maxFindings)
    {
        TestObject made = TestObject.Create();
        Flood(made, "errors of content paths");
        made.Write("v1/content/a.txt", "rot");
        made.Write("v1/content/extra", "x");
        made.Write("stray", "x");
        made.WriteTo(_folder["object"]);

        ValidationReport whole = await ValidateAsync();
        ValidationReport cut = await ValidateAsync(
            new() { MaxFindings = maxFindings, InventoryLimits = new() { MaxFindings = maxFindings } });

        Assert.Equal(CodesOf(whole), CodesOf(cut));
        Assert.Equal(whole.Verdict, cut.Verdict);
        Assert.InRange(cut.Findings.Count, 1, (2 * maxFindings) + 20);
    }

    [Theory]
    [InlineData("", "memory")]
    [InlineData("", "string")]
    [InlineData("", "errors")]
    [InlineData("", "digests")]
    [InlineData("", "depth")]
    [InlineData("v1", "memory")]
    [InlineData("v2", "string")]
    [InlineData("v2", "errors")]
    public async Task An_inventory_beyond_a_limit_is_not_called_valid_and_the_report_says_what_was_not_checked(
        string directory, string limit)
    {
        TestObject made = TestObject.Create();
        made.EditIn(directory, inventory =>
        {
            switch (limit)
            {
                case "string":
                    inventory["versions"]!["v1"]!["message"] = new string('x', 300_000);
                    break;
                case "errors":
                    inventory["versions"]!["v1"]!["created"] = "x";
                    inventory["versions"]!["v1"]!["user"] = 1;
                    inventory["head"] = "x";
                    break;
                case "digests":
                    inventory["manifest"]!["x"] = new JsonArray("v1/content/x");
                    inventory["manifest"]!["y"] = new JsonArray("v1/content/y");
                    break;
            }
        });
        if (limit == "depth")
        {
            made.SetInventory(directory, $"{{\"x\":{new string('[', 64)}{new string(']', 64)},{made.InventoryText(directory)[1..]}");
        }

        if (directory.Length == 0)
        {
            made.SetInventory("v3", made.Files["inventory.json"]);
        }

        made.WriteTo(_folder["object"]);
        InventoryLimits limits = limit switch
        {
            "memory" => new() { MaxMemory = 100 },
            "string" => new() { MaxStringLength = 100_000 },
            "errors" or "digests" => new() { MaxErrors = 1 },
            _ => new(),
        };

        ValidationReport report = await ValidateAsync(new() { InventoryLimits = limits });

        Assert.False(report.IsValid);
        Assert.False(report.IsComplete);
        Assert.Contains(report.Findings, finding => finding is { Code: "U002", Severity: FindingSeverity.Unchecked }
            && finding.Location.Path == StoragePath.Combine(directory, "inventory.json"));
        Assert.Contains(
            await new Validator(Storage, new() { InventoryLimits = limits }).FindInObjectAsync("").ToListAsync(),
            finding => finding.Code == "U002");
    }

    [Theory]
    [InlineData(0, "U005")]
    [InlineData(1, "E037 U005")]
    [InlineData(2, "E037")]
    public async Task Ids_that_were_not_compared_are_reported(int comparedIds, string codes)
    {
        TestRoot root = new(_folder["root"], "1.1");
        TestObject.Create().WithId("urn:example:one").WriteTo(root["again"]);
        TestObject.Create().WithId("urn:example:one").WriteTo(root["once more"]);

        List<ValidationReport> reports = await new Validator(
            RootStorage, new() { ComparedIds = comparedIds, Parallelism = 1 }).ValidateRootAsync().ToListAsync();

        string[] found = [.. reports.SelectMany(report => report.Findings)
            .Select(finding => finding.Code)
            .Distinct()
            .Order(StringComparer.Ordinal)];
        Assert.All(codes.Split(' ').Where(code => code != "E037"), code => Assert.Contains(code, found));
        Assert.Equal(codes.Contains("U005", StringComparison.Ordinal), !reports[^1].IsComplete);
        Assert.NotEqual(ValidationVerdict.Valid, reports[^1].Summary!.Verdict);
    }

    [Fact]
    public async Task Objects_in_their_places_need_no_memory_for_their_ids_and_a_second_one_elsewhere_is_found()
    {
        TestRoot root = new(_folder["root"], "1.1");
        root.Write(
            "ocfl_layout.json", """{"extension":"0006-flat-omit-prefix-storage-layout","description":"x"}""",
            "extensions/0006-flat-omit-prefix-storage-layout/config.json", """{"extensionName":"0006-flat-omit-prefix-storage-layout","delimiter":":"}""");
        Assert.True(
            (await new Validator(
                RootStorage,
                new()
                {
                    ComparedIds =
                    0
                }).ValidateRootAsync().ToListAsync())[^1].Summary is { Verdict: ValidationVerdict.Valid, Valid: 2 });

        TestObject.Create().WithId("urn:example:one").WriteTo(root["again"]);
        List<ValidationReport> reports = await new Validator(RootStorage, new() { ComparedIds = 1 }).ValidateRootAsync().ToListAsync();

        Assert.Equal(
            "E037", Assert.Single(reports.Single(report => report.Path == "again").Findings, finding => finding.Code != "E083").Code);
    }

    [Theory]
    [InlineData("\"tupleSize\":-1}")]
    [InlineData("not JSON")]
    [InlineData("too long")]
    public async Task A_layout_that_cannot_be_used_leaves_places_unchecked(string configuration)
    {
        TestRoot root = new(_folder["root"], "1.1");
        root.Write(
            "ocfl_layout.json", """{"extension":"0004-hashed-n-tuple-storage-layout","description":"x"}""",
            "extensions/0004-hashed-n-tuple-storage-layout/config.json", configuration == "too long" ? new string(
                ' ', (1 << 20) + 1) : "{" + configuration);

        List<ValidationReport> reports = await new Validator(RootStorage).ValidateRootAsync().ToListAsync();

        Assert.Equal("U003", Assert.Single(reports.SelectMany(report => report.Findings)).Code);
        Assert.Equal((ValidationVerdict.Incomplete, 2), (reports[^1].Summary!.Verdict, (int)reports[^1].Summary!.Valid));
    }

    [Fact]
    public async Task The_verdict_on_a_root_takes_in_what_earlier_reports_said_of_it()
    {
        TestRoot root = new(_folder["root"], "1.1");
        for (int i = 0; i < 1000; i++)
        {
            Directory.CreateDirectory(root[$"empty-{i}"]);
        }

        List<ValidationReport> reports = [.. (await new Validator(RootStorage).ValidateRootAsync().ToListAsync()).Where(
            report => report.Target == ValidationTarget.StorageRoot)];

        Assert.Equal((2, true, false), (reports.Count, reports[0].IsPartial, reports[1].IsPartial));
        Assert.Equal(1000, reports[0].Findings.Count);
        Assert.Empty(reports[1].Findings);
        Assert.Equal((ValidationVerdict.Invalid, ValidationVerdict.Invalid), (reports[1].Verdict, reports[1].Summary!.Verdict));
    }

    [Fact]
    public async Task The_root_itself_and_the_whole_are_told_apart()
    {
        TestRoot root = new(_folder["root"], "1.1");
        root.Write("one/v1/content/a.txt", "rot");

        ValidationReport last = (await new Validator(RootStorage).ValidateRootAsync().ToListAsync())[^1];

        Assert.True(last.IsValid);
        Assert.Equal(
            new RootSummary { Valid = 1, Invalid = 1, Verdict = ValidationVerdict.Invalid, IsComplete = true },
            last.Summary);
        Assert.Equal(2, last.Summary!.Objects);
    }

    [Fact]
    public async Task Both_digests_of_damaged_content_are_shown_whole()
    {
        TestObject made = TestObject.Create();
        made.Write("v1/content/a.txt", "rot");
        made.WriteTo(_folder["object"]);

        Finding damage = (await ValidateAsync()).Findings.First(finding => finding.Code == "E092");

        Assert.Contains(made.Digest("rot"), damage.Message, StringComparison.Ordinal);
        Assert.Contains(made.Digest("one"), damage.Message, StringComparison.Ordinal);
    }

    private LocalStorage Storage => new(new() { Path = _folder["object"] });

    private LocalStorage RootStorage => new(new() { Path = _folder["root"] });

    private Task<ValidationReport> ValidateAsync(ValidatorOptions? options = null) =>
        new Validator(Storage, options).ValidateObjectAsync("");

    private static string[] CodesOf(ValidationReport report) =>
        [.. report.Findings.Select(finding => finding.Code).Where(code => code != "I001").Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Gives the newest inventory more findings than are kept of one file.</summary>
    private static void Flood(TestObject made, string flood) => made.Edit(inventory =>
    {
        JsonObject manifest = inventory["manifest"]!.AsObject();
        JsonObject versions = inventory["versions"]!.AsObject();
        switch (flood)
        {
            case "warnings":
                string state = versions["v3"]!["state"]!.ToJsonString();
                for (int i = 4; i < 2 * Many; i++)
                {
                    versions[$"v{i}"] = JsonNode.Parse($$"""{"created":"2026-08-01T12:00:00Z","state":{{state}}}""");
                }

                inventory["head"] = $"v{(2 * Many) - 1}";
                break;
            case "harmless errors":
                for (int i = 0; i < 2 * Many; i++)
                {
                    manifest[i.ToString("x128", CultureInfo.InvariantCulture)] = new JsonArray($"v1/content/unused-{i}");
                }

                break;
            case "errors of times":
                for (int i = 4; i < 2 * Many; i++)
                {
                    versions[$"v{i}"] = JsonNode.Parse(
                        """{"created":"yesterday","message":"m","user":{"name":"Ann","address":"mailto:ann@example.org"},"state":{}}""");
                }

                inventory["head"] = $"v{(2 * Many) - 1}";
                break;
            default:
                manifest[made.Digest("unused")] = new JsonArray(
                    [.. Enumerable.Range(0, 2 * Many).Select(i => JsonValue.Create($"elsewhere/{i}"))]);
                break;
        }
    });
}

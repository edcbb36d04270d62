using System.Text;
using System.Text.Json.Nodes;
using Ocfl.Findings;
using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Staging;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Updates;
using Ocfl.Validation;

namespace Ocfl.Tests.Validation;

/// <summary>What a fault in an inventory stops (decision 21): reading, updates, or nothing.</summary>
public sealed class ReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private LocalStorage Storage => new(new() { Path = _folder["root"] });

    [Theory]
    [InlineData("1.0")]
    [InlineData("1.1")]
    public async Task Fixity_of_an_unknown_algorithm_is_passed_over_and_carried_on_unchanged(string specification)
    {
        const string Block = """{"ABcd":["v1/content/a.txt"],"abce":["v1/content/empty"]}""";
        TestObject made = TestObject.Create(specification);
        made.Edit(inventory => inventory["fixity"]!["crc32"] = JsonNode.Parse(Block));

        OcflObject updated = await ReadAndUpdateAsync(made, ["X004"]);

        Assert.Equal(["crc32", "md5"], updated.CurrentInventory.Fixity.Select(block => block.Key));
        JsonNode written = JsonNode.Parse(await File.ReadAllTextAsync(_folder["root/object/inventory.json"]))!;
        Assert.Equal(Block, written["fixity"]!["crc32"]!.ToJsonString());
    }

    [Fact]
    public async Task A_digest_that_no_version_uses_is_passed_over_and_carried_on()
    {
        TestObject made = TestObject.Create();
        made.Write("v3/content/unused", "unused");
        made.Edit(inventory => inventory["manifest"]![made.Digest("unused")] = new JsonArray("v3/content/unused"));

        OcflObject updated = await ReadAndUpdateAsync(made, ["E107"]);

        Assert.True(updated.CurrentInventory.Manifest.ContainsPath("v3/content/unused"));
    }

    [Fact]
    public async Task A_fixity_digest_without_a_path_is_passed_over_and_carried_on()
    {
        TestObject made = TestObject.Create();
        made.Edit(inventory => inventory["fixity"]!["md5"]![TestObject.Digest("md5", "x")] = new JsonArray());

        await ReadAndUpdateAsync(made, ["E057"]);
    }

    [Theory]
    [InlineData("a member twice")]
    [InlineData("a byte order mark")]
    [InlineData("no state")]
    [InlineData("a digest in a state that the manifest lacks")]
    [InlineData("a content path twice")]
    [InlineData("a content path outside the object")]
    [InlineData("a logical path that climbs")]
    [InlineData("a head that is not the newest")]
    public async Task What_makes_an_inventory_uncertain_stops_a_reader_whatever_else_is_wrong(string mutation)
    {
        TestObject made = TestObject.Create();
        made.Edit(inventory => inventory["versions"]!["v1"]!["created"] = "2020-01-01T00:00:00");
        ObjectMutations.All.Single(one => one.Name == mutation).Apply(made);
        made.WriteTo(_folder["root/object"]);

        CorruptObjectException refused = await Assert.ThrowsAsync<CorruptObjectException>(() => OcflObject.TryOpenAsync(Storage, "object"));

        Assert.DoesNotContain("E049", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Faults_that_stop_no_reader_do_not_stop_it_however_many_there_are()
    {
        JsonObject inventory = TestObject.Create().Inventory();
        for (int i = 0; i < 10_000; i++)
        {
            inventory["manifest"]![i.ToString("x128", System.Globalization.CultureInfo.InvariantCulture)] = new JsonArray(
                $"v1/content/unused-{i}");
        }

        InventoryReaderOptions options = new() { Limits = new() { MaxFindings = 10 } };
        Assert.InRange(InventoryReader.Read(Encoding.UTF8.GetBytes(inventory.ToJsonString()), options).Manifest.PathCount, 10_001, 10_100);

        inventory["fixity"]!["md5"]!["00000000000000000000000000000000"] = new JsonArray("v1/content/nowhere");
        Assert.Equal("E057", InventoryReader.Read(Encoding.UTF8.GetBytes(inventory.ToJsonString()), options).UpdateObstacle?.Code);

        inventory["versions"]!["v1"]!["state"]!.AsObject().Add(new string('f', 128), new JsonArray("nowhere"));
        InvalidInventoryException refused = Assert.Throws<InvalidInventoryException>(
            () => InventoryReader.Read(Encoding.UTF8.GetBytes(inventory.ToJsonString()), options));
        Assert.StartsWith("E050", refused.Message[refused.Message.IndexOf("E0", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    /// <summary>The table of decision 21: each way to spoil an inventory, and what it stops. What is not named stops a reader.</summary>
    [Theory]
    [InlineData("1.0")]
    [InlineData("1.1")]
    public void Every_fault_of_an_inventory_stops_what_depends_on_it_and_nothing_else(string specification)
    {
        HashSet<string> updates =
        [
            "no type", "type null", "no created", "created null", "message null", "user null", "no name", "name null", "an empty name", "address null",
            "an unknown member", "an unknown member of a version", "an unknown member of a user", "an unknown member twice", "a key twice in an unknown member",
            "half of a surrogate pair", "half of a surrogate pair within an unknown member",
            "bytes that are not UTF-8 in a message", "a version's member twice", "a user's member twice",
            "contentDirectory null", "a content directory with a slash", "a content directory that is a period", "a content directory that is two periods", "a content directory without a name",
            "content beside the content directory", "content outside the content directory that is named", "content outside the directory 'content'", "a content directory that is set later",
            "a content path with backslashes", "a content path that is not in a version", "references to version directories by another name",
            "fixity null", "fixity under another key", "an algorithm of the fixity block twice", "an algorithm of the fixity block null", "a digest of the fixity block null", "a digest of a fixity block twice",
            "an unknown key of a fixity algorithm", "a fixity path that is an object", "a fixity path twice", "a fixity path that climbs", "fixity of a file that the manifest lacks",
            "fixity of sha1 that is not hexadecimal", "fixity of sha256 that is too long", "fixity of blake2b-512 that is too short", "fixity of md5 that is not hexadecimal", "the same fixity digest in two cases",
            .. ObjectMutations.All.Select(mutation => mutation.Name).Where(name => name.StartsWith("created '", StringComparison.Ordinal)),
        ];
        string[] nothing = ["a digest of the manifest that no state has", "no content path for a fixity digest"];

        List<string> wrong = [];
        foreach (Mutation mutation in ObjectMutations.All)
        {
            TestObject made = mutation.Create?.Invoke(specification) ?? TestObject.Create(specification);
            mutation.Apply(made);
            if (made.Files.TryGetValue("inventory.json", out byte[]? bytes) && FindErrors(bytes) is { Length: > 0 } errors)
            {
                string expected = nothing.Contains(mutation.Name) ? "nothing" : updates.Contains(mutation.Name) ? "updates" : "reading";
                string found = FindStopped(bytes);
                if (found != expected)
                {
                    wrong.Add($"{mutation.Name} ({errors}) stops {found}, not {expected}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
    }

    [Theory]
    [InlineData("2020-01-01T00:00:00", "E049")]
    [InlineData("yesterday", "E049")]
    [InlineData(null, "E048")]
    public async Task A_time_that_is_none_keeps_no_content_out_of_reach_and_stops_an_update_by_its_code(string? created, string code)
    {
        TestObject made = TestObject.Create();
        made.EditAll(inventory =>
        {
            JsonObject version = inventory["versions"]!["v1"]!.AsObject();
            version.Remove("created");
            if (created is not null)
            {
                version["created"] = created;
            }
        });
        made.WriteTo(_folder["root/object"]);

        OcflObject opened = (await OcflObject.TryOpenAsync(Storage, "object"))!;

        Assert.Equal(created ?? "", opened.Versions[0].Description.Created.Text);
        Assert.Null(opened.Versions[0].Description.Created.Value);
        await using ContentReader reader = await opened.OpenFileAsync(opened.Versions[0], "a.txt", new() { Verify = true });
        using StreamReader text = new(reader.Content);
        Assert.Equal("one", await text.ReadToEndAsync());
        InvalidUpdateException refused = await Assert.ThrowsAsync<InvalidUpdateException>(() => UpdateTarget.FromAsync(opened));
        Assert.Contains(code, refused.Message, StringComparison.Ordinal);
        Assert.Contains("/versions/v1", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://ocfl.io/1.1/spec/#inventory", true)]
    [InlineData("inventory", true)]
    [InlineData("https://ocfl.io/9.0/spec/#inventory", false)]
    public void A_type_stops_a_reader_only_where_it_names_another_version_of_OCFL(string type, bool isRead)
    {
        TestObject made = TestObject.Create();
        made.Edit(inventory => inventory["type"] = type);

        Assert.Equal(isRead ? "updates" : "reading", FindStopped(made.Files["inventory.json"]));
    }

    [Fact]
    public async Task Unknown_fixity_algorithms_are_one_warning_of_an_object_however_many_its_inventories_have()
    {
        TestObject made = TestObject.Create();
        made.EditAll(inventory =>
        {
            for (int i = 10; i < 40; i++)
            {
                inventory["fixity"]![$"md{i}"] = new JsonObject { ["abcd"] = new JsonArray("v1/content/empty") };
            }
        });
        made.EditIn("v1", inventory => inventory["fixity"] = new JsonObject { ["only-here"] = new JsonObject() });
        made.WriteTo(_folder["root/object"]);

        ValidationReport report = await new Validator(Storage).ValidateObjectAsync("object");

        Assert.True(report.IsValid);
        Assert.Equal(["inventory.json", "v1/inventory.json"], report.Findings.Select(finding => finding.Location.Path));
        Assert.All(report.Findings, finding => Assert.Equal("X004", finding.Code));
        Assert.Contains("'md10'", report.Findings[0].Message, StringComparison.Ordinal);
        Assert.Contains("and others", report.Findings[0].Message, StringComparison.Ordinal);
        Assert.Contains("'only-here'", report.Findings[1].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null", "E057")]
    [InlineData("[]", "E057")]
    [InlineData("""{"abcd":"v1/content/empty"}""", "E057")]
    [InlineData("""{"abcd":[1]}""", "E057")]
    [InlineData("""{"abcd":["v1/content/nothing"]}""", "E057")]
    [InlineData("""{"abcd":["v1/content/empty"],"ABCD":[]}""", "E057 E097")]
    public async Task The_form_of_a_fixity_block_is_checked_whatever_its_algorithm(string block, string codes)
    {
        TestObject made = TestObject.Create();
        made.Edit(inventory => inventory["fixity"]!["crc32"] = JsonNode.Parse(block));
        made.WriteTo(_folder["root/object"]);

        ValidationReport report = await new Validator(Storage).ValidateObjectAsync("object");

        Assert.Equal(
            codes + " X004", string.Join(' ', report.Findings.Select(finding => finding.Code).Distinct().Order(StringComparer.Ordinal)));
    }

    private static string FindErrors(byte[] inventory) => string.Join(
        ' ', InventoryParser.Parse(inventory, new InventoryParserContext()).Findings
            .Where(finding => finding.Severity == FindingSeverity.Error)
            .Select(finding => finding.Code));

    private static string FindStopped(byte[] inventory)
    {
        try
        {
            return InventoryReader.Read(inventory).UpdateObstacle is null ? "nothing" : "updates";
        }
        catch (InvalidInventoryException)
        {
            return "reading";
        }
    }

    private async Task<OcflObject> ReadAndUpdateAsync(TestObject made, string[] faults)
    {
        made.WriteTo(_folder["root/object"]);
        OcflObject before = (await OcflObject.TryOpenAsync(Storage, "object"))!;
        await using (ContentReader reader = await before.OpenFileAsync(before.Head, "new.txt", new() { Verify = true }))
        {
            using StreamReader text = new(reader.Content);
            Assert.Equal("four", await text.ReadToEndAsync());
        }

        Directory.CreateDirectory(_folder["source"]);
        await File.WriteAllTextAsync(_folder["source/five.txt"], "five");
        ObjectUpdater updater = new(Storage, new LocalStorage(new() { Path = _folder["work"] }));
        await updater.UpdateAsync(
            await UpdateTarget.FromAsync(before),
            new LocalStorage(new() { Path = _folder["source"] }),
            options: new() { Mode = UpdateMode.Merge, Message = "Five", User = new("Ann", "mailto:ann@example.org") });

        ValidationReport report = await new Validator(Storage).ValidateObjectAsync("object");
        Assert.Equal(faults, report.Findings.Select(finding => finding.Code).Distinct());
        OcflObject after = (await OcflObject.TryOpenAsync(Storage, "object"))!;
        Assert.Equal(4, after.Head.Number.Number);
        return after;
    }
}

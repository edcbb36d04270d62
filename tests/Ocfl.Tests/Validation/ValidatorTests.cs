using System.Text.Json.Nodes;
using Ocfl.Findings;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Validation;

namespace Ocfl.Tests.Validation;

public sealed class ValidatorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Any_byte_that_changes_is_found()
    {
        TestObject made = TestObject.Create();
        Random random = new(20261121);
        string[] paths = [.. made.Files.Keys.Where(path => made.Files[path].Length > 0)];
        made.WriteTo(_folder["object"]);
        for (int i = 0; i < 250; i++)
        {
            string path = paths[i % paths.Length];
            byte[] bytes = [.. made.Files[path]];
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(5));
            await File.WriteAllBytesAsync(_folder["object/" + path], bytes);

            ValidationReport report = await CreateValidator().ValidateObjectAsync("");

            Assert.False(report.IsValid, $"a byte of {path} has changed, and nobody has noticed");
            await File.WriteAllBytesAsync(_folder["object/" + path], made.Files[path]);
        }

        Assert.Empty((await CreateValidator().ValidateObjectAsync("")).Findings);
    }

    [Fact]
    public async Task Content_that_its_writer_has_compared_is_read_only_for_what_older_inventories_add()
    {
        TestObject made = TestObject.Create();
        made.Write("v1/content/a.txt", "changed");
        made.WriteTo(_folder["object"]);
        Assert.False((await CreateValidator().ValidateObjectAsync("")).IsValid);

        ValidationReport verified = await CreateValidator(new() { IsContentVerified = true }).ValidateObjectAsync("");

        Assert.True(verified.IsValid, string.Join(Environment.NewLine, verified.Findings));
        File.Delete(_folder["object/v1/content/a.txt"]);
        Assert.Contains(
            (await CreateValidator(new() { IsContentVerified = true }).ValidateObjectAsync("")).Findings,
            finding => finding.Code == "E092");
    }

    [Fact]
    public async Task Findings_are_streamed_and_reported_alike()
    {
        TestObject made = TestObject.Create();
        made.Write("v1/content/a.txt", "changed");
        made.Edit(inventory => inventory["comment"] = "x");
        for (int i = 0; i < 2000; i++)
        {
            made.Write($"v2/content/extra-{i}", "x");
        }

        made.WriteTo(_folder["object"]);

        List<Finding> streamed = await CreateValidator().FindInObjectAsync("").ToListAsync();
        ValidationReport report = await CreateValidator().ValidateObjectAsync("");

        Assert.Equal(2003, report.Findings.Count);
        Assert.Equal(
            report.Findings.Select(finding => finding.ToString()).Order(StringComparer.Ordinal),
            streamed.Select(finding => finding.ToString()).Order(StringComparer.Ordinal));
        ValidationReport cut = await CreateValidator(new() { MaxFindings = 0 }).ValidateObjectAsync("");
        Assert.False(cut.IsValid);
        string[] codes = [.. report.Findings.Select(finding => finding.Code).Distinct().Order(StringComparer.Ordinal)];
        Assert.Equal([.. codes, "I001"], cut.Findings.Select(finding => finding.Code).Order(StringComparer.Ordinal));
        Assert.Contains(
            $"{2003 - codes.Length} more",
            Assert.Single(cut.Findings, finding => finding.Code == "I001").Message,
            StringComparison.Ordinal);
        await foreach (Finding finding in CreateValidator().FindInObjectAsync(""))
        {
            Assert.NotEmpty(finding.Message);
            break;
        }
    }

    [Fact]
    public async Task Structure_alone_reads_no_content()
    {
        TestObject made = TestObject.Create();
        made.Write("v1/content/a.txt", "changed");
        made.WriteTo(_folder["object"]);

        Assert.Equal(
            ["E092", "E093"], (await CreateValidator().ValidateObjectAsync("")).Findings.Select(finding => finding.Code).Distinct());
        Assert.Empty((await CreateValidator(new() { Depth = ValidationDepth.Structure }).ValidateObjectAsync("")).Findings);
        Assert.Equal(
            ["E092"],
            (await CreateValidator(new() { Fixity = false }).ValidateObjectAsync("")).Findings.Select(finding => finding.Code).Distinct());
    }

    [Fact]
    public async Task Inventories_that_contradict_each_other_are_found_without_the_content()
    {
        TestObject made = TestObject.Create();
        made.EditIn("v1", inventory =>
        {
            string wrong = new('0', 128);
            foreach (JsonObject map in (JsonObject[])[
                inventory["manifest"]!.AsObject(),
                inventory["versions"]!["v1"]!["state"]!.AsObject(),
            ])
            {
                JsonNode paths = map[made.Digest("one")]!;
                map.Remove(made.Digest("one"));
                map[wrong] = paths;
            }
        });
        made.WriteTo(_folder["object"]);

        ValidationReport report = await CreateValidator(new() { Depth = ValidationDepth.Structure }).ValidateObjectAsync("");

        Assert.Equal(["E066", "E092"], report.Findings.Select(finding => finding.Code).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("md5", true)]
    [InlineData("md5", false)]
    [InlineData("sha512", true)]
    public async Task Fixity_that_contradicts_is_found_without_the_content(string algorithm, bool fixity)
    {
        TestObject made = TestObject.Create();
        made.EditIn("v1", inventory => inventory["fixity"] = new JsonObject
        {
            [algorithm] = new JsonObject { [TestObject.Digest(algorithm, "x")] = new JsonArray("v1/content/a.txt") },
        });
        made.WriteTo(_folder["object"]);

        ValidationReport report = await CreateValidator(new() { Depth = ValidationDepth.Structure, Fixity = fixity }).ValidateObjectAsync(
            "");

        Assert.Equal(["E093"], report.Findings.Select(finding => finding.Code));
    }

    [Fact]
    public async Task An_object_may_be_anywhere_in_its_storage_and_in_any_storage()
    {
        TestObject made = TestObject.Create();
        MemoryStorage storage = new();
        foreach ((string path, byte[] bytes) in made.Files)
        {
            await storage.WriteAsync("some/where/" + path, new MemoryStream(bytes), new());
        }

        ValidationReport report = await new Validator(storage).ValidateObjectAsync("some/where");

        Assert.Equal("some/where", report.Path);
        Assert.Equal(TestObject.Id, report.ObjectId);
        Assert.Empty(report.Findings);
    }

    [Fact]
    public async Task A_finding_says_where_it_is()
    {
        TestObject made = TestObject.Create();
        made.Edit(inventory => inventory["versions"]!["v2"]!["created"] = "soon");
        made.WriteTo(_folder["object"]);

        ValidationReport report = await CreateValidator().ValidateObjectAsync("");

        Finding finding = Assert.Single(report.Findings, finding => finding.Code == "E049");
        Assert.Equal(new("inventory.json", "/versions/v2/created", "v2"), finding.Location);
        Assert.Equal("inventory.json#/versions/v2/created", finding.Location.ToString());
        Assert.Contains("'soon'", finding.Message, StringComparison.Ordinal);
        Assert.StartsWith("E049 inventory.json#/versions/v2/created: ", finding.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Large_objects_are_hashed_by_several_at_once_and_a_failure_of_the_storage_is_a_finding()
    {
        TestObject made = TestObject.Create();
        made.Edit(inventory =>
        {
            for (int i = 0; i < 500; i++)
            {
                string content = "content " + i;
                made.Write($"v3/content/many/{i}", content);
                inventory["manifest"]![made.Digest(content)] = new JsonArray($"v3/content/many/{i}");
                inventory["versions"]!["v3"]!["state"]![made.Digest(content)] = new JsonArray($"many/{i}");
            }
        });
        made.Write("v3/content/many/499", "another");
        made.WriteTo(_folder["object"]);
        LocalStorage storage = new(new() { Path = _folder["object"] });

        ValidationReport report = await new Validator(storage, new() { Parallelism = 8 }).ValidateObjectAsync("");

        Assert.Equal("v3/content/many/499", Assert.Single(report.Findings).Location.Path);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Validator(storage, new() { Parallelism = 0 }));
        using CancellationTokenSource stopped = new();
        await stopped.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new Validator(storage).ValidateObjectAsync("", stopped.Token));
        ValidationReport incomplete = await new Validator(
            new ClosedStorage(storage, "v3/content/many/7", Closing.Reading)).ValidateObjectAsync("");
        Assert.Equal(
            ["E092 v3/content/many/499", "U001 v3/content/many/7"],
            incomplete.Findings.Select(finding => $"{finding.Code} {finding.Location.Path}"));
    }

    private Validator CreateValidator(ValidatorOptions? options = null) =>
        new(new LocalStorage(new() { Path = _folder["object"] }), options);
}

using System.Text;
using System.Text.Json.Nodes;
using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Storage;
using Ocfl.Testing;
using Ocfl.Updates;
using Ocfl.Validation;

namespace Ocfl.Tests.Validation;

/// <summary>Objects with faults that stop no reader (decision 21) are read and get new versions; those with others do not.</summary>
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

        OcflObject updated = await ReadAndUpdateAsync(made, ["E026", "E056"]);

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
    [InlineData("an unknown member")]
    [InlineData("no state")]
    [InlineData("created null")]
    [InlineData("a digest in a state that the manifest lacks")]
    [InlineData("a content path twice")]
    [InlineData("a content path outside the object")]
    [InlineData("a logical path that climbs")]
    [InlineData("a head that is not the newest")]
    public async Task What_makes_an_inventory_uncertain_stops_a_reader_whatever_else_is_wrong(string mutation)
    {
        TestObject made = TestObject.Create();
        made.Edit(inventory => inventory["fixity"]!["crc32"] = new JsonObject { ["00000000"] = new JsonArray("v1/content/empty") });
        ObjectMutations.All.Single(one => one.Name == mutation).Apply(made);
        made.WriteTo(_folder["root/object"]);

        CorruptObjectException refused = await Assert.ThrowsAsync<CorruptObjectException>(() => OcflObject.TryOpenAsync(Storage, "object"));

        Assert.DoesNotContain("E026", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Faults_that_stop_no_reader_do_not_stop_it_however_many_there_are()
    {
        JsonObject inventory = TestObject.Create().Inventory();
        for (int i = 0; i < 10_000; i++)
        {
            inventory["manifest"]![i.ToString("x128", System.Globalization.CultureInfo.InvariantCulture)] = new JsonArray($"v1/content/unused-{i}");
        }

        InventoryReaderOptions options = new() { Limits = new() { MaxFindings = 10 } };
        Assert.InRange(InventoryReader.Read(Encoding.UTF8.GetBytes(inventory.ToJsonString()), options).Manifest.PathCount, 10_001, 10_100);

        inventory["fixity"]!["md5"]!["00000000000000000000000000000000"] = new JsonArray("v1/content/nowhere");
        InvalidInventoryException refused = Assert.Throws<InvalidInventoryException>(() => InventoryReader.Read(Encoding.UTF8.GetBytes(inventory.ToJsonString()), options));
        Assert.StartsWith("E057", refused.Message[refused.Message.IndexOf("E0", StringComparison.Ordinal)..], StringComparison.Ordinal);
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
        await updater.UpdateAsync(await UpdateTarget.FromAsync(before), new LocalStorage(new() { Path = _folder["source"] }), options: new() { Mode = UpdateMode.Merge, Message = "Five", User = new("Ann", "mailto:ann@example.org") });

        ValidationReport report = await new Validator(Storage).ValidateObjectAsync("object");
        Assert.Equal(faults, report.Findings.Select(finding => finding.Code).Distinct());
        OcflObject after = (await OcflObject.TryOpenAsync(Storage, "object"))!;
        Assert.Equal(4, after.Head.Number.Number);
        return after;
    }
}

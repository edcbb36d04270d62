using System.Globalization;
using System.Text;
using Ocfl.Findings;
using Ocfl.Inventories;

namespace Ocfl.Tests.Inventories;

/// <summary>Whatever an inventory does, it gets a finding, and costs neither memory nor time without bound.</summary>
[Trait("Category", "Slow")]
public sealed class HostileInventoryTests
{
    private const long Megabyte = 1 << 20;

    [Theory]
    [InlineData("{\"x\":", "[")]
    [InlineData("", "{\"x\":")]
    [InlineData("{\"manifest\":", "{\"a\":")]
    [InlineData("{\"versions\":{\"v1\":{\"state\":{\"a\":", "[")]
    public void Nesting_is_refused(string start, string level)
    {
        string json = start + string.Concat(Enumerable.Repeat(level, 10_000));
        InvalidInventoryException exception = Assert.Throws<InvalidInventoryException>(
            () => InventoryReader.Read(Encoding.UTF8.GetBytes(json)));
        Assert.Contains(exception.Findings, finding => finding.Code == "E033");
    }

    [Theory]
    [InlineData("{\"id\":\"", "aaaaaaaaaaaaaaaa")]
    [InlineData("{\"", "aaaaaaaaaaaaaaaa")]
    [InlineData("{\"id\":\"", "\\u00e4\\n")]
    [InlineData("{\"unknown\":\"", "aaaaaaaaaaaaaaaa")]
    [InlineData("{\"unknown\":", "1111111111111111")]
    [InlineData("{", "                ")]
    public async Task A_text_of_500_MB_is_given_up(string start, string part)
    {
        EndlessStream endless = new(start, string.Concat(Enumerable.Repeat(part, 4096)), 500 * Megabyte);

        Finding finding = Assert.Single(await RefuseAsync(endless), finding => finding.Code == "E033");

        Assert.Equal(FindingSeverity.Error, finding.Severity);
        Assert.True(part[0] == ' ' || endless.Position < 40 * Megabyte, $"{endless.Position} bytes were read.");
    }

    [Theory]
    [InlineData("{", "\"key{0}\":0,", "E102")]
    [InlineData("{\"manifest\":{", "\"{0}\":[\"v1/content/{0}\"],", "E033")]
    [InlineData("{\"versions\":{\"v1\":{\"state\":{", "\"{0}\":[\"{0}\"],", "E033")]
    [InlineData("{\"versions\":{", "\"v{0}\":{},", "E048")]
    [InlineData("{\"fixity\":{", "\"md{0}\":{},", "E033")]
    [InlineData("{\"versions\":{\"v1\":{", "\"key{0}\":null,", "E102")]
    public async Task Ten_million_keys_are_given_up(string start, string key, string code)
    {
        EndlessStream endless = new(start, key, long.MaxValue, 10_000_000);

        List<Finding> findings = await RefuseAsync(endless);

        Assert.Contains(findings, finding => finding.Code == code);
        Assert.InRange(findings.Count, 1, InventoryLimits.Default.MaxFindings + 10);
        Assert.True(endless.Position < 10 * Megabyte, $"{endless.Position} bytes were read.");
    }

    [Fact]
    public async Task Memory_is_bounded()
    {
        InventoryReaderOptions options = new() { Limits = new() { MaxMemory = 20 * Megabyte } };
        EndlessStream endless = new(
            "{\"manifest\":{", $"\"{new string('0', 120)}{{0}}\":[\"v1/content/{{0}}\"],", long.MaxValue, 10_000_000);

        InvalidInventoryException exception = await Assert.ThrowsAsync<InvalidInventoryException>(
            () => InventoryReader.ReadAsync(endless, options));

        Assert.Contains("memory", Assert.Single(exception.Findings, finding => finding.Code == "E033").Message, StringComparison.Ordinal);
        Assert.True(endless.Position < 40 * Megabyte, $"{endless.Position} bytes were read.");
    }

    [Fact]
    public void A_path_of_very_many_elements_takes_no_longer_than_as_many_paths()
    {
        string path = string.Concat(Enumerable.Repeat("a/", 400_000)) + "a";
        Inventory inventory = RandomInventory.Of(3);
        DigestEntry entry = new(new string('0', inventory.DigestAlgorithm == "sha512" ? 128 : 64), [path, path + "b"]);
        ObjectVersion version = inventory.Versions[0] with { State = new([entry]) };
        inventory = inventory with
        {
            Versions = [version],
            Head = new(1),
            ContentDirectory = null,
            Fixity = [],
            Manifest = new([entry with { Paths = ["v1/content/" + path] }]),
        };

        Assert.Equal(inventory, InventoryReader.Read(InventoryWriter.Write(inventory)));
    }

    [Fact]
    public async Task A_hundred_versions_of_many_files_share_their_texts()
    {
        const int Files = 2000;
        string[] digests = [.. Enumerable.Range(0, Files).Select(number => number.ToString("x128", CultureInfo.InvariantCulture))];
        DigestMap state = new(digests.Select((digest, i) => new DigestEntry(digest, [$"directory/file-{i}"])));
        ObjectVersion version = new()
        {
            Created = InventoryTimestamp.From(DateTimeOffset.UnixEpoch),
            State = state,
            Message = "m",
            User = new("n"),
        };
        Inventory inventory = new()
        {
            Id = "urn:example:large",
            Specification = SpecificationVersion.V11,
            DigestAlgorithm = "sha512",
            Head = new(100),
            Manifest = new(digests.Select((digest, i) => new DigestEntry(digest, [$"v1/content/directory/file-{i}"]))),
            Versions = [.. Enumerable.Repeat(version, 100)],
        };
        using MemoryStream stream = new();
        await InventoryWriter.WriteAsync(inventory, stream);
        stream.Position = 0;

        Inventory read = await InventoryReader.ReadAsync(stream);

        Assert.Equal(inventory, read);
        PackedEntries manifest = read.Manifest.Packed!;
        PackedEntries first = read.Versions[0].State.Packed!;
        PackedEntries last = read.Versions[99].State.Packed!;
        Assert.Equal(manifest.DigestIdAt(1), last.DigestIdAt(1));
        Assert.Equal(first.PathAt(1), last.PathAt(1));
    }

    private static async Task<List<Finding>> RefuseAsync(Stream stream) =>
        [.. (await Assert.ThrowsAsync<InvalidInventoryException>(() => InventoryReader.ReadAsync(stream))).Findings];
}

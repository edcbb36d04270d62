using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Ocfl.Archives;
using Ocfl.Objects;
using Ocfl.Storage;
using Ocfl.Tests.Objects;

namespace Ocfl.Tests.Archives;

public sealed class VersionArchiveTests
{
    private static readonly Dictionary<string, string> Files = new(StringComparer.Ordinal)
    {
        ["a"] = "one",
        ["dir/b"] = "two",
        ["dir/same"] = "two",
        ["dir/.hidden"] = "",
        ["ä/100% 2"] = "three",
        [new string('n', 200) + "/" + new string('m', 250)] = "long",
    };

    private readonly MemoryStorage _storage = new();

    public static TheoryData<ArchiveFormat> Formats => [ArchiveFormat.Zip, ArchiveFormat.Tar, ArchiveFormat.Bag];

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task An_archive_has_every_file_and_is_the_same_each_time(ArchiveFormat format)
    {
        OcflObject source = await WriteAsync(Files);

        byte[] archive = await ArchiveAsync(source, new ArchiveOptions { Format = format });

        Assert.Equal(Files.OrderBy(file => file.Key, StringComparer.Ordinal), Payload(archive, format));
        Assert.Equal(archive, await ArchiveAsync(source, new ArchiveOptions { Format = format }));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task A_prefix_selects(ArchiveFormat format)
    {
        OcflObject source = await WriteAsync(Files);

        Assert.Equal(
            ["dir/.hidden", "dir/b", "dir/same"],
            Payload(await ArchiveAsync(source, new ArchiveOptions { Format = format, Prefix = "dir/" }), format).Select(file => file.Key));
        Assert.Empty(Payload(await ArchiveAsync(source, new ArchiveOptions { Format = format, Prefix = "none" }), format));
    }

    [Fact]
    public async Task A_bag_has_manifests_of_everything()
    {
        OcflObject source = await WriteAsync(Files);
        ArchiveOptions options = new()
        {
            Format = ArchiveFormat.Bag,
            BagName = "x-v1",
            Agent = "a test",
            BaggingDate = new DateOnly(2026, 8, 1),
        };

        Dictionary<string, string> bag = ReadTar(await ArchiveAsync(source, options)).ToDictionary(
            file => file.Key["x-v1/".Length..], file => file.Value);

        Assert.Equal("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n", bag["bagit.txt"]);
        Assert.Equal(
            $"External-Identifier: urn:x\nExternal-Description: Version 1\nBagging-Date: 2026-08-01\nPayload-Oxum: 18.6\n"
                + $"Bag-Software-Agent: a test\nOCFL-Object-Version: v1\nOCFL-Inventory-Digest: sha512:{source.InventoryDigest}\n",
            bag["bag-info.txt"]);
        Assert.Equal(bag.Keys.Where(IsPayload), Digests(bag["manifest-sha512.txt"]).Select(line => line.Path));
        Assert.Equal(["bag-info.txt", "bagit.txt", "manifest-sha512.txt"], Digests(bag["tagmanifest-sha512.txt"])
            .Select(line => line.Path)
            .Order(StringComparer.Ordinal));
        Assert.All(
            Digests(bag["manifest-sha512.txt"]).Concat(Digests(bag["tagmanifest-sha512.txt"])),
            line => Assert.Equal(new TestObject("").Digest(bag[line.Path]), line.Digest));
        Assert.Contains("  data/ä/100%25 2\n", bag["manifest-sha512.txt"], StringComparison.Ordinal);

        bool IsPayload(string path) => path.StartsWith("data/", StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Damaged_content_leaves_an_archive_without_its_end(ArchiveFormat format)
    {
        OcflObject source = await WriteAsync(new() { ["a"] = "one", ["b"] = new string('b', 3 << 20) });
        byte[] whole = await ArchiveAsync(source, new ArchiveOptions { Format = format });
        await TestObject.PutAsync(_storage, "o/v1/content/b", new string('b', (3 << 20) - 1) + "c");

        using MemoryStream output = new();
        await Assert.ThrowsAsync<CorruptObjectException>(
            () => new VersionArchive(source, source.Head, new ArchiveOptions { Format = format }).WriteAsync(output));

        Assert.True(output.Length < whole.Length);
        if (format == ArchiveFormat.Zip)
        {
            Assert.Throws<InvalidDataException>(() => new ZipArchive(output));
        }
    }

    [Theory]
    [InlineData(@"..\a", "Zip Tar Bag")]
    [InlineData(@"a/..\..\b", "Zip Tar Bag")]
    [InlineData(@"\a", "Zip Tar Bag")]
    [InlineData("C:/a", "Zip Tar Bag")]
    [InlineData("c:a", "Zip Tar Bag")]
    [InlineData(@"a\b", "Zip")]
    [InlineData("a\u0001", "Zip")]
    [InlineData("12:30", "")]
    [InlineData("..a/b..", "")]
    [InlineData("-rf", "")]
    [InlineData("con", "")]
    public async Task Paths_that_lead_elsewhere_are_refused(string path, string refused)
    {
        OcflObject source = await WriteAsync(new() { ["fine"] = "x", [path] = "y" });

        foreach (ArchiveFormat format in Enum.GetValues<ArchiveFormat>())
        {
            if (refused.Contains(format.ToString(), StringComparison.Ordinal))
            {
                Assert.Equal(path, Assert.Throws<ArchiveNameException>(
                    () => new VersionArchive(source, source.Head, new ArchiveOptions { Format = format })).Path);
            }
            else
            {
                Assert.Contains(
                    KeyValuePair.Create(path, "y"), Payload(await ArchiveAsync(source, new ArchiveOptions { Format = format }), format));
            }
        }
    }

    private static IEnumerable<(string Digest, string Path)> Digests(string manifest) => manifest
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split("  ", 2))
        .Select(line => (line[0], line[1].Replace("%25", "%", StringComparison.Ordinal)));

    private static IEnumerable<KeyValuePair<string, string>> Payload(byte[] archive, ArchiveFormat format) => format switch
    {
        ArchiveFormat.Zip => ReadZip(archive),
        ArchiveFormat.Tar => ReadTar(archive),
        _ => ReadTar(archive)
            .Where(file => file.Key.StartsWith("bag/data/", StringComparison.Ordinal))
            .Select(file => KeyValuePair.Create(file.Key["bag/data/".Length..], file.Value)),
    };

    private static List<KeyValuePair<string, string>> ReadZip(byte[] archive)
    {
        using ZipArchive zip = new(new MemoryStream(archive));
        List<KeyValuePair<string, string>> files = [];
        foreach (ZipArchiveEntry entry in zip.Entries)
        {
            using StreamReader text = new(entry.Open());
            files.Add(new(entry.FullName, text.ReadToEnd()));
        }

        return files;
    }

    private static List<KeyValuePair<string, string>> ReadTar(byte[] archive)
    {
        using TarReader tar = new(new MemoryStream(archive));
        List<KeyValuePair<string, string>> files = [];
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.EntryType == TarEntryType.RegularFile)
            {
                using StreamReader text = new(entry.DataStream ?? Stream.Null, Encoding.UTF8);
                files.Add(new(entry.Name, text.ReadToEnd()));
            }
        }

        return files;
    }

    private static async Task<byte[]> ArchiveAsync(OcflObject source, ArchiveOptions options)
    {
        using MemoryStream output = new();
        await new VersionArchive(source, source.Head, options).WriteAsync(output);
        return output.ToArray();
    }

    private async Task<OcflObject> WriteAsync(Dictionary<string, string> files)
    {
        await new TestObject("urn:x").Version(files).WriteAsync(_storage, "o");
        return (await OcflObject.TryOpenAsync(_storage, "o"))!;
    }
}

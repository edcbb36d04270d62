using System.Text;
using Ocfl.Inventories;

namespace Ocfl.Tests.Inventories;

/// <summary>A map that was read, with further entries: it is as if all had been listed.</summary>
public sealed class AppendedEntriesTests
{
    private const string Odd = "quote \" slash \\ tab \t é文😀";

    [Fact]
    public void A_map_with_further_entries_is_that_of_all_entries()
    {
        DigestMap read = Read([new(Of('A'), ["v1/content/a"]), new(Of('b'), ["v1/content/" + Odd, "v1/content/b"])]);
        DigestEntry[] others = [new(Of('c'), ["v2/content/c"]), new(Of('d'), ["v2/content/d"])];
        DigestMap listed = new([.. read, .. others]);

        DigestMap all = read.With(new DigestMap(others));

        Assert.NotNull(read.Packed);
        Assert.Equal(listed, all);
        Assert.Equal(listed.Count, all.Count);
        Assert.Equal(listed.PathCount, all.PathCount);
        Assert.Equal(listed.Paths, all.Paths);
        foreach ((string path, string digest) in listed.Paths)
        {
            Assert.True(all.TryGetDigest(path, out string? found));
            Assert.Equal(digest, found);
            Assert.True(all.HasDigestAt(path, digest.ToUpperInvariant()));
            Assert.True(all.HasDigestAt(path, digest.ToLowerInvariant()));
            Assert.False(all.HasDigestAt(path, Of('e')));
            Assert.False(all.HasDigestAt(path, "none"));
            Assert.True(all.TryGetPaths(digest.ToUpperInvariant(), out IReadOnlyList<string>? paths));
            Assert.Contains(path, paths);
        }

        Assert.False(all.ContainsDigest(Of('e')));
        Assert.False(all.ContainsPath("v2/content/e"));
        Assert.Null(all.HasDigestAt("v2/content/e", Of('c')));
        Assert.Same(read, read.With(DigestMap.Empty));
    }

    [Fact]
    public void It_is_written_as_all_entries_are()
    {
        DigestMap read = Read([new(Of('A'), ["v1/content/a"]), new(Of('b'), ["v1/content/" + Odd])]);
        DigestEntry[] others = [new(Of('c'), ["v1/content/c"])];

        Assert.Equal(Write(new DigestMap([.. read, .. others])), Write(read.With(new DigestMap(others))));
        Assert.Contains(Of('A'), Write(read.With(new DigestMap(others))), StringComparison.Ordinal);
    }

    private static string Of(char digit) => new(digit, 64);

    private static DigestMap Read(DigestEntry[] entries) =>
        InventoryReader.Read(Encoding.UTF8.GetBytes(Write(new DigestMap(entries)))).Manifest;

    private static string Write(DigestMap manifest) => Encoding.UTF8.GetString(InventoryWriter.Write(new Inventory
    {
        Id = "urn:x",
        Specification = SpecificationVersion.V11,
        DigestAlgorithm = "sha256",
        Head = new(1),
        Manifest = manifest,
        Versions =
        [
            new()
            {
                Created = new("2026-01-02T03:04:05Z", default),
                State = new(manifest.Select(entry => new DigestEntry(entry.Digest, [.. entry.Paths.Select(path => path[11..])]))),
                Message = "m",
                User = new("n", "mailto:a@b"),
            },
        ],
    }));
}

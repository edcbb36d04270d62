using Ocfl.Inventories;
using Ocfl.Staging;

namespace Ocfl.Tests.Staging;

public sealed class StagedContentsTests
{
    private static readonly string Digest = new('a', 128);

    [Fact]
    public void Content_comes_back_as_it_was_given()
    {
        StagedContent[] given =
        [
            new("stage/000001", 10, "\"é\""),
            new("o/" + Digest, 0),
            new(Digest, 1, "x"),
            new("in/source é", 1L << 40, "x", InSource: true),
            new("o/b" + Digest[1..], 3, ""),
            new("name", 1),
            new("/name", 1),
            new("a//name", 1),
            new("a/" + new string('é', 2000) + "/name", 1),
            StagedContent.InDirectory("stage/000001", "000002", 5, "x"),
            StagedContent.InDirectory(null, "000002", 5, null, inSource: true),
        ];
        foreach (StagedContent content in given)
        {
            InventoryTexts texts = new();
            DigestTable digests = texts.Digests;
            StagedContents contents = new(digests);
            contents.Add(digests.Intern(Digest), content);

            Assert.Equal(content, contents[Digest]);
            Assert.Equal(content, contents[Digest.ToUpperInvariant()]);
            Assert.Equal(content, Assert.Single(contents).Value);
            DigestMap map = Map(texts, Digest.ToUpperInvariant());
            Assert.True(contents.Has(map, 0));
            Assert.Equal(content, contents.Find(map, 0));
            Assert.Equal(content, contents.Find(Map(new InventoryTexts(), Digest), 0));
            Assert.Equal(content, contents.Find(new DigestMap([new DigestEntry(Digest, ["path"])]), 0));
        }
    }

    [Fact]
    public void A_digest_without_content_has_none()
    {
        InventoryTexts texts = new();
        DigestTable digests = texts.Digests;
        StagedContents contents = new(digests);
        digests.Intern(Digest);

        Assert.False(contents.ContainsKey(Digest));
        Assert.False(contents.TryGetValue("other", out _));
        Assert.Empty(contents);
        Assert.False(contents.Has(Map(texts, Digest), 0));
        Assert.Null(contents.Find(Map(texts, Digest), 0));
        Assert.Throws<KeyNotFoundException>(() => contents[Digest]);
    }

    [Fact]
    public void Which_of_two_equal_contents_is_kept_does_not_depend_on_their_order()
    {
        StagedContent[] equal = [new("b", 1), new("a", 1, InSource: true), new("c", 1)];
        foreach (StagedContent[] order in (StagedContent[][])[equal, [equal[1], equal[2], equal[0]], [equal[2], equal[1], equal[0]]])
        {
            DigestTable digests = new();
            StagedContents contents = new(digests);
            Array.ForEach(order, content => contents.Add(digests.Intern(Digest), content));

            Assert.Equal((1, "b"), (contents.Count, contents[Digest].Path));
        }
    }

    private static DigestMap Map(InventoryTexts texts, string digest)
    {
        PackedMapBuilder map = new(texts);
        map.Add(digest, ["path"]);
        return map.Build();
    }
}

using System.Security.Cryptography;
using Ocfl.Digests;

namespace Ocfl.Tests.Digests;

public class DigestingReadStreamTests
{
    private static readonly byte[] Bytes = [.. Enumerable.Range(0, 1000).Select(i => (byte)i)];

    [Fact]
    public async Task The_digest_of_what_was_read_so_far_can_be_asked_again_and_again()
    {
        await using DigestingReadStream content = new(new MemoryStream(Bytes), [DigestAlgorithm.Md5, DigestAlgorithm.Sha512]);
        for (int read = 0; read <= 1000; read += 250)
        {
            Assert.Equal(SHA512.HashData(Bytes.AsSpan(0, read)), content.GetPrefixDigest());
            Assert.Equal(SHA512.HashData(Bytes.AsSpan(0, read)), content.GetPrefixDigest());
            Assert.Equal(Math.Min(250, 1000 - read), await content.ReadAtLeastAsync(new byte[250], 250, throwOnEndOfStream: false));
        }

        Assert.Equal(Convert.ToHexStringLower(SHA512.HashData(Bytes)), content.GetDigests()[DigestAlgorithm.Sha512]);
    }

    [Fact]
    public void Once_the_digests_are_taken_there_is_none_of_the_part_before()
    {
        using DigestingReadStream content = new(new MemoryStream(Bytes), [DigestAlgorithm.Sha256]);
        content.ReadExactly(new byte[100]);

        content.GetDigests();

        Assert.Null(content.GetPrefixDigest());
    }

    [Theory]
    [InlineData("md5")]
    [InlineData("sha1")]
    [InlineData("size")]
    [InlineData("blake2b-512")]
    public void An_algorithm_that_is_not_for_inventories_gives_none(string algorithm)
    {
        using DigestingReadStream content = new(new MemoryStream(Bytes), [DigestAlgorithm.Get(algorithm)]);
        content.ReadExactly(new byte[100]);

        Assert.Null(content.GetPrefixDigest());
    }
}

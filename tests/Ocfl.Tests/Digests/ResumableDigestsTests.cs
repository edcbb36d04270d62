using System.Security.Cryptography;
using System.Text;
using Ocfl.Digests;

namespace Ocfl.Tests.Digests;

public sealed class ResumableDigestsTests
{
    /// <summary>Around the ends of blocks of 64 and of 128 bytes, and of groups of blocks.</summary>
    private static readonly int[] Lengths =
    [
        .. Enumerable.Range(0, 20).SelectMany(block => Enumerable.Range((block * 64) - 18, 20)).Where(length => length >= 0),
        4096, 65_535, 65_536, 100_003,
    ];

    [Theory]
    [MemberData(nameof(NistVectors.All), MemberType = typeof(NistVectors))]
    public void PublishedMessagesHaveTheirDigests(string algorithm, string message, string digest)
    {
        ResumableDigests digests = new([DigestAlgorithm.Get(algorithm)]);
        digests.Append(Convert.FromHexString(message));
        Assert.Equal(digest, digests.Finish()[DigestAlgorithm.Get(algorithm)]);
    }

    [Fact]
    public void AMillionTimesAHasThePublishedDigest()
    {
        ResumableDigests digests = new([DigestAlgorithm.Sha512]);
        byte[] part = Encoding.ASCII.GetBytes(new string('a', 100));
        for (int i = 0; i < 10_000; i++)
        {
            digests.Append(part);
        }

        Assert.Equal(
            "e718483d0ce769644e2e42c7bc15b4638e1f98b13b2044285632a803afa973ebde0ff244877ea60a4cb0432ce577c31beb009c5c2c49aa2e4eadb217ad8cc09b",
            digests.Finish()[DigestAlgorithm.Sha512]);
    }

    [Fact]
    public void EveryLengthHasTheDigestsOfTheOtherImplementationHoweverItIsSplitAndSaved()
    {
        Random random = new(1);
        foreach (int length in Lengths)
        {
            byte[] content = new byte[length];
            random.NextBytes(content);
            using MultiDigest other = new([.. DigestAlgorithm.All]);
            other.Append(content);

            ResumableDigests digests = new([.. DigestAlgorithm.All]);
            int at = 0;
            while (at < length)
            {
                int part = Math.Min(length - at, random.Next(random.Next(2) == 0 ? 300 : length + 1));
                digests.Append(content.AsSpan(at, part));
                at += part;
                Assert.Equal(at, digests.Length);
                if (random.Next(3) == 0)
                {
                    digests = ResumableDigests.Restore(digests.Save());
                    Assert.Equal(at, digests.Length);
                }
            }

            Assert.Equal(other.GetDigestsAndReset().Digests, digests.Finish().Digests);
        }
    }

    [Fact]
    public void AnyNumberOfBlocksInOneCallHasTheDigestsOfTheFramework()
    {
        byte[] content = new byte[(128 * 50) + 1];
        new Random(2).NextBytes(content);
        for (int length = 64; length <= content.Length; length += 64)
        {
            ResumableDigests digests = new([DigestAlgorithm.Sha512, DigestAlgorithm.Sha256]);
            ReadOnlySpan<byte> blocks = content.AsSpan(length % 128 / 64, length);
            digests.Append(blocks);
            Assert.Equal(Convert.ToHexStringLower(SHA512.HashData(blocks)), digests.Finish()[DigestAlgorithm.Sha512]);
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(blocks)), digests.Finish()[DigestAlgorithm.Sha256]);
        }
    }

    [Fact]
    public void MoreCanBeAddedAfterTheDigestsWereTaken()
    {
        ResumableDigests digests = new([DigestAlgorithm.Sha512, DigestAlgorithm.Blake2b512]);
        digests.Append(new byte[128]);
        Assert.Equal(Convert.ToHexStringLower(SHA512.HashData(new byte[128])), digests.Finish()[DigestAlgorithm.Sha512]);
        digests.Append(new byte[72]);
        Assert.Equal(Convert.ToHexStringLower(SHA512.HashData(new byte[200])), digests.Finish()[DigestAlgorithm.Sha512]);
        Assert.Equal(200, digests.Finish().Length);
    }

    [Fact]
    public void AStateWithAnyBitChangedOrMissingIsRefused()
    {
        ResumableDigests digests = new([DigestAlgorithm.Sha512, DigestAlgorithm.Md5, DigestAlgorithm.Size]);
        digests.Append("some content"u8);
        byte[] state = digests.Save();
        for (int i = 0; i < state.Length; i++)
        {
            byte[] damaged = [.. state];
            damaged[i] ^= (byte)(1 << (i % 8));
            Assert.Throws<DigestStateException>(() => ResumableDigests.Restore(damaged));
            Assert.Throws<DigestStateException>(() => ResumableDigests.Restore(state.AsSpan(0, i)));
        }

        Assert.Equal(digests.Finish().Digests, ResumableDigests.Restore(state).Finish().Digests);
        Assert.Equal(digests.Algorithms, ResumableDigests.Restore(state).Algorithms);
    }

    [Theory]
    [InlineData("", "OCFLHASH")]
    [InlineData("4f43464c48415348" + "02", "form 2")]
    [InlineData("4f43464c48415348" + "01", "checksum")]
    [InlineData("4f43464c48415348" + "01" + "0000000000000000" + "00", "what its algorithms need")]
    [InlineData("4f43464c48415348" + "01" + "0000000000000000" + "01" + "04" + "6d643500", "md5")]
    [InlineData("4f43464c48415348" + "01" + "0000000000000000" + "01" + "03" + "6d6435", "what its algorithms need")]
    [InlineData("4f43464c48415348" + "01" + "0000000000000000" + "02" + "0473697a65" + "0473697a65", "what its algorithms need")]
    public void AnUnknownStateIsRefusedWithTheReason(string hex, string reason)
    {
        byte[] state = Convert.FromHexString(hex);
        byte[] whole = reason == "checksum" ? state : [.. state, .. SHA256.HashData(state)];
        DigestStateException refused = Assert.Throws<DigestStateException>(() => ResumableDigests.Restore(whole));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AStateWithAnotherLengthThanItsHashIsRefused()
    {
        ResumableDigests digests = new([DigestAlgorithm.Sha1]);
        digests.Append("abc"u8);
        byte[] state = digests.Save();
        state[16]++;
        byte[] whole = [.. state[..^32], .. SHA256.HashData(state[..^32])];
        Assert.Contains(
            "4 bytes and 3 bytes", Assert.Throws<DigestStateException>(() => ResumableDigests.Restore(whole)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AlgorithmsAreGivenOnceEach()
    {
        Assert.Throws<ArgumentException>(() => new ResumableDigests([]));
        Assert.Throws<ArgumentException>(() => new ResumableDigests([DigestAlgorithm.Md5, DigestAlgorithm.Md5]));
    }
}

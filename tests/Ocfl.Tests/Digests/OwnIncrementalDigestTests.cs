using System.Security.Cryptography;
using Ocfl.Digests;

namespace Ocfl.Tests.Digests;

/// <summary>What is short is hashed by our own code, and has the digests of the framework.</summary>
public sealed class OwnIncrementalDigestTests
{
    public static TheoryData<string> Algorithms => ["sha512", "sha256"];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void EveryLengthHasTheDigestOfTheFramework(string name)
    {
        DigestAlgorithm algorithm = DigestAlgorithm.Get(name);
        byte[] content = new byte[70_000];
        new Random(1).NextBytes(content);
        foreach (int length in Enumerable.Range(0, 1100).Concat([4095, 4096, 65_535, 65_536, 65_537, 70_000]))
        {
            ReadOnlySpan<byte> part = content.AsSpan(0, length);
            string expected = Convert.ToHexStringLower(HashOf(name, part));
            Assert.Equal(expected, algorithm.Hash(part));
            Assert.Equal(expected, Convert.ToHexStringLower(OwnIncrementalDigest.Hash(algorithm, part)));
        }
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void APieceAfterTheOtherGivesTheSameAndAResetBeginsAgain(string name)
    {
        DigestAlgorithm algorithm = DigestAlgorithm.Get(name);
        Random random = new(2);
        byte[] content = new byte[20_000];
        random.NextBytes(content);
        using OwnIncrementalDigest own = new(algorithm);
        using IncrementalDigest ofInventory = algorithm.CreateHashOfInventory();
        for (int round = 0; round < 20; round++)
        {
            for (int at = 0; at < content.Length;)
            {
                int length = Math.Min(content.Length - at, random.Next(1, 3000));
                own.Append(content.AsSpan(at, length));
                ofInventory.Append(content.AsSpan(at, length));
                at += length;
            }

            byte[] expected = HashOf(name, content);
            Assert.Equal(expected, own.GetCurrent());
            Assert.Equal(Convert.ToHexStringLower(expected), own.GetHexAndReset());
            Assert.Equal(Convert.ToHexStringLower(expected), ofInventory.GetHexAndReset());
        }
    }

    [Fact]
    public void OnlyWhatIsShortAndOfAnInventoriesAlgorithmIsHashedSo()
    {
        Assert.True(OwnIncrementalDigest.IsFor(DigestAlgorithm.Sha512, 0));
        Assert.True(OwnIncrementalDigest.IsFor(DigestAlgorithm.Sha256, 1024));
        Assert.False(OwnIncrementalDigest.IsFor(DigestAlgorithm.Sha256, 1025));
        Assert.False(OwnIncrementalDigest.IsFor(DigestAlgorithm.Sha512, 65_537));
        Assert.Equal(LaneHasher.IsSupported(DigestAlgorithm.Sha512), OwnIncrementalDigest.IsFor(DigestAlgorithm.Sha512, 65_536));
        Assert.Equal(LaneHasher.IsSupported(DigestAlgorithm.Sha512), OwnIncrementalDigest.IsAsFast(DigestAlgorithm.Sha512));
        Assert.False(OwnIncrementalDigest.IsAsFast(DigestAlgorithm.Sha256));
        Assert.All(
            DigestAlgorithm.All.Where(algorithm => !algorithm.IsForInventories),
            algorithm => Assert.False(OwnIncrementalDigest.IsFor(algorithm, 0)));
    }

    /// <summary>The examples by which our code is checked on each start are right themselves, and one wrong digest is noticed.</summary>
    [Theory]
    [MemberData(nameof(Algorithms))]
    public void TheExamplesHaveTheDigestsOfTheFramework(string name)
    {
        DigestAlgorithm algorithm = DigestAlgorithm.Get(name);
        string Right(ReadOnlyMemory<byte> content) => Convert.ToHexStringLower(HashOf(name, content.Span));

        Assert.True(Sha2Examples.AreRight(algorithm, Right));
        foreach (Sha2Examples.Example wrong in Sha2Examples.All)
        {
            Assert.False(Sha2Examples.AreRight(algorithm, content => content.Equals(wrong.Content) ? Right(new byte[1]) : Right(content)));
        }
    }

    private static byte[] HashOf(string name, ReadOnlySpan<byte> content) =>
        name == "sha512" ? SHA512.HashData(content) : SHA256.HashData(content);
}

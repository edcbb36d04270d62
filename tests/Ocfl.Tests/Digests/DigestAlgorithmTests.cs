using System.Text;
using Ocfl.Digests;

namespace Ocfl.Tests.Digests;

public sealed class DigestAlgorithmTests
{
    /// <summary>The digests of nothing, as the specification and the extensions 0001 and 0009 give them.</summary>
    [Theory]
    [InlineData("md5", "d41d8cd98f00b204e9800998ecf8427e")]
    [InlineData("sha1", "da39a3ee5e6b4b0d3255bfef95601890afd80709")]
    [InlineData("sha256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4")]
    [InlineData("sha512", "cf83e1357eefb8bdf1542850d66d8007d620e405")]
    [InlineData("blake2b-512", "786a02f742015903c6c6fd852552d272912f4740")]
    [InlineData("blake2b-384", "b32811423377f52d7862286ee1a72ee540524380")]
    [InlineData("blake2b-256", "0e5751c026e543b2e8ab2eb06099daa1d1e5df47")]
    [InlineData("blake2b-160", "3345524abf6bbe1809449224b5972c41790b6cf2")]
    [InlineData("sha512/256", "c672b8d1ef56ed28ab87c3622c5114069bdd3ad7")]
    [InlineData("size", "0")]
    public void EmptyContentHasThePublishedDigest(string name, string start)
    {
        DigestAlgorithm algorithm = DigestAlgorithm.Get(name);
        using IncrementalDigest digest = algorithm.CreateHash();

        string hex = digest.GetHexAndReset();

        Assert.StartsWith(start, hex, StringComparison.Ordinal);
        Assert.Equal(algorithm.HexLength ?? 1, hex.Length);
        Assert.True(algorithm.IsWellFormed(hex));
        Assert.Equal(hex, digest.GetHexAndReset());
    }

    [Theory]
    [InlineData("sha1", "a9993e364706816aba3e25717850c26c9cd0d89d")]
    [InlineData(
        "blake2b-512", "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d17d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923")]
    [InlineData("sha512/256", "53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23")]
    [InlineData("size", "3")]
    public void AbcHasThePublishedDigest(string name, string expected)
    {
        using IncrementalDigest digest = DigestAlgorithm.Get(name).CreateHash();
        digest.Append("a"u8);
        digest.Append("bc"u8);
        Assert.Equal(expected, digest.GetHexAndReset());
    }

    [Fact]
    public void OnlySha512AndSha256AreForInventories() =>
        Assert.Equal(
            ["sha256", "sha512"], DigestAlgorithm.All.Where(a => a.IsForInventories).Select(a => a.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void AnUnknownNameIsNamed()
    {
        Assert.False(DigestAlgorithm.TryGet("SHA512", out _));
        Assert.False(DigestAlgorithm.TryGet(null, out _));
        Assert.Contains(
            "crc32", Assert.Throws<UnknownDigestAlgorithmException>(() => DigestAlgorithm.Get("crc32")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("md5", "D41D8CD98F00B204E9800998ECF8427E", true)]
    [InlineData("md5", "d41d8cd98f00b204e9800998ecf8427", false)]
    [InlineData("md5", "g41d8cd98f00b204e9800998ecf8427e", false)]
    [InlineData("size", "0", true)]
    [InlineData("size", "120", true)]
    [InlineData("size", "012", false)]
    [InlineData("size", "", false)]
    [InlineData("size", "-1", false)]
    [InlineData("size", "a", false)]
    public void TheFormOfADigestIsChecked(string name, string digest, bool expected) =>
        Assert.Equal(expected, DigestAlgorithm.Get(name).IsWellFormed(digest));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(256 * 1024)]
    [InlineData((256 * 1024) + 1)]
    [InlineData(3_000_001)]
    public async Task OnePassGivesWhatEachAlgorithmGivesAlone(int length)
    {
        byte[] content = new byte[length];
        new Random(length).NextBytes(content);
        DigestAlgorithm[] all = [.. DigestAlgorithm.All];

        ContentDigests digests = await MultiDigest.DigestAsync(new MemoryStream(content), all);
        ContentDigests sha512 = await MultiDigest.DigestAsync(new MemoryStream(content), [DigestAlgorithm.Sha512]);
        await using DigestingReadStream through = new(new MemoryStream(content), all);
        await through.CopyToAsync(Stream.Null);
        ContentDigests read = through.GetDigests();

        Assert.Equal(length, digests.Length);
        Assert.Equal(length, read.Length);
        Assert.Equal(digests[DigestAlgorithm.Sha512], sha512[DigestAlgorithm.Sha512]);
        Assert.Equal(digests.Digests, read.Digests);
        foreach (DigestAlgorithm algorithm in all)
        {
            using IncrementalDigest alone = algorithm.CreateHash();
            alone.Append(content);
            Assert.Equal(alone.GetHexAndReset(), digests[algorithm]);
        }
    }

    [Fact]
    public async Task HowMuchOfALongContentHasBeenReadIsTold()
    {
        using MultiDigest digest = new([DigestAlgorithm.Sha256]);
        Reported reported = new();

        ContentDigests digests = await digest.DigestAsync(new MemoryStream(new byte[2_000_000]), reported);

        Assert.Equal(2_000_000, digests.Length);
        Assert.True(reported.Values.Count > 1, $"{reported.Values.Count} reports");
        Assert.Equal(reported.Values.Order(), reported.Values);
        Assert.InRange(reported.Values[^1], 1_000_000, 2_000_000);
    }

    [Fact]
    public async Task ADigestIsReadyAgainAfterAFailure()
    {
        using MultiDigest digest = new([DigestAlgorithm.Sha256, DigestAlgorithm.Size]);
        await Assert.ThrowsAsync<IOException>(() => digest.DigestAsync(new FailingStream(600_000)));

        ContentDigests digests = await digest.DigestAsync(new MemoryStream(Encoding.UTF8.GetBytes("abc")));

        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", digests[DigestAlgorithm.Sha256]);
        Assert.Equal("3", digests[DigestAlgorithm.Size]);
        Assert.Throws<KeyNotFoundException>(() => digests[DigestAlgorithm.Md5]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(111)]
    [InlineData(100_000)]
    public void BytesInMemoryHaveTheDigestsThatTheyHaveInPieces(int length)
    {
        byte[] bytes = [.. Enumerable.Range(0, length).Select(i => (byte)(i * 7))];
        DigestAlgorithm[] algorithms = [.. DigestAlgorithm.All];
        using MultiDigest pieces = new(algorithms);
        pieces.Append(bytes.AsSpan(0, length / 3));
        pieces.Append(bytes.AsSpan(length / 3));

        ContentDigests digests = MultiDigest.Digest(bytes, algorithms);

        ContentDigests expected = pieces.GetDigestsAndReset();
        Assert.Equal(expected.Length, digests.Length);
        Assert.Equal(expected.Digests, digests.Digests);
    }

    private sealed class Reported : IProgress<long>
    {
        public List<long> Values { get; } = [];

        public void Report(long value) => Values.Add(value);
    }

    private sealed class FailingStream(int after) : MemoryStream(new byte[after])
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position == Length ? throw new IOException("The disk is gone.") : base.ReadAsync(buffer, cancellationToken);
    }
}

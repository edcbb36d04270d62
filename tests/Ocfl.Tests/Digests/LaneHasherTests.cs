using System.Security.Cryptography;
using Ocfl.Digests;

namespace Ocfl.Tests.Digests;

public sealed class LaneHasherTests
{
    /// <summary>A content for each lane, all forms that a processor with AVX-512 has. Others skip what they do not have.</summary>
    public static TheoryData<string, int> Forms => new()
    {
        { "sha512", (int)LaneWidth.Bits512 }, { "sha512", (int)LaneWidth.Bits256 },
        { "sha256", (int)LaneWidth.Bits512 }, { "sha256", (int)LaneWidth.Bits256 },
    };

    [Theory]
    [MemberData(nameof(NistVectors.All), MemberType = typeof(NistVectors))]
    public void PublishedMessagesHaveTheirDigestsInEveryLane(string algorithm, string message, string digest)
    {
        byte[] bytes = Convert.FromHexString(message);
        foreach (LaneWidth width in Enum.GetValues<LaneWidth>())
        {
            if (LaneHasher.TryCreate(DigestAlgorithm.Get(algorithm), width) is { } hasher)
            {
                BytesInput[] inputs = [.. Enumerable.Range(0, hasher.Lanes).Select(_ => new BytesInput(bytes))];
                hasher.Hash(inputs);
                Assert.All(inputs, input => Assert.Equal(digest, input.Digest));
            }
        }
    }

    /// <summary>100,000 contents in all four forms together, of lengths around the ends of blocks, in lanes that are refilled.</summary>
    [Theory]
    [MemberData(nameof(Forms))]
    public void EveryContentHasTheDigestOfTheFramework(string algorithm, int width)
    {
        if (LaneHasher.TryCreate(DigestAlgorithm.Get(algorithm), (LaneWidth)width) is not { } hasher)
        {
            return;
        }

        Func<ReadOnlySpan<byte>, byte[]> expected = Framework(algorithm);
        Random random = new(width);
        byte[] bytes = new byte[8192];
        random.NextBytes(bytes);
        for (int round = 0; round < 25; round++)
        {
            BytesInput[] inputs = new BytesInput[1000];
            for (int i = 0; i < inputs.Length; i++)
            {
                int length = (64 * random.Next(20)) + random.Next(-20, 20);
                inputs[i] = new(bytes.AsMemory(random.Next(4096), Math.Max(0, random.Next(50) == 0 ? 3 * length : length)));
            }

            hasher.Hash(inputs);
            foreach (BytesInput input in inputs)
            {
                Assert.Equal(Convert.ToHexStringLower(expected(input.Bytes.Span)), input.Digest);
                Assert.Equal(input.Bytes.Length, input.Length);
            }
        }
    }

    /// <summary>One of these files is in a lane for as long as there are others beside it, and then alone.</summary>
    [Theory]
    [MemberData(nameof(Forms))]
    public void LargeContentsAreBesideSmallOnes(string algorithm, int width)
    {
        if (LaneHasher.TryCreate(DigestAlgorithm.Get(algorithm), (LaneWidth)width) is not { } hasher)
        {
            return;
        }

        Random random = new(2);
        byte[] bytes = new byte[3_000_001];
        random.NextBytes(bytes);
        int[] lengths = [3_000_001, 0, 1, 65_536, 131_072, 131_071, 131_073, 524_288, .. Enumerable.Repeat(200, 100), 2_000_000, 7];
        BytesInput[] inputs = [.. lengths.Select(length => new BytesInput(bytes.AsMemory(0, length)))];
        hasher.Hash(inputs);
        Assert.All(inputs, input => Assert.Equal(Convert.ToHexStringLower(Framework(algorithm)(input.Bytes.Span)), input.Digest));
    }

    [Fact]
    public void HashersAreUsedAgain()
    {
        if (!LaneHasher.IsSupported(DigestAlgorithm.Sha512))
        {
            return;
        }

        LaneHashers hashers = new();
        hashers.Hash(DigestAlgorithm.Sha512, [new BytesInput(new byte[9])], CancellationToken.None);
        long before = GC.GetAllocatedBytesForCurrentThread();
        hashers.Hash(DigestAlgorithm.Sha512, [new BytesInput(new byte[9])], CancellationToken.None);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 64 << 10);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(17)]
    public void AnyNumberOfContentsCanBeHashed(int count)
    {
        foreach ((DigestAlgorithm algorithm, LaneWidth width) in EveryForm())
        {
            if (LaneHasher.TryCreate(algorithm, width) is { } hasher)
            {
                byte[] bytes = [.. Enumerable.Range(0, 1000).Select(i => (byte)i)];
                BytesInput[] inputs = [.. Enumerable.Range(0, count).Select(i => new BytesInput(bytes.AsMemory(0, 50 * i)))];
                hasher.Hash(inputs);
                Assert.All(
                    inputs, input => Assert.Equal(Convert.ToHexStringLower(Framework(algorithm.Name)(input.Bytes.Span)), input.Digest));
            }
        }
    }

    [Fact]
    public void AContentThatCannotBeReadHasNoDigestAndDoesNotDisturbOthers()
    {
        foreach ((DigestAlgorithm algorithm, LaneWidth width) in EveryForm())
        {
            if (LaneHasher.TryCreate(algorithm, width) is { } hasher)
            {
                LaneInput[] inputs = [.. Enumerable.Range(0, 60).Select(
                    LaneInput (i) => i % 3 == 0 ? new FailingInput(afterReads: i % 2) : new BytesInput(new byte[i]))];
                hasher.Hash(inputs);
                Assert.All(inputs, input => Assert.Equal(
                    (input as BytesInput)?.Bytes is { } bytes ? Convert.ToHexStringLower(Framework(algorithm.Name)(bytes.Span)) : null,
                    input.Digest));
                Assert.All(inputs.OfType<FailingInput>(), input => Assert.Equal(1, input.Closed));
            }
        }
    }

    [Fact]
    public void ContentsAreClosedWhenHashingStops()
    {
        if (LaneHasher.TryCreate(DigestAlgorithm.Sha512) is not { } hasher)
        {
            return;
        }

        using CancellationTokenSource stop = new();
        FailingInput[] inputs = [.. Enumerable.Range(0, 5).Select(_ => new FailingInput(int.MaxValue, stop))];
        Assert.Throws<OperationCanceledException>(() => hasher.Hash(inputs, stop.Token));
        Assert.Equal(inputs.Count(input => input.Reads > 0), inputs.Sum(input => input.Closed));
        Assert.Contains(inputs, input => input.Closed == 1);
    }

    /// <summary>The check at the start accepts each form, and notices one wrong digest, whichever it is.</summary>
    [Fact]
    public void OneWrongDigestIsNoticed()
    {
        foreach ((DigestAlgorithm algorithm, LaneWidth width) in EveryForm())
        {
            if (LaneHasher.TryCreate(algorithm, width) is not { } hasher)
            {
                continue;
            }

            Assert.True(LaneHasher.Check(hasher, algorithm));
            HasherWithOneWrong counted = new(hasher.Lanes, Framework(algorithm.Name), wrong: -1);
            Assert.True(LaneHasher.Check(counted, algorithm));
            Assert.True(counted.Hashed > 4 * hasher.Lanes);
            for (int wrong = 0; wrong < counted.Hashed; wrong++)
            {
                Assert.False(LaneHasher.Check(new HasherWithOneWrong(hasher.Lanes, Framework(algorithm.Name), wrong), algorithm));
            }
        }
    }

    [Fact]
    public void OnlyTheAlgorithmsOfInventoriesHaveLanes() => Assert.All(
        DigestAlgorithm.All.Where(algorithm => !algorithm.IsForInventories), algorithm => Assert.False(LaneHasher.IsSupported(algorithm)));

    private static Func<ReadOnlySpan<byte>, byte[]> Framework(string algorithm) =>
        algorithm == "sha512" ? SHA512.HashData : SHA256.HashData;

    private static IEnumerable<(DigestAlgorithm Algorithm, LaneWidth Width)> EveryForm() =>
        from algorithm in (DigestAlgorithm[])[DigestAlgorithm.Sha512, DigestAlgorithm.Sha256]
        from width in Enum.GetValues<LaneWidth>()
        select (algorithm, width);

    private sealed class HasherWithOneWrong(int lanes, Func<ReadOnlySpan<byte>, byte[]> right, int wrong) : LaneHasher
    {
        public override int Lanes => lanes;

        public int Hashed { get; private set; }

        public override void Hash(IEnumerable<LaneInput> inputs, CancellationToken cancellationToken = default)
        {
            foreach (LaneInput input in inputs)
            {
                ReadOnlySpan<byte> bytes = ((BytesInput)input).Bytes.Span;
                input.Finish(Convert.ToHexStringLower(right(Hashed++ == wrong ? [1] : bytes)), bytes.Length);
            }
        }
    }

    private sealed class FailingInput(int afterReads, CancellationTokenSource? stop = null) : LaneInput
    {
        public int Reads { get; private set; }

        public int Closed { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            stop?.Cancel();
            HasFailed = Reads++ == afterReads;
            buffer.Fill(1);
            return buffer.Length;
        }

        public override void Close() => Closed++;
    }
}

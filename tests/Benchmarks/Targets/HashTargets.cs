using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Ocfl.Digests;

namespace Benchmarks.Targets;

/// <summary>Contents in memory, hashed on one thread: in lanes, against the framework one after the other.</summary>
internal static class HashTargets
{
    public static IEnumerable<Benchmark> All(TargetSettings settings) =>
    [
        new("hash", "SHA-512 of many contents in lanes, against one after the other", (_, stop) => MeasureAsync(settings, stop)),
    ];

    private static async IAsyncEnumerable<Measurement> MeasureAsync(
        TargetSettings settings, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        foreach ((LaneWidth width, double least) in ((LaneWidth, double)[])[(LaneWidth.Bits512, 2.5), (LaneWidth.Bits256, 1.5)])
        {
            if (LaneHasher.TryCreate(DigestAlgorithm.Sha512, width) is not { } hasher)
            {
                yield return new Measurement($"SHA-512 with vectors of {width}", 0, "×", "this processor does not have them");
                continue;
            }

            (double rate, double one) = Compare(
                settings,
                (bytes, count) => hasher.Hash(Enumerable.Repeat(bytes, count).Select(content => new BytesInput(content))),
                bytes => SHA512.HashData(bytes),
                cancellationToken);
            yield return TargetSettings.AtLeast(
                $"SHA-512 in {hasher.Lanes} lanes",
                rate / one,
                least,
                "×",
                FormattableString.Invariant($"{rate:0.00} GB/s on one core; one stream: {one:0.00} GB/s"));
        }

        yield return MeasureResumable(settings, DigestAlgorithm.Sha512, bytes => SHA512.HashData(bytes), cancellationToken);
        yield return MeasureResumable(settings, DigestAlgorithm.Sha256, bytes => SHA256.HashData(bytes), cancellationToken);
    }

    // One stream whose state can be saved, which large files and uploads are hashed by.
    private static Measurement MeasureResumable(
        TargetSettings settings, DigestAlgorithm algorithm, Action<byte[]> hash, CancellationToken cancellationToken)
    {
        (double rate, double one) = Compare(
            settings,
            (bytes, count) =>
            {
                ResumableDigests digests = new([algorithm]);
                for (int i = 0; i < count; i++)
                {
                    digests.Append(bytes);
                }
            },
            hash,
            cancellationToken);
        return new Measurement(
            $"{algorithm.Name} of one stream whose state can be saved",
            rate / one,
            "×",
            FormattableString.Invariant($"{rate:0.00} GB/s; the framework: {one:0.00} GB/s"));
    }

    // Both in GB/s, in turn. The first round is to warm up.
    private static (double Ours, double Framework) Compare(
        TargetSettings settings, Action<byte[], int> hashAll, Action<byte[]> hashOne, CancellationToken cancellationToken)
    {
        byte[] bytes = RandomNumberGenerator.GetBytes(1 << 20);
        int count = (int)settings.Of(256, 16);
        List<double> ours = [];
        List<double> framework = [];
        for (int round = 0; round <= settings.Rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ours.Add(Measure(() => hashAll(bytes, count)));
            framework.Add(Measure(() =>
            {
                for (int i = 0; i < count; i++)
                {
                    hashOne(bytes);
                }
            }));
        }

        double gigabytes = count * (double)bytes.Length / 1e9;
        return (gigabytes / Cost.MedianOf(ours.Skip(1)), gigabytes / Cost.MedianOf(framework.Skip(1)));
    }

    private static double Measure(Action action)
    {
        long began = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}

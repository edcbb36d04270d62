using System.Collections.Concurrent;

namespace Ocfl.Digests;

/// <summary>Hashers that are used again, since each has half a megabyte of buffers. For use by several threads at once.</summary>
internal sealed class LaneHashers
{
    private readonly ConcurrentDictionary<string, ConcurrentBag<LaneHasher>> _free = new(StringComparer.Ordinal);

    /// <summary>Reads and hashes contents at once.</summary>
    /// <param name="algorithm">One for which <see cref="LaneHasher.IsSupported"/> is true.</param>
    /// <param name="inputs">The contents.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public void Hash(DigestAlgorithm algorithm, IEnumerable<LaneInput> inputs, CancellationToken cancellationToken)
    {
        ConcurrentBag<LaneHasher> free = _free.GetOrAdd(algorithm.Name, _ => []);
        LaneHasher hasher = free.TryTake(out LaneHasher? used) ? used : LaneHasher.TryCreate(algorithm)!;
        hasher.Hash(inputs, cancellationToken);
        free.Add(hasher);
    }
}

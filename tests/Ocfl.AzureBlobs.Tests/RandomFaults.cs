using System.Collections.Concurrent;

namespace Ocfl.AzureBlobs.Tests;

/// <summary>Spoils some requests, in some way.</summary>
/// <param name="rate">Of how many requests one is spoiled.</param>
/// <param name="seed">For the same faults once more, as far as the order of requests is the same.</param>
internal sealed class RandomFaults(int rate, int seed) : FaultHandler
{
    private static readonly Fault[] Faults = [.. Enum.GetValues<Fault>().Where(fault => fault != Fault.None)];

    private readonly Random _random = new(seed);
    private readonly ConcurrentDictionary<Fault, int> _counts = new();

    /// <summary>How often each happened.</summary>
    public IReadOnlyDictionary<Fault, int> Counts => _counts;

    protected override Fault Choose(HttpRequestMessage request)
    {
        Fault fault;
        lock (_random)
        {
            fault = _random.Next(rate) == 0 ? Faults[_random.Next(Faults.Length)] : Fault.None;
        }

        _counts.AddOrUpdate(fault, 1, (_, count) => count + 1);
        return fault;
    }
}

using System.Collections.Concurrent;
using Ocfl.Testing.Azurite;

namespace Ocfl.AzureBlobs.Tests;

/// <summary>Spoils the next requests of a kind, in the way and order that a test says.</summary>
internal sealed class ScriptedFaults : FaultHandler
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<Fault>> _faults = new();

    /// <summary>How many faults are still to come.</summary>
    public int Left => _faults.Values.Sum(queue => queue.Count);

    /// <param name="kind">See <see cref="RequestCounter.GetKind"/>.</param>
    /// <param name="faults">What happens to the next ones.</param>
    public void Enqueue(string kind, params Fault[] faults)
    {
        ConcurrentQueue<Fault> queue = _faults.GetOrAdd(kind, _ => new());
        foreach (Fault fault in faults)
        {
            queue.Enqueue(fault);
        }
    }

    protected override Fault Choose(HttpRequestMessage request) =>
        _faults.TryGetValue(RequestCounter.GetKind(request), out ConcurrentQueue<Fault>? queue) && queue.TryDequeue(out Fault fault)
            ? fault
            : Fault.None;
}

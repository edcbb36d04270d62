using DurableTask.Sqlite.Store;

namespace DurableTask.Sqlite.Tests.Faults;

/// <summary>Faults of the engine in the first turns.</summary>
/// <param name="faults">What is thrown, one for each turn.</param>
internal sealed class TurnFaults(params IEnumerable<Exception> faults) : IEngineFaults
{
    private readonly Queue<Exception> _faults = new(faults);
    private ActivityCalls? _calls;

    /// <summary>How many were not thrown yet.</summary>
    public int Left
    {
        get
        {
            lock (_faults)
            {
                return _faults.Count;
            }
        }
    }

    public void Attach(ActivityCalls calls) => _calls = calls;

    public void BeforeTurn(long run)
    {
        lock (_faults)
        {
            if (_faults.TryDequeue(out Exception? fault))
            {
                throw fault;
            }
        }
    }

    public async Task RunActivityAsync(ActivityWork work)
    {
        if (await _calls!.FirstAsync(work) is { } result)
        {
            await _calls.DeliverAsync(work.Run, result);
        }
    }
}

using DurableTask.Sqlite.Store;

namespace DurableTask.Sqlite.Tests.Faults;

/// <summary>Faults of the engine in the first turns, or in the first activities.</summary>
/// <param name="inActivities">Whether they are in activities.</param>
/// <param name="faults">What is thrown, one for each.</param>
internal sealed class EngineFaults(bool inActivities, params IEnumerable<Exception> faults) : IEngineFaults
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

    public void BeforeTurn(long run) => ThrowNext(isHere: !inActivities);

    public async Task RunActivityAsync(ActivityWork work)
    {
        ThrowNext(isHere: inActivities);
        if (await _calls!.FirstAsync(work) is { } result)
        {
            await _calls.DeliverAsync(work.Run, result);
        }
    }

    private void ThrowNext(bool isHere)
    {
        lock (_faults)
        {
            if (isHere && _faults.TryDequeue(out Exception? fault))
            {
                throw fault;
            }
        }
    }
}

namespace Ocfl.Storage;

/// <summary>
/// Flushes directories, each at most once at a time: who comes while a flush of the same directory runs waits for the next one, which is
/// for all who have come until it begins.
/// </summary>
/// <param name="flush">Flushes a directory, by its full path.</param>
internal sealed class DirectoryFlushes(Action<string> flush)
{
    private readonly object _gate = new();
    private readonly Dictionary<string, Turns> _turns = new(StringComparer.Ordinal);
    private int _waiting;

    /// <summary>How many wait for a flush that another one makes.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _waiting;
            }
        }
    }

    /// <summary>Flushes what is in a directory now.</summary>
    public void Flush(string path)
    {
        if (TryBegin(path) is not { } turns)
        {
            return;
        }

        bool isDone = false;
        try
        {
            flush(path);
            isDone = true;
        }
        finally
        {
            End(path, turns, isDone);
        }
    }

    /// <returns>Null if another one has flushed it meanwhile.</returns>
    private Turns? TryBegin(string path)
    {
        lock (_gate)
        {
            if (!_turns.TryGetValue(path, out Turns? turns))
            {
                turns = new Turns();
                _turns.Add(path, turns);
            }

            turns.Users++;

            // One that has begun may have missed what its caller has just done.
            long mine = turns.Begun + 1;
            _waiting++;
            while (turns.IsRunning && turns.Done < mine)
            {
                Monitor.Wait(_gate);
            }

            _waiting--;
            if (turns.Done >= mine)
            {
                Leave(path, turns);
                return null;
            }

            turns.IsRunning = true;
            turns.Begun++;
            return turns;
        }
    }

    private void End(string path, Turns turns, bool isDone)
    {
        lock (_gate)
        {
            // After a failure, one of those who wait tries it again.
            turns.Done = isDone ? turns.Begun : turns.Done;
            turns.IsRunning = false;
            Leave(path, turns);
            Monitor.PulseAll(_gate);
        }
    }

    private void Leave(string path, Turns turns)
    {
        if (--turns.Users == 0)
        {
            _turns.Remove(path);
        }
    }

    /// <summary>The flushes of a directory, counted: those that have begun, and the last one that is done.</summary>
    private sealed class Turns
    {
        public int Users { get; set; }

        public long Begun { get; set; }

        public long Done { get; set; }

        public bool IsRunning { get; set; }
    }
}

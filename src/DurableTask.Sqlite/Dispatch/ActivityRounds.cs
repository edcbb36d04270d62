using DurableTask.Sqlite.Store;

namespace DurableTask.Sqlite.Dispatch;

/// <summary>
/// Who is next: one activity of each run in turn. Holds a bounded number of them; the rest stays in the database and is found again by run
/// and task. Not safe for several threads.
/// </summary>
internal sealed class ActivityRounds
{
    public const int LanePage = 64;
    private const int MaxLanes = 1024;
    private const int MaxQueued = 4096;
    private const long MaxQueuedCharacters = 16 * 1024 * 1024;

    private readonly Dictionary<long, ActivityLane> _lanes = [];
    private readonly Queue<ActivityLane> _round = new();
    private readonly HashSet<(long Run, int Task)> _handedOut = [];
    private readonly HashSet<(long Run, int Task)> _endedWhileLoading = [];
    private long _queuedCharacters;
    private int _loading;
    private bool _spilledAgain;
    private bool _isScanning;

    public int Queued { get; private set; }

    /// <summary>Whether there are runs with activities in the database that have no lane.</summary>
    public bool IsSpilled { get; private set; } = true;

    /// <summary>The run up to which the database has been looked through.</summary>
    public long ScannedRun { get; private set; }

    public int Ready => Math.Max(_round.Count, Queued);

    public void Add(ActivityWork work)
    {
        if (!_lanes.TryGetValue(work.Run, out ActivityLane? lane))
        {
            // While some run has no lane this may be the one: only a look from its first task on finds all.
            if (IsSpilled || _lanes.Count >= MaxLanes)
            {
                IsSpilled = true;
                _spilledAgain = true;
                return;
            }

            lane = new ActivityLane(work.Run, work.Task - 1);
            _lanes.Add(work.Run, lane);
            _round.Enqueue(lane);
        }

        bool isFull = lane.Queue.Count >= LanePage || Queued >= MaxQueued || _queuedCharacters >= MaxQueuedCharacters;
        if (lane.HasMore || lane.IsLoading || isFull)
        {
            lane.HasMore = true;
        }
        else
        {
            Enqueue(lane, work);
        }
    }

    /// <summary>The next activity, or a lane to be filled first; neither where nothing is ready.</summary>
    public NextActivity Next()
    {
        while (_round.TryDequeue(out ActivityLane? lane))
        {
            if (lane.Queue.TryDequeue(out ActivityWork? work))
            {
                Queued--;
                _queuedCharacters -= work.Input?.Length ?? 0;
                _handedOut.Add((work.Run, work.Task));
                Keep(lane);
                return new NextActivity(work, null);
            }

            if (lane.HasMore)
            {
                lane.HasMore = false;
                lane.IsLoading = true;
                _loading++;
                return new NextActivity(null, lane);
            }

            _lanes.Remove(lane.Run);
        }

        return default;
    }

    /// <summary>Ends a look into the database that <see cref="Next"/> asked for; null where it failed.</summary>
    public void Loaded(ActivityLane lane, IReadOnlyList<ActivityWork>? found)
    {
        lane.IsLoading = false;
        lane.HasMore |= found is null || found.Count == LanePage;
        foreach (ActivityWork work in found ?? [])
        {
            lane.LastTask = work.Task;
            if (!_handedOut.Contains((work.Run, work.Task)) && !_endedWhileLoading.Contains((work.Run, work.Task)))
            {
                Enqueue(lane, work);
            }
        }

        Keep(lane);
        if (--_loading == 0)
        {
            _endedWhileLoading.Clear();
        }
    }

    /// <summary>Whether to look for runs without a lane; then <see cref="Scanned"/> ends the look.</summary>
    public bool TryBeginScan()
    {
        if (!IsSpilled || _isScanning || _lanes.Count >= MaxLanes / 2)
        {
            return false;
        }

        _isScanning = true;
        if (ScannedRun == 0)
        {
            _spilledAgain = false;
        }

        return true;
    }

    /// <summary>Ends a look for runs; null where it failed.</summary>
    public void Scanned(IReadOnlyList<long>? runs, int limit)
    {
        _isScanning = false;
        if (runs is null)
        {
            return;
        }

        foreach (long run in runs)
        {
            if (_lanes.TryAdd(run, new ActivityLane(run, -1) { HasMore = true }))
            {
                _round.Enqueue(_lanes[run]);
            }
        }

        bool isEnd = runs.Count < limit;
        ScannedRun = isEnd ? 0 : runs[^1];
        IsSpilled = !isEnd || _spilledAgain;
    }

    /// <summary>The activity's row is gone.</summary>
    public void Ended(long run, int task)
    {
        _handedOut.Remove((run, task));
        if (_loading > 0)
        {
            _endedWhileLoading.Add((run, task));
        }
    }

    /// <summary>The run was terminated: what of it waits never runs.</summary>
    public void Remove(long run)
    {
        if (_lanes.TryGetValue(run, out ActivityLane? lane))
        {
            Queued -= lane.Queue.Count;
            _queuedCharacters -= lane.Queue.Sum(work => (long)(work.Input?.Length ?? 0));
            lane.Queue.Clear();
            lane.HasMore = false;
        }
    }

    private void Enqueue(ActivityLane lane, ActivityWork work)
    {
        lane.Queue.Enqueue(work);
        lane.LastTask = work.Task;
        Queued++;
        _queuedCharacters += work.Input?.Length ?? 0;
    }

    private void Keep(ActivityLane lane)
    {
        if (lane.Queue.Count > 0 || lane.HasMore)
        {
            _round.Enqueue(lane);
        }
        else
        {
            _lanes.Remove(lane.Run);
        }
    }
}

/// <summary>
/// The activities of one run that wait for their turn. Up to <see cref="LastTask"/> all are handed out or queued here; beyond it the
/// database has more if <see cref="HasMore"/> says so. Guarded by the runner.
/// </summary>
internal sealed class ActivityLane(long run, int lastTask)
{
    public long Run { get; } = run;

    public Queue<ActivityWork> Queue { get; } = new();

    public int LastTask { get; set; } = lastTask;

    public bool HasMore { get; set; }

    /// <summary>While more is read it has no place in the round.</summary>
    public bool IsLoading { get; set; }
}

/// <summary>What a worker does next: runs an activity, or fills a lane from the database.</summary>
internal readonly record struct NextActivity(ActivityWork? Work, ActivityLane? ToLoad);

using DurableTask.Sqlite.Store;

namespace DurableTask.Sqlite.Dispatch;

/// <summary>
/// Picks the next activity, one of each run in turn. It holds a bounded number of them; the rest stays in the database and is found there
/// by run and task. Not thread-safe.
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

    /// <summary>The last run that a scan of the database has covered.</summary>
    public long ScannedRun { get; private set; }

    public int Ready => Math.Max(_round.Count, Queued);

    public void Add(ActivityWork work)
    {
        if (!_lanes.TryGetValue(work.Run, out ActivityLane? lane))
        {
            // Some run has no lane, and it may be this one: only a read from its first task finds all of its activities.
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

        bool isFull = Queued >= MaxQueued || _queuedCharacters >= MaxQueuedCharacters;
        if (lane.HasMore || lane.IsLoading || isFull)
        {
            lane.HasMore = true;
        }
        else
        {
            Enqueue(lane, work);
        }
    }

    /// <summary>The next activity, or a lane to be filled first; neither if nothing is ready.</summary>
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
                // Large inputs are not all loaded before the first is run: some other lane has work.
                if (_queuedCharacters >= MaxQueuedCharacters)
                {
                    _round.Enqueue(lane);
                    continue;
                }

                lane.HasMore = false;
                lane.IsLoading = true;
                _loading++;
                return new NextActivity(null, lane);
            }

            _lanes.Remove(lane.Run);
        }

        return default;
    }

    /// <summary>An activity that was handed out has no result, and is handed out again.</summary>
    public void PutBack(ActivityWork work)
    {
        if (!_handedOut.Remove((work.Run, work.Task)))
        {
            return;
        }

        if (!_lanes.TryGetValue(work.Run, out ActivityLane? lane))
        {
            // Its run may have more activities in the database than this one: all of them are read.
            AddUnread(work.Run);
        }
        else if (work.Task > lane.LastTask)
        {
            lane.HasMore = true;
        }
        else
        {
            AddTo(lane, work);
        }
    }

    /// <summary>Completes a read that <see cref="Next"/> requested; null if it failed.</summary>
    public void Loaded(ActivityLane lane, RowPage<ActivityWork>? found)
    {
        lane.IsLoading = false;
        lane.HasMore |= found is null || found.IsFull;
        foreach (ActivityWork work in found?.Rows ?? [])
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

    /// <summary>Whether to scan for runs without a lane; <see cref="Scanned"/> completes the scan.</summary>
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

    /// <summary>Completes a scan for runs; null if it failed.</summary>
    public void Scanned(IReadOnlyList<long>? runs, int limit)
    {
        _isScanning = false;
        if (runs is null)
        {
            return;
        }

        foreach (long run in runs)
        {
            if (!_lanes.ContainsKey(run))
            {
                AddUnread(run);
            }
        }

        bool isEnd = runs.Count < limit;
        ScannedRun = isEnd ? 0 : runs[^1];
        IsSpilled = !isEnd || _spilledAgain;
    }

    /// <summary>The activity's row is deleted.</summary>
    public void Ended(long run, int task)
    {
        _handedOut.Remove((run, task));
        if (_loading > 0)
        {
            _endedWhileLoading.Add((run, task));
        }
    }

    /// <summary>The run was terminated: its waiting activities never run.</summary>
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

    /// <summary>A lane for a run whose activities are all to be read.</summary>
    private void AddUnread(long run)
    {
        ActivityLane lane = new(run, -1) { HasMore = true };
        _lanes.Add(run, lane);
        _round.Enqueue(lane);
    }

    private void Enqueue(ActivityLane lane, ActivityWork work)
    {
        lane.LastTask = work.Task;
        AddTo(lane, work);
    }

    private void AddTo(ActivityLane lane, ActivityWork work)
    {
        lane.Queue.Enqueue(work);
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
/// The waiting activities of one run. Those up to <see cref="LastTask"/> are queued here or already handed out. The database has more
/// after it if <see cref="HasMore"/> is true. Guarded by the runner.
/// </summary>
internal sealed class ActivityLane(long run, int lastTask)
{
    public long Run { get; } = run;

    public Queue<ActivityWork> Queue { get; } = new();

    public int LastTask { get; set; } = lastTask;

    public bool HasMore { get; set; }

    /// <summary>Whether more activities are being read; the lane is then not in the round.</summary>
    public bool IsLoading { get; set; }
}

/// <summary>What a worker does next: runs an activity, or fills a lane from the database.</summary>
internal readonly record struct NextActivity(ActivityWork? Work, ActivityLane? ToLoad);

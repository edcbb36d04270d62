using DurableTask.Sqlite.Dispatch;
using DurableTask.Sqlite.Store;
using FsCheck;
using FsCheck.Fluent;

namespace DurableTask.Sqlite.Tests;

public sealed class ActivityRoundsTests
{
    /// <summary>
    /// Whatever the order of scheduling, reading the database, running, failing and ending, and however late a read returns: every activity
    /// is handed out, none twice, and again only after it was put back.
    /// </summary>
    [Fact]
    public void Every_activity_is_handed_out_once() => Prop
        .ForAll(ArbMap.Default.ArbFor<int>(), seed => new Model(seed).Run())
        .Check(Config.QuickThrowOnFailure.WithMaxTest(40));

    private sealed class Model(int seed)
    {
        private const int ScanPage = 4;

        private readonly Random _random = new(seed);
        private readonly ActivityRounds _rounds = new();
        private readonly SortedDictionary<long, SortedSet<int>> _table = [];
        private readonly HashSet<(long Run, int Task)> _seen = [];
        private readonly List<(long Run, int Task)> _running = [];
        private readonly List<(ActivityLane Lane, List<ActivityWork> Found)> _loads = [];
        private readonly Dictionary<long, int> _nextTask = [];
        private List<long>? _scan;
        private int _scheduled;
        private int _rows;

        public bool Run()
        {
            for (int run = 0; run < 20; run++)
            {
                Schedule(isTold: false);
            }

            for (int step = 0; step < 600; step++)
            {
                Step(_random.Next(7), mayLeave: true);
            }

            for (int step = 0; _rows > 0; step++)
            {
                Step((step % 5) + 1, mayLeave: false);
                Assert.True(step < 100_000, $"{_rows} of {_scheduled} were never handed out.");
            }

            return _seen.Count == _scheduled;
        }

        private void Step(int kind, bool mayLeave)
        {
            switch (kind)
            {
                case 0:
                    Schedule(isTold: true);
                    break;
                case 1:
                    BeginOrEndScan();
                    break;
                case 2 when _loads.Count > 0:
                    EndLoad(fails: mayLeave && _random.Next(8) == 0);
                    break;
                case 3 when _running.Count > 0:
                    End();
                    break;
                case 6 when _running.Count > 0:
                    PutBack();
                    break;
                default:
                    TakeNext();
                    break;
            }
        }

        /// <summary>What was in the database at the start is not reported.</summary>
        private void Schedule(bool isTold)
        {
            long run = _random.Next(1, 40);
            int first = _nextTask.GetValueOrDefault(run);
            int count = _random.Next(3) == 0 ? _random.Next(60, 140) : _random.Next(1, 4);
            _nextTask[run] = first + count;
            _scheduled += count;
            for (int task = first; task < first + count; task++)
            {
                _table.TryAdd(run, []);
                _table[run].Add(task);
                _rows++;
            }

            for (int task = first; isTold && task < first + count; task++)
            {
                _rounds.Add(Work(run, task));
            }
        }

        private void BeginOrEndScan()
        {
            if (_scan is not null)
            {
                _rounds.Scanned(_scan, ScanPage);
                _scan = null;
            }
            else if (_rounds.TryBeginScan())
            {
                _scan = [.. _table.Where(rows => rows.Key > _rounds.ScannedRun && rows.Value.Count > 0)
                    .Select(rows => rows.Key)
                    .Take(ScanPage)];
            }
        }

        private void TakeNext()
        {
            (ActivityWork? work, ActivityLane? lane) = _rounds.Next();
            if (work is not null)
            {
                Assert.True(_seen.Add((work.Run, work.Task)), $"{work.Run}/{work.Task} was handed out twice (seed {seed}).");
                _running.Add((work.Run, work.Task));
            }
            else if (lane is not null)
            {
                _loads.Add((lane, [.. _table[lane.Run]
                    .Where(task => task > lane.LastTask)
                    .Take(ActivityRounds.LanePage)
                    .Select(task => Work(lane.Run, task))]));
            }
        }

        private void EndLoad(bool fails)
        {
            int index = _random.Next(_loads.Count);
            (ActivityLane lane, List<ActivityWork> found) = _loads[index];
            _loads.RemoveAt(index);
            var page = new RowPage<ActivityWork>(ActivityRounds.LanePage);
            found.ForEach(work => page.Add(work));
            _rounds.Loaded(lane, fails ? null : page);
        }

        private void End()
        {
            int index = _random.Next(_running.Count);
            (long run, int task) = _running[index];
            _running.RemoveAt(index);
            _table[run].Remove(task);
            _rows--;
            _rounds.Ended(run, task);
        }

        private void PutBack()
        {
            int index = _random.Next(_running.Count);
            (long run, int task) = _running[index];
            _running.RemoveAt(index);
            _seen.Remove((run, task));
            _rounds.PutBack(Work(run, task));
        }

        private static ActivityWork Work(long run, int task) => new(run, task, "i", "n", string.Empty, null, ActivityWork.Fresh, null);
    }
}

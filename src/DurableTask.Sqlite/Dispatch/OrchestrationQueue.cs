using System.Diagnostics.CodeAnalysis;
using DurableTask.Sqlite.Runtime;
using DurableTask.Sqlite.Store;

namespace DurableTask.Sqlite.Dispatch;

/// <summary>
/// The runs in memory and, in order of arrival, those of them that are ready. Runs that do not fit stay in the inbox and are found there by
/// message number. Guarded by the dispatcher's pool.
/// </summary>
internal sealed class OrchestrationQueue(OrchestrationCache cache)
{
    private const int MaxReady = 4096;

    private readonly Dictionary<long, OrchestrationSlot> _slots = [];
    private readonly Queue<OrchestrationSlot> _ready = new();
    private bool _isSpilled = true;
    private bool _isScanning;
    private long _spilledUpTo;

    /// <summary>Runs that wait for their turn.</summary>
    public int Count => _ready.Count;

    /// <summary>The number of the message after which the inbox has runs that are not in memory.</summary>
    public long SpilledAfter { get; private set; }

    /// <summary>A run has a new message in its inbox.</summary>
    public void Notify(InboxNotice notice)
    {
        if (!_slots.ContainsKey(notice.Run) && (_isSpilled || _ready.Count >= MaxReady))
        {
            Spill(notice.Message);
        }
        else
        {
            Add(notice);
        }
    }

    /// <summary>A run has the result of an activity, which is only in memory.</summary>
    public void Add(long run, InboxMessage result)
    {
        OrchestrationSlot slot = GetOrAdd(run);
        slot.Results.Add(result);
        Enqueue(slot);
    }

    /// <summary>A new run, which is not durable yet.</summary>
    public void Add(StartWithTurn start)
    {
        OrchestrationSlot slot = GetOrAdd(start.Row.Run);
        slot.Start = start;
        Enqueue(slot);
    }

    /// <summary>Takes all new runs that no turn has taken.</summary>
    public List<StartWithTurn> TakeStarts()
    {
        List<OrchestrationSlot> slots = [.. _slots.Values.Where(slot => slot is { IsActive: false, Start: not null })];
        return [.. slots.Select(slot => slot.TakeStart()!)];
    }

    /// <summary>Gives a run a turn without a message, if it is in memory.</summary>
    public void Wake(long run)
    {
        if (_slots.TryGetValue(run, out OrchestrationSlot? slot))
        {
            slot.IsWoken = true;
            Enqueue(slot);
        }
    }

    public bool TryTake([MaybeNullWhen(false)] out OrchestrationSlot slot)
    {
        if (!_ready.TryDequeue(out slot))
        {
            return false;
        }

        slot.IsQueued = false;
        slot.IsActive = true;
        return true;
    }

    /// <summary>A turn has finished: the run is queued again, cached or removed from memory.</summary>
    public void Return(OrchestrationSlot slot)
    {
        slot.IsActive = false;
        if (slot.HasWork)
        {
            Enqueue(slot);
        }
        else if (slot.Live is null)
        {
            _slots.Remove(slot.Run);
        }
        else
        {
            cache.Add(slot);
            while (cache.TryEvict(out OrchestrationSlot? oldest))
            {
                _slots.Remove(oldest.Run);
            }
        }
    }

    /// <summary>Takes all results that no turn has taken.</summary>
    public List<(long Run, InboxMessage Result)> TakeResults() =>
        [.. _slots.Values.SelectMany(slot => slot.TakeWork().Results, (slot, result) => (slot.Run, result))];

    public bool TryBeginScan()
    {
        bool begins = _isSpilled && !_isScanning && _ready.Count < MaxReady / 2;
        _isScanning |= begins;
        return begins;
    }

    /// <summary>Completes a scan.</summary>
    /// <param name="page">The runs found after <see cref="SpilledAfter"/> and the last message read; null if the scan failed.</param>
    public void EndScan((List<InboxNotice> Runs, long Last)? page)
    {
        _isScanning = false;
        if (page is not var (runs, last))
        {
            return;
        }

        runs.ForEach(Add);
        SpilledAfter = Math.Max(last, SpilledAfter);
        _isSpilled = last != 0 || _spilledUpTo > SpilledAfter;
    }

    private void Add(InboxNotice notice)
    {
        OrchestrationSlot slot = GetOrAdd(notice.Run);
        slot.HasInbox = true;
        slot.HasControl |= notice.IsControl;
        Enqueue(slot);
    }

    private void Spill(long message)
    {
        if (!_isSpilled)
        {
            _isSpilled = true;
            SpilledAfter = message - 1;
        }

        _spilledUpTo = Math.Max(_spilledUpTo, message);
    }

    private OrchestrationSlot GetOrAdd(long run)
    {
        if (!_slots.TryGetValue(run, out OrchestrationSlot? slot))
        {
            slot = new OrchestrationSlot(run);
            _slots.Add(run, slot);
        }

        return slot;
    }

    private void Enqueue(OrchestrationSlot slot)
    {
        if (!slot.IsQueued && !slot.IsActive && slot.HasWork)
        {
            cache.Remove(slot);
            slot.IsQueued = true;
            _ready.Enqueue(slot);
        }
    }
}

/// <summary>A run that is in memory: queued, active or cached.</summary>
internal sealed class OrchestrationSlot
{
    public OrchestrationSlot(long run)
    {
        Run = run;
        Node = new LinkedListNode<OrchestrationSlot>(this);
    }

    public long Run { get; }

    /// <summary>Its place in the cache.</summary>
    public LinkedListNode<OrchestrationSlot> Node { get; }

    /// <summary>Null while the orchestration itself is not in memory.</summary>
    public LiveOrchestration? Live { get; private set; }

    /// <summary>What starts the run, if that is not durable yet.</summary>
    public StartWithTurn? Start { get; set; }

    /// <summary>Whether nothing else is at work: the turn may commit on its own thread.</summary>
    public bool IsAlone { get; set; }

    /// <summary>Results of activities that are only in memory.</summary>
    public List<InboxMessage> Results { get; private set; } = [];

    public bool HasInbox { get; set; }

    /// <summary>Whether a message in the inbox is for suspended instances too.</summary>
    public bool HasControl { get; set; }

    /// <summary>Whether it gets a turn even without a message.</summary>
    public bool IsWoken { get; set; }

    public bool IsQueued { get; set; }

    public bool IsActive { get; set; }

    public bool HasWork =>
        IsWoken || Start is not null || Results.Count > 0 || (HasInbox && (HasControl || Live is not { IsSuspended: true }));

    public SlotWork TakeWork()
    {
        var work = new SlotWork(Results, HasInbox, HasControl, IsAlone);
        Results = [];
        HasInbox = false;
        HasControl = false;
        IsWoken = false;
        return work;
    }

    public StartWithTurn? TakeStart()
    {
        StartWithTurn? start = Start;
        Start = null;
        return start;
    }

    /// <summary>The turn failed or was lost: the run starts again from its durable state.</summary>
    public void PutBack(SlotWork work)
    {
        Live = null;
        Results.InsertRange(0, work.Results);
        HasInbox |= work.HasInbox;
        HasControl |= work.HasControl;
    }

    public void Keep(TurnResult result)
    {
        Live = result.Live;
        HasInbox |= result.MayHaveMore;
    }
}

/// <summary>The input of a turn.</summary>
/// <param name="Results">Results of activities that are only in memory.</param>
/// <param name="HasInbox">Whether to read the inbox.</param>
/// <param name="HasControl">Whether a message in the inbox is for suspended instances too.</param>
/// <param name="IsAlone">Whether nothing else is at work: the turn may commit on its own thread.</param>
internal sealed record SlotWork(List<InboxMessage> Results, bool HasInbox, bool HasControl, bool IsAlone);

using DurableTask.Sqlite.Runtime;
using DurableTask.Sqlite.Store;

namespace DurableTask.Sqlite.Dispatch;

/// <summary>A run that is in memory: it has messages, is at work, or is kept warm. Guarded by the dispatcher.</summary>
internal sealed class OrchestrationSlot
{
    public OrchestrationSlot(long run)
    {
        Run = run;
        Node = new LinkedListNode<OrchestrationSlot>(this);
    }

    public long Run { get; }

    /// <summary>Its place among the idle ones, by last use.</summary>
    public LinkedListNode<OrchestrationSlot> Node { get; }

    /// <summary>Null while it is not in memory.</summary>
    public LiveOrchestration? Live { get; set; }

    /// <summary>Results of activities that are in memory only.</summary>
    public List<InboxMessage> Results { get; private set; } = [];

    public bool HasInbox { get; set; }

    /// <summary>Whether something in the inbox is for suspended instances too.</summary>
    public bool HasControl { get; set; }

    /// <summary>To be looked at, message or not.</summary>
    public bool IsWoken { get; set; }

    public bool IsQueued { get; set; }

    public bool IsActive { get; set; }

    public bool HasWork => IsWoken || Results.Count > 0 || (HasInbox && (HasControl || Live is not { IsSuspended: true }));

    public List<InboxMessage> TakeResults()
    {
        List<InboxMessage> taken = Results;
        Results = [];
        return taken;
    }
}

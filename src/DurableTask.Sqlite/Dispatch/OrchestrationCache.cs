using System.Diagnostics.CodeAnalysis;

namespace DurableTask.Sqlite.Dispatch;

/// <summary>Keeps waiting orchestrations in memory, up to a number and a size. The least recently used is evicted first.</summary>
internal sealed class OrchestrationCache(int maxCount, long maxCharacters)
{
    private readonly LinkedList<OrchestrationSlot> _slots = new();
    private long _characters;

    /// <summary>Whether it keeps anything at all.</summary>
    public bool IsEnabled => maxCount > 0;

    public int Count => _slots.Count;

    public void Add(OrchestrationSlot slot)
    {
        _slots.AddLast(slot.Node);
        _characters += slot.Live!.Size;
    }

    /// <summary>Does nothing if the slot is not cached.</summary>
    public void Remove(OrchestrationSlot slot)
    {
        if (slot.Node.List is not null)
        {
            _slots.Remove(slot.Node);
            _characters -= slot.Live!.Size;
        }
    }

    /// <summary>Removes the least recently used slot while the cache is too large.</summary>
    public bool TryEvict([NotNullWhen(true)] out OrchestrationSlot? oldest)
    {
        oldest = _slots.Count > maxCount || _characters > maxCharacters ? _slots.First?.Value : null;
        if (oldest is not null)
        {
            Remove(oldest);
        }

        return oldest is not null;
    }
}

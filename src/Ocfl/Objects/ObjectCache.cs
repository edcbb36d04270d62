namespace Ocfl.Objects;

/// <summary>
/// The objects that were opened last, by their directory, so that an inventory that has not changed is not read again. Bounded.
/// </summary>
internal sealed class ObjectCache
{
    private const int MostObjects = 256;

    // The memory of an inventory depends on the number of its paths: a few hundred bytes for each.
    private const long MostPaths = 200_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<OcflObject>> _objects = new(StringComparer.Ordinal);
    private readonly LinkedList<OcflObject> _byUse = new();
    private long _paths;

    /// <summary>The object as it was when it was opened; null if it is not in the cache.</summary>
    public OcflObject? Get(string objectRoot)
    {
        lock (_lock)
        {
            if (!_objects.TryGetValue(objectRoot, out LinkedListNode<OcflObject>? node))
            {
                return null;
            }

            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value;
        }
    }

    /// <summary>Keeps an object, in place of an older state of it and of those that were not used for longest.</summary>
    public void Add(OcflObject opened)
    {
        lock (_lock)
        {
            if (_objects.TryGetValue(opened.Root, out LinkedListNode<OcflObject>? older))
            {
                Remove(older);
            }

            _objects.Add(opened.Root, _byUse.AddFirst(opened));
            _paths += CountPaths(opened);
            while (_byUse.Last is { } last && (_objects.Count > MostObjects || _paths > MostPaths))
            {
                Remove(last);
            }
        }
    }

    private static long CountPaths(OcflObject opened) =>
        opened.Inventory.Manifest.PathCount + opened.Inventory.Versions.Sum(version => (long)version.State.PathCount);

    private void Remove(LinkedListNode<OcflObject> node)
    {
        _objects.Remove(node.Value.Root);
        _byUse.Remove(node);
        _paths -= CountPaths(node.Value);
    }
}

namespace DurableTask.Sqlite.Runtime;

/// <summary>
/// External events and the tasks that wait for them, by name (case-insensitive). Events without a waiter are kept in order. An event goes
/// to the latest waiter, as in the Durable Task libraries, so that a wait that was abandoned in a loop takes nothing.
/// </summary>
internal sealed class EventWaiters
{
    private readonly Dictionary<string, Queue<string?>> _events = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, LinkedList<Waiter>> _waiters = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The number of waiters.</summary>
    public int Count { get; private set; }

    /// <summary>Waits for an event.</summary>
    /// <exception cref="ArgumentException">There is a waiter for this name with another type.</exception>
    /// <exception cref="System.Text.Json.JsonException">An event was kept, and cannot be read as this type.</exception>
    public Task<T> WaitAsync<T>(string name, Func<string?, T> read, CancellationToken cancellation)
    {
        var source = new TaskCompletionSource<T>();
        if (cancellation.IsCancellationRequested)
        {
            source.SetCanceled(cancellation);
            return source.Task;
        }

        var waiter = new Waiter(typeof(T), payload => source.TrySetResult(read(payload)));
        if (TryTakeEvent(name, out string? kept))
        {
            waiter.Complete(kept);
            return source.Task;
        }

        LinkedListNode<Waiter> node = Add(name, waiter);
        if (cancellation.CanBeCanceled)
        {
            CancellationTokenRegistration registration = cancellation.Register(() =>
            {
                Remove(name, node);
                source.TrySetCanceled(cancellation);
            });
            waiter.Completed = () => registration.Unregister();
        }

        return source.Task;
    }

    /// <summary>Gives an event to the latest waiter, or keeps it.</summary>
    /// <exception cref="System.Text.Json.JsonException">It cannot be read as the waiter's type.</exception>
    public void Raise(string name, string? payload)
    {
        if (_waiters.TryGetValue(name, out LinkedList<Waiter>? waiters) && waiters.Last is { } last)
        {
            Remove(name, last);
            last.Value.Completed?.Invoke();
            last.Value.Complete(payload);
            return;
        }

        if (!_events.TryGetValue(name, out Queue<string?>? queue))
        {
            _events[name] = queue = new Queue<string?>();
        }

        queue.Enqueue(payload);
    }

    /// <summary>The events that were not taken, in order for each name.</summary>
    public IEnumerable<(string Name, string? Payload)> Kept =>
        _events.SelectMany(pair => pair.Value, (pair, payload) => (pair.Key, payload));

    private bool TryTakeEvent(string name, out string? payload)
    {
        payload = null;
        if (!_events.TryGetValue(name, out Queue<string?>? queue))
        {
            return false;
        }

        payload = queue.Dequeue();
        if (queue.Count == 0)
        {
            _events.Remove(name);
        }

        return true;
    }

    private LinkedListNode<Waiter> Add(string name, Waiter waiter)
    {
        if (!_waiters.TryGetValue(name, out LinkedList<Waiter>? waiters))
        {
            _waiters[name] = waiters = new LinkedList<Waiter>();
        }

        if (waiters.Last?.Value.Type is { } other && other != waiter.Type)
        {
            throw new ArgumentException(
                $"Events with the same name must have the same type argument. Expected {other.FullName} but was requested "
                    + $"{waiter.Type.FullName}.");
        }

        Count++;
        return waiters.AddLast(waiter);
    }

    private void Remove(string name, LinkedListNode<Waiter> node)
    {
        if (node.List is not { } waiters)
        {
            return;
        }

        waiters.Remove(node);
        Count--;
        if (waiters.Count == 0)
        {
            _waiters.Remove(name);
        }
    }

    private sealed class Waiter(Type type, Action<string?> complete)
    {
        public Type Type { get; } = type;

        public Action<string?> Complete { get; } = complete;

        public Action? Completed { get; set; }
    }
}

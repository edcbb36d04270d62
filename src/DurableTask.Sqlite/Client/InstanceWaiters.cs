using DurableTask.Sqlite.Store;

namespace DurableTask.Sqlite.Client;

/// <summary>Notifies callers that wait for the status of an instance to change.</summary>
internal sealed class InstanceWaiters
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<TaskCompletionSource>> _waiters = new(StringComparer.Ordinal);
    private bool _isClosed;

    /// <summary>The task completes at the next change. Call this before reading the status, so that no change is missed.</summary>
    public Waiter Add(string id)
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_isClosed)
            {
                throw StoreFailure.Stopped();
            }

            if (!_waiters.TryGetValue(id, out List<TaskCompletionSource>? sources))
            {
                _waiters[id] = sources = [];
            }

            sources.Add(source);
        }

        return new Waiter(this, id, source);
    }

    public void Changed(IReadOnlyList<string> ids)
    {
        lock (_gate)
        {
            foreach (string id in ids)
            {
                if (_waiters.Remove(id, out List<TaskCompletionSource>? sources))
                {
                    sources.ForEach(source => source.TrySetResult());
                }
            }
        }
    }

    /// <summary>Fails all waits, since the engine is stopped.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            foreach (TaskCompletionSource source in _waiters.Values.SelectMany(sources => sources))
            {
                source.TrySetException(StoreFailure.Stopped());
            }

            _waiters.Clear();
        }
    }

    private void Remove(string id, TaskCompletionSource source)
    {
        lock (_gate)
        {
            if (_waiters.TryGetValue(id, out List<TaskCompletionSource>? sources) && sources.Remove(source) && sources.Count == 0)
            {
                _waiters.Remove(id);
            }
        }
    }

    internal readonly struct Waiter(InstanceWaiters waiters, string id, TaskCompletionSource source) : IDisposable
    {
        public Task Changed => source.Task;

        public void Dispose() => waiters.Remove(id, source);
    }
}

using System.Collections.Concurrent;

namespace OcflFunctions.Stages;

/// <summary>Which uploads have a request that writes to them: one at a time.</summary>
internal sealed class UploadTurns(TimeProvider time)
{
    // A caller whose line broke comes back before the service has noticed that, and has recorded what had arrived.
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<string, UploadTurn> _running = new(StringComparer.Ordinal);

    /// <summary>Waits until no request writes to an upload, but not for long.</summary>
    public async Task WaitAsync(string id, CancellationToken cancellationToken)
    {
        if (_running.TryGetValue(id, out UploadTurn? running))
        {
            await running.WaitAsync(MostTime, time, cancellationToken);
        }
    }

    /// <summary>Takes the turn with an upload. Dispose it.</summary>
    /// <returns>Null if another request has it, and keeps it.</returns>
    public async Task<UploadTurn?> TryTakeAsync(string id, CancellationToken cancellationToken)
    {
        UploadTurn own = new(_running, id);
        long began = time.GetTimestamp();
        while (_running.GetOrAdd(id, own) is var turn && turn != own)
        {
            TimeSpan left = MostTime - time.GetElapsedTime(began);
            if (left <= TimeSpan.Zero || !await turn.WaitAsync(left, time, cancellationToken))
            {
                return null;
            }
        }

        return own;
    }
}

/// <summary>The turn of a request with an upload; ends when it is disposed.</summary>
internal sealed class UploadTurn(ConcurrentDictionary<string, UploadTurn> running, string id) : IDisposable
{
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Waits until the turn has ended.</summary>
    /// <returns>False if it has not ended in time.</returns>
    public async Task<bool> WaitAsync(TimeSpan most, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            await _end.Task.WaitAsync(most, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        running.TryRemove(KeyValuePair.Create(id, this));
        _end.TrySetResult();
    }
}

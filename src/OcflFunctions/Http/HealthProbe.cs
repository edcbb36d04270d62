namespace OcflFunctions.Http;

/// <summary>
/// Checks one thing that the service needs. Callers at the same time share one check, and its result counts for a few seconds, so that
/// many requests for the health cost no more than a few. A check that hangs is not repeated until it has ended.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class HealthProbe(TimeProvider time)
{
    /// <summary>How long a result counts.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(3);

    /// <summary>How long a check may take.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private Task? _try;
    private long _began;

    /// <summary>Checks, or waits for the check that runs, or returns the result that still counts.</summary>
    /// <param name="tryAsync">The check.</param>
    /// <param name="cancellationToken">Ends the waiting of this caller, and not the try.</param>
    /// <returns>Null if it succeeded; otherwise the failure, a <see cref="TimeoutException"/> for a check that takes too long.</returns>
    public async Task<Exception?> CheckAsync(Func<CancellationToken, Task> tryAsync, CancellationToken cancellationToken)
    {
        (Task running, TimeSpan left) = Begin(tryAsync);
        try
        {
            await running.WaitAsync(left, time, cancellationToken);
            return null;
        }
        catch (Exception problem) when (!cancellationToken.IsCancellationRequested)
        {
            return problem is OperationCanceledException ? new TimeoutException() : problem;
        }
    }

    private (Task Running, TimeSpan Left) Begin(Func<CancellationToken, Task> tryAsync)
    {
        lock (_gate)
        {
            if (_try is null || (_try.IsCompleted && time.GetElapsedTime(_began) >= Lifetime))
            {
                _began = time.GetTimestamp();
                _try = TryAsync(tryAsync);
            }

            TimeSpan left = Timeout - time.GetElapsedTime(_began);
            return (_try, left > TimeSpan.Zero ? left : TimeSpan.Zero);
        }
    }

    // On a thread of its own: a share that does not answer blocks the thread, and ignores the token.
    private async Task TryAsync(Func<CancellationToken, Task> tryAsync)
    {
        using CancellationTokenSource enough = new(Timeout, time);
        await Task.Run(() => tryAsync(enough.Token), CancellationToken.None);
    }
}

namespace OcflFunctions.Http;

/// <summary>
/// Tries one thing that the service needs. Callers at the same time share one try, and a few seconds long its answer, so that asking for
/// the health costs the same however often it is done. A try that hangs is not repeated before it has ended.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class HealthProbe(TimeProvider time)
{
    /// <summary>How long an answer counts.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(3);

    /// <summary>How long a try may take.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private Task? _try;
    private long _began;

    /// <summary>Tries, or waits for the try that runs, or gives the answer that still counts.</summary>
    /// <param name="tryAsync">The try.</param>
    /// <param name="cancellationToken">Ends the waiting of this caller, and not the try.</param>
    /// <returns>Null when all is well; what is wrong otherwise, a <see cref="TimeoutException"/> for a try that takes too long.</returns>
    public async Task<Exception?> LookAsync(Func<CancellationToken, Task> tryAsync, CancellationToken cancellationToken)
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

    // On a thread of its own: a share that does not answer blocks whoever asks it, whatever the token says.
    private async Task TryAsync(Func<CancellationToken, Task> tryAsync)
    {
        using CancellationTokenSource enough = new(Timeout, time);
        await Task.Run(() => tryAsync(enough.Token), CancellationToken.None);
    }
}

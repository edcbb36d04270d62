namespace OcflFunctions.Http.Events;

/// <summary>
/// Looks at the state of something for all its listeners: no more often than at an interval, however many they are.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class SharedLook(TimeProvider time)
{
    private readonly Lock _gate = new();
    private Task<WatchedState?>? _look;
    private long _began;

    /// <summary>How many listeners share it. The owner of all looks counts them.</summary>
    public int Listeners { get; set; }

    /// <summary>The state, not older than an interval.</summary>
    /// <param name="interval">How old it may be.</param>
    /// <param name="readAsync">Reads it. Listeners that leave do not stop it.</param>
    /// <param name="cancellationToken">Ends the waiting of this listener.</param>
    /// <returns>Null if there is no such thing any more.</returns>
    public Task<WatchedState?> GetAsync(
        TimeSpan interval, Func<CancellationToken, Task<WatchedState?>> readAsync, CancellationToken cancellationToken)
    {
        Task<WatchedState?> look;
        lock (_gate)
        {
            if (_look is null || (_look.IsCompleted && time.GetElapsedTime(_began) >= interval))
            {
                _began = time.GetTimestamp();
                _look = readAsync(CancellationToken.None);
            }

            look = _look;
        }

        return look.WaitAsync(cancellationToken);
    }
}

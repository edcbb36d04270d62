namespace Ocfl.Storage;

/// <summary>
/// Bounds how many bytes a second are read by several readers together. What was not used is not kept for later. Safe to use by several
/// threads at once.
/// </summary>
/// <param name="bytesPerSecond">How many bytes a second.</param>
/// <param name="time">The clock.</param>
public sealed class ReadPace(double bytesPerSecond, TimeProvider time)
{
    // Shorter waits take longer than they should.
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(20);

    private readonly Lock _gate = new();
    private readonly long _started = time.GetTimestamp();
    private TimeSpan _next;

    /// <summary>How many bytes one read may have: a large one would be a burst.</summary>
    public int MostAtOnce { get; } = (int)Math.Clamp(bytesPerSecond / 8, 512, 1 << 20);

    /// <summary>Waits for as long as some bytes take that were read.</summary>
    /// <param name="bytes">How many.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    public Task AfterAsync(int bytes, CancellationToken cancellationToken = default) => Take(bytes) is { } wait && wait > TimeSpan.Zero
        ? Task.Delay(wait, time, cancellationToken)
        : Task.CompletedTask;

    /// <summary>Waits for what is left of the last waits, so that what follows keeps the bound as well.</summary>
    /// <param name="cancellationToken">Stops the wait.</param>
    public Task SettleAsync(CancellationToken cancellationToken = default)
    {
        TimeSpan wait;
        lock (_gate)
        {
            wait = _next - time.GetElapsedTime(_started);
        }

        return wait > TimeSpan.Zero ? Task.Delay(wait, time, cancellationToken) : Task.CompletedTask;
    }

    /// <summary>Counts bytes that were read.</summary>
    /// <returns>How long to wait for them; zero for a wait that is better made with the next one.</returns>
    internal TimeSpan Take(int bytes)
    {
        TimeSpan now = time.GetElapsedTime(_started);
        lock (_gate)
        {
            _next = (_next > now ? _next : now) + TimeSpan.FromSeconds(bytes / bytesPerSecond);
            return _next - now is var wait && wait >= Shortest ? wait : TimeSpan.Zero;
        }
    }
}

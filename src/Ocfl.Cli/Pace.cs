namespace Ocfl.Cli;

/// <summary>A limit on bytes a second that several readers share. What was not used is not kept for later.</summary>
/// <param name="bytesPerSecond">The limit.</param>
/// <param name="time">The clock.</param>
internal sealed class Pace(long bytesPerSecond, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly long _start = time.GetTimestamp();
    private TimeSpan _next;

    /// <summary>Waits until the bytes that were read fit into the limit.</summary>
    public async ValueTask WaitAsync(int bytes, CancellationToken cancellationToken)
    {
        TimeSpan wait = Take(bytes);
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>How long to wait for these bytes, which count from now on.</summary>
    public TimeSpan Take(int bytes)
    {
        lock (_lock)
        {
            TimeSpan now = time.GetElapsedTime(_start);
            _next = (_next > now ? _next : now) + TimeSpan.FromSeconds((double)bytes / bytesPerSecond);
            return _next - now;
        }
    }
}

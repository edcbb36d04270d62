namespace EndToEnd;

/// <summary>Waits for conditions: long, since a machine may be busy, and no longer than it takes.</summary>
internal static class Deadline
{
    public static readonly TimeSpan Default = TimeSpan.FromMinutes(3) * Profile.Patience;
    private const int QuickLooks = 20;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongInterval = TimeSpan.FromMilliseconds(150);

    /// <summary>Looks again and again until there is something to see.</summary>
    public static async Task<T> ForAsync<T>(string what, Func<Task<T?>> lookAsync, Func<string>? describe = null, TimeSpan? interval = null)
        where T : class
    {
        using CancellationTokenSource enough = new(Default);
        using PeriodicTimer timer = new(interval ?? Interval);
        for (int looks = 1; ; looks++)
        {
            if (looks == QuickLooks && interval is null)
            {
                // What takes long should not be slowed down by being looked at.
                timer.Period = LongInterval;
            }

            if (await lookAsync() is { } found)
            {
                return found;
            }

            try
            {
                await timer.WaitForNextTickAsync(enough.Token);
            }
            catch (OperationCanceledException end)
            {
                throw new TimeoutException($"Waited {Default} in vain for {what}. {describe?.Invoke()}", end);
            }
        }
    }
}

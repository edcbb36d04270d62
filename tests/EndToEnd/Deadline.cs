namespace EndToEnd;

/// <summary>Waits for conditions: long, since a machine may be busy, and no longer than it takes.</summary>
internal static class Deadline
{
    public static readonly TimeSpan Default = TimeSpan.FromMinutes(3) * Profile.Patience;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Looks again and again until there is something to see.</summary>
    public static async Task<T> ForAsync<T>(string what, Func<Task<T?>> lookAsync, Func<string>? describe = null, TimeSpan? interval = null)
        where T : class
    {
        using CancellationTokenSource enough = new(Default);
        using PeriodicTimer timer = new(interval ?? Interval);
        while (true)
        {
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

namespace DurableTask.Sqlite.Tests;

/// <summary>Waiting for conditions, with a deadline that a loaded machine keeps.</summary>
internal static class Deadline
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(45);

    public static CancellationToken Token() => new CancellationTokenSource(Limit).Token;

    public static Task<T> InTime<T>(this Task<T> task) => task.WaitAsync(Limit);

    public static Task InTime(this Task task) => task.WaitAsync(Limit);

    public static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        CancellationToken token = Token();
        while (!await condition())
        {
            Assert.False(token.IsCancellationRequested, $"In time: {what}");
            await Task.Delay(5, CancellationToken.None);
        }
    }

    public static Task UntilAsync(Func<bool> condition, string what) => UntilAsync(() => Task.FromResult(condition()), what);
}

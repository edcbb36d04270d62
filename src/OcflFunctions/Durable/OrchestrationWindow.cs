using Microsoft.DurableTask;

namespace OcflFunctions.Durable;

/// <summary>Runs many activities of an orchestration, a few at a time.</summary>
internal static class OrchestrationWindow
{
    /// <summary>
    /// Runs a number of tasks, a few at a time. After a failure, or once it is stopped, no further one starts, and it waits for those
    /// that run.
    /// </summary>
    /// <param name="count">How many tasks there are.</param>
    /// <param name="atOnce">How many run at the same time.</param>
    /// <param name="isStopped">Whether no more may be started.</param>
    /// <param name="runAsync">Runs one, given its number from 0.</param>
    /// <exception cref="TaskFailedException">A task failed: the first failure.</exception>
    public static async Task RunAsync(int count, int atOnce, Func<bool> isStopped, Func<int, Task> runAsync)
    {
        int next = 0;
        TaskFailedException? failure = null;
        await Task.WhenAll(Enumerable.Range(0, Math.Min(atOnce, count)).Select(_ => LaneAsync()));
        if (failure is not null)
        {
            throw failure;
        }

        async Task LaneAsync()
        {
            while (failure is null && !isStopped() && next < count)
            {
                try
                {
                    await runAsync(next++);
                }
                catch (TaskFailedException first)
                {
                    failure ??= first;
                }
            }
        }
    }

    /// <summary>Waits until one of some tasks completes, but not for longer than a time.</summary>
    /// <param name="context">The orchestration.</param>
    /// <param name="wait">The time.</param>
    /// <param name="news">The tasks, such as events.</param>
    public static async Task WaitForNewsAsync(this TaskOrchestrationContext context, TimeSpan wait, params Task[] news)
    {
        using CancellationTokenSource enough = new();
        await Task.WhenAny([.. news, context.CreateTimer(wait, enough.Token)]);

        // Not CancelAsync, which leaves the orchestrator's thread.
        enough.Cancel();
    }

    /// <summary>The orchestration's time.</summary>
    public static DateTimeOffset UtcNow(this TaskOrchestrationContext context) => Utc(context.CurrentUtcDateTime);

    /// <summary>A time of the engine, which is UTC, but does not always have that kind.</summary>
    public static DateTimeOffset Utc(DateTime time) => new(DateTime.SpecifyKind(time, DateTimeKind.Utc));
}

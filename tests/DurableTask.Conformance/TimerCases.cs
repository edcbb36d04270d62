using Microsoft.DurableTask;

namespace DurableTask.Conformance;

/// <summary>Durable timers.</summary>
internal static class TimerCases
{
    public static void Register(Work work)
    {
        work.Orchestrator("TimerAt", async context =>
        {
            await context.CreateTimer(
                context.GetInput<string>() switch
                {
                    "past" => DateTime.UnixEpoch,
                    "now" => context.CurrentUtcDateTime,
                    _ => context.CurrentUtcDateTime.AddMilliseconds(50),
                },
                CancellationToken.None);
            return "fired";
        });
        work.Orchestrator("TimerOf", TimerOfAsync);
        work.Orchestrator("CancelTimer", CancelAsync);
        work.Orchestrator("CancelledBefore", async context =>
        {
            try
            {
                await context.CreateTimer(TimeSpan.FromHours(1), new CancellationToken(canceled: true));
                return "fired";
            }
            catch (OperationCanceledException cancelled)
            {
                return cancelled.GetType().Name;
            }
        });
        work.Orchestrator("TimersInOrder", async context =>
        {
            List<string> fired = [];
            await Task.WhenAll(FireAsync(90), FireAsync(30), FireAsync(60));
            return string.Join(",", fired);

            async Task FireAsync(int milliseconds)
            {
                await context.CreateTimer(TimeSpan.FromMilliseconds(milliseconds * 10), CancellationToken.None);
                fired.Add($"{milliseconds}");
            }
        });
        work.Orchestrator("FarTimers", async context =>
        {
            using CancellationTokenSource enough = new();
            Task far = context.CreateTimer(DateTime.MaxValue, enough.Token);
            Task years = context.CreateTimer(TimeSpan.FromDays(3650), enough.Token);
            await context.CallActivityAsync<string>("Say", "text");
            enough.Cancel();
            return $"{far.IsCanceled} {years.IsCanceled}";
        });
    }

    public static IEnumerable<ConformanceCase> All()
    {
        foreach (string when in (string[])["past", "now", "soon"])
        {
            yield return new($"timer/at/{when}", probe => probe.RunAsync("TimerAt", when));
        }

        foreach (string span in (string[])["00:00:00", "00:00:00.0500000", "-00:00:01"])
        {
            yield return new($"timer/of/{span}", probe => probe.RunAsync("TimerOf", span));
        }

        yield return new("timer/of/the longest time", probe => probe.RunAsync("TimerOf", TimeSpan.MaxValue.ToString()));
        yield return new("timer/cancelled", probe => probe.RunAsync("CancelTimer"));
        yield return new("timer/cancelled before", probe => probe.RunAsync("CancelledBefore"));
        yield return new("timer/three in order", probe => probe.RunAsync("TimersInOrder"));
        yield return new("timer/far away", probe => probe.RunAsync("FarTimers"));
    }

    private static async Task<object?> TimerOfAsync(TaskOrchestrationContext context)
    {
        try
        {
            DateTime before = context.CurrentUtcDateTime;
            TimeSpan delay = TimeSpan.Parse(context.GetInput<string>()!, System.Globalization.CultureInfo.InvariantCulture);
            await context.CreateTimer(delay, CancellationToken.None);
            return $"fired, not early: {context.CurrentUtcDateTime - before >= delay}";
        }
        catch (ArgumentException refusal)
        {
            return refusal.GetType().Name;
        }
    }

    private static async Task<object?> CancelAsync(TaskOrchestrationContext context)
    {
        using CancellationTokenSource enough = new();
        Task timer = context.CreateTimer(TimeSpan.FromHours(1), enough.Token);
        await context.CallActivityAsync<string>("Say", "text");
        enough.Cancel();
        try
        {
            await timer;
            return "fired";
        }
        catch (OperationCanceledException cancelled)
        {
            return $"{cancelled.GetType().Name} {timer.IsCanceled}";
        }
    }
}

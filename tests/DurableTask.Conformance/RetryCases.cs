using System.Globalization;
using Microsoft.DurableTask;

namespace DurableTask.Conformance;

/// <summary>Retries of activities and sub-orchestrations.</summary>
internal static class RetryCases
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(20);

    public static void Register(Work work)
    {
        work.Orchestrator("RetryByPolicy", context => RetryAsync(
            context, TaskOptions.FromRetryPolicy(new RetryPolicy(Number(context), Short))));
        work.Orchestrator("RetryTwiceAtMost", context => RetryAsync(
            context, TaskOptions.FromRetryHandler(retry => retry.LastAttemptNumber <= 2)));
        work.Orchestrator("RetryNoTimeout", context => RetryAsync(context, TaskOptions.FromRetryPolicy(new RetryPolicy(5, Short)
        {
            HandleFailure = failure => !failure.IsCausedBy<TimeoutException>(),
        })));
        work.Orchestrator("RetryTimeout", context => RetryAsync(context, TaskOptions.FromRetryPolicy(new RetryPolicy(5, Short)
        {
            HandleFailure = failure => failure.IsCausedBy<TimeoutException>(),
        })));
        work.Orchestrator("RetrySeesFailure", RetrySeesFailureAsync);
        work.Orchestrator("RetryHandlerThrows", context => RetryAsync(context, TaskOptions.FromRetryPolicy(new RetryPolicy(5, Short)
        {
            HandleFailure = _ => throw new NotSupportedException("the handler"),
        })));
        work.Orchestrator("RetryUnknownActivity", async context =>
        {
            int asked = 0;
            RetryPolicy policy = new(3, Short)
            {
                HandleFailure = _ =>
                {
                    asked++;
                    return true;
                },
            };
            try
            {
                return await context.CallActivityAsync<string>("NobodyHasThisName", null, TaskOptions.FromRetryPolicy(policy));
            }
            catch (TaskFailedException)
            {
                return $"asked {asked} times";
            }
        });
        work.Orchestrator("RetryChild", async context => await context.CallSubOrchestratorAsync<string>(
            "FailingChild", "2", TaskOptions.FromRetryPolicy(new RetryPolicy(5, Short))));
        work.Orchestrator("FailingChild", async context =>
            await context.CallActivityAsync<string>("FailFirst", context.GetInput<string>()));
        work.Orchestrator("RetryHandlerSees", RetryHandlerSeesAsync);
    }

    public static IEnumerable<ConformanceCase> All()
    {
        foreach ((string attempts, int fails) in new[] { ("1", 0), ("1", 1), ("3", 1), ("3", 2), ("3", 3), ("5", 4) })
        {
            yield return new(
                $"retry/{attempts} attempts and {fails} failures", probe => probe.RunAsync("RetryByPolicy", $"{attempts} {fails}"));
        }

        foreach (int fails in (int[])[1, 2, 3])
        {
            yield return new($"retry/handler/{fails} failures", probe => probe.RunAsync("RetryTwiceAtMost", $"0 {fails}"));
        }

        yield return new("retry/failure that is not handled", probe => probe.RunAsync("RetryNoTimeout", "0 1"));
        yield return new("retry/failure that is handled", probe => probe.RunAsync("RetryTimeout", "0 2"));
        yield return new("retry/what the policy sees", probe => probe.RunAsync("RetrySeesFailure", "Generic"));
        yield return new("retry/a handler that throws", probe => probe.RunAsync("RetryHandlerThrows", "0 1"));
        yield return new("retry/unknown activity", probe => probe.RunAsync("RetryUnknownActivity"));

        // All attempts have one id. The test host (0.2.3-preview.1) starts the next one although the last is not released: it then has two
        // turns of one instance, waits for the answer to one of them without end, and takes as many turns at once as there are processors.
        // Alone it mostly completes with "3"; beside others it does not.
        yield return new ConformanceCase("retry/sub-orchestration", probe => probe.RunAsync("RetryChild")).DiffersFromTestHost(
            "Completed: \"3\"", Difference.NoAnswer);
        yield return new("retry/what the handler sees", probe => probe.RunAsync("RetryHandlerSees"));
    }

    private static int Number(TaskOrchestrationContext context) =>
        int.Parse(context.GetInput<string>()!.Split(' ')[0], CultureInfo.InvariantCulture);

    private static async Task<object?> RetryAsync(TaskOrchestrationContext context, TaskOptions options)
    {
        try
        {
            return await context.CallActivityAsync<string>("FailFirst", context.GetInput<string>()!.Split(' ')[1], options);
        }
        catch (TaskFailedException failure)
        {
            return $"failed: {ExceptionKinds.Describe(failure.FailureDetails)}";
        }
    }

    private static async Task<object?> RetrySeesFailureAsync(TaskOrchestrationContext context)
    {
        List<string> seen = [];
        RetryPolicy policy = new(3, Short)
        {
            HandleFailure = failure =>
            {
                seen.Add($"{failure.ErrorType}|{failure.ErrorMessage}|{failure.IsCausedBy<InvalidOperationException>()}");
                return true;
            },
        };
        try
        {
            await context.CallActivityAsync<string>("Fail", context.GetInput<string>(), TaskOptions.FromRetryPolicy(policy));
        }
        catch (TaskFailedException)
        {
            seen.Add("given up");
        }

        return string.Join("; ", seen.Distinct(StringComparer.Ordinal));
    }

    private static async Task<object?> RetryHandlerSeesAsync(TaskOrchestrationContext context)
    {
        List<string> seen = [];
        try
        {
            await context.CallActivityAsync<string>("Fail", "WithInner", TaskOptions.FromRetryHandler(retry =>
            {
                seen.Add($"{retry.LastAttemptNumber} {ExceptionKinds.Describe(retry.LastFailure)} {retry.TotalRetryTime >= TimeSpan.Zero}");
                return retry.LastAttemptNumber < 3;
            }));
        }
        catch (TaskFailedException)
        {
            seen.Add("given up");
        }

        return string.Join("; ", seen);
    }
}

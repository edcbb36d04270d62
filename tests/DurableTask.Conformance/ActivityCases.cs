using Microsoft.DurableTask;

namespace DurableTask.Conformance;

/// <summary>Calls of activities, and what a failed one shows.</summary>
internal static class ActivityCases
{
    public static void Register(Work work)
    {
        work.Orchestrator("CatchActivity", context => CatchAsync(context, "Fail"));
        work.Orchestrator("CatchUnknownActivity", context => CatchAsync(context, "NobodyHasThisName"));
        work.Orchestrator("LetActivityFail", async context => await context.CallActivityAsync<string>("Fail", context.GetInput<string>()));
        work.Orchestrator("CausedBy", CausedByAsync);
        work.Orchestrator("CallInAnyCase", async context => await context.CallActivityAsync<string>("sAY", "text"));
        work.Orchestrator("CallManyAtOnce", async context => string.Join(
            ",", await Task.WhenAll(Enumerable.Range(0, 20).Select(number => context.CallActivityAsync<string>("Say", $"{number}")))));
        work.Orchestrator("CallAndForgetResult", async context =>
        {
            await context.CallActivityAsync("Say", "text");
            return "called";
        });
        work.Orchestrator("AllWithFailures", AllWithFailuresAsync);
        work.Orchestrator("FirstOfTwo", async context =>
        {
            Task<string> first = context.CallActivityAsync<string>("Say", "quick");
            Task<string> second = context.CallActivityAsync<string>("Sleep", "300");
            return await await Task.WhenAny(first, second);
        });
        work.Orchestrator("SeeActivityContext", async context => await context.CallActivityAsync<string>("Context"));
        work.Orchestrator("OptionsAsInput", async context =>
        {
            try
            {
                TaskOptions options = TaskOptions.FromRetryPolicy(new RetryPolicy(2, TimeSpan.FromSeconds(1)));
                return await context.CallActivityAsync<string>("Say", options);
            }
            catch (ArgumentException refusal)
            {
                return refusal.GetType().Name;
            }
        });
        work.Orchestrator("SequentialCalls", async context =>
        {
            string all = string.Empty;
            for (int number = 0; number < 5; number++)
            {
                all += await context.CallActivityAsync<string>("Say", $"{number}");
            }

            return all;
        });
        work.Orchestrator("CatchThenGoOn", async context =>
        {
            try
            {
                await context.CallActivityAsync<string>("Fail", "Timeout");
            }
            catch (TaskFailedException)
            {
                return await context.CallActivityAsync<string>("Say", "after");
            }

            return null;
        });
    }

    public static IEnumerable<ConformanceCase> All()
    {
        foreach (string kind in ExceptionKinds.All)
        {
            yield return new($"activity/failure/{kind}", probe => probe.RunAsync("CatchActivity", kind));
            yield return new($"activity/failure that nobody catches/{kind}", probe => probe.RunAsync("LetActivityFail", kind))
            {
                NotOverHttp = NotOverHttp.Failure,
            };
            yield return new($"activity/IsCausedBy/{kind}", probe => probe.RunAsync("CausedBy", kind));
        }

        yield return new ConformanceCase("activity/a cancellation", probe => probe.RunAsync("CatchActivity", "Cancelled"));
        yield return new("activity/unknown", probe => probe.RunAsync("CatchUnknownActivity"));
        yield return new("activity/name in another case", probe => probe.RunAsync("CallInAnyCase"));
        yield return new("activity/many at once", probe => probe.RunAsync("CallManyAtOnce"));
        yield return new("activity/without a result", probe => probe.RunAsync("CallAndForgetResult"));
        yield return new("activity/WhenAll with two failures", probe => probe.RunAsync("AllWithFailures"));
        yield return new("activity/the first of two", probe => probe.RunAsync("FirstOfTwo"));
        yield return new("activity/its context", probe => probe.RunAsync("SeeActivityContext"));
        yield return new("activity/options as its input", probe => probe.RunAsync("OptionsAsInput"));
        yield return new("activity/one after the other", probe => probe.RunAsync("SequentialCalls"));
        yield return new("activity/another after a caught failure", probe => probe.RunAsync("CatchThenGoOn"));
    }

    private static async Task<object?> CatchAsync(TaskOrchestrationContext context, string activity)
    {
        try
        {
            return await context.CallActivityAsync<string>(activity, context.GetInput<string>());
        }
        catch (TaskFailedException failure)
        {
            return $"{failure.TaskName} {failure.TaskId} '{failure.Message}' {failure.InnerException?.GetType().FullName ?? "no inner"} "
                + $"{ExceptionKinds.Describe(failure.FailureDetails)} {failure.FailureDetails?.Properties?.Count.ToString() ?? "no"} properties";
        }
    }

    private static async Task<object?> CausedByAsync(TaskOrchestrationContext context)
    {
        try
        {
            return await context.CallActivityAsync<string>("Fail", context.GetInput<string>());
        }
        catch (TaskFailedException failure)
        {
            TaskFailureDetails details = failure.FailureDetails;
            return $"{details.IsCausedBy<Exception>()} {details.IsCausedBy<InvalidOperationException>()} "
                + $"{details.IsCausedBy<SystemException>()} {details.IsCausedBy<TimeoutException>()} "
                + $"{details.IsCausedBy<GenericFailureException<int>>()} {details.IsCausedBy<GenericFailureException<string>>()}";
        }
    }

    private static async Task<object?> AllWithFailuresAsync(TaskOrchestrationContext context)
    {
        Task all = Task.WhenAll(
            context.CallActivityAsync<string>("Fail", "Timeout"),
            context.CallActivityAsync<string>("Say", "fine"),
            context.CallActivityAsync<string>("Fail", "Argument"));
        try
        {
            await all;
            return "no failure";
        }
        catch (TaskFailedException failure)
        {
            return $"{failure.FailureDetails.ErrorType} {all.Exception!.InnerExceptions.Count}";
        }
    }
}

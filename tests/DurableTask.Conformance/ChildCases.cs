using Microsoft.DurableTask;

namespace DurableTask.Conformance;

/// <summary>Sub-orchestrations.</summary>
internal static class ChildCases
{
    public static void Register(Work work)
    {
        work.Orchestrator("CallChild", async context =>
            await context.CallSubOrchestratorAsync<string>("SeeInput", context.GetInput<string>()));
        work.Orchestrator("CallChildInAnyCase", async context => await context.CallSubOrchestratorAsync<string>("sEEiNPUT", "text"));
        work.Orchestrator("SeeChild", context => Task.FromResult<object?>(
            $"{context.Name} {context.InstanceId.Length} {context.InstanceId.All(char.IsAsciiHexDigit)} {context.Parent?.Name} "
                + $"{context.Parent?.InstanceId} '{context.Version}'"));
        work.Orchestrator("CallSeeChild", async context => await context.CallSubOrchestratorAsync<string>("SeeChild"));
        work.Orchestrator("CallSeeChildVersioned", async context => await context.CallSubOrchestratorAsync<string>(
            "SeeChild", null, new SubOrchestrationOptions { Version = "3.1" }));
        work.Orchestrator("CallNamedChild", async context =>
        {
            string id = context.InstanceId + "-child";
            await context.CallSubOrchestratorAsync<string>("Listen", null, new SubOrchestrationOptions(instanceId: id));
            return "called";
        });
        work.Orchestrator("CatchChild", context => CatchAsync(context, "Throw", context.GetInput<string>(), null));
        work.Orchestrator("CatchUnknownChild", context => CatchAsync(context, "NobodyHasThisName", null, null));
        work.Orchestrator("CatchListener", context => CatchAsync(
            context, "Listen", null, new SubOrchestrationOptions(instanceId: context.InstanceId + "-child")));
        work.Orchestrator("CatchChildOfChild", context => CatchAsync(context, "LetActivityFail", "WithInner", null));
        work.Orchestrator("CallChildOfGivenId", context => CatchAsync(
            context, "SeeInput", "new", new SubOrchestrationOptions(instanceId: context.GetInput<string>()!)));
        work.Orchestrator("CallChildWithoutId", context => CatchAsync(
            context, "SeeInput", "text", new SubOrchestrationOptions(instanceId: string.Empty)));
        work.Orchestrator("TwoChildrenOfOneId", async context =>
        {
            string id = context.InstanceId + "-child";
            Task<object?> first = CatchAsync(context, "SlowChild", null, new SubOrchestrationOptions(instanceId: id));
            Task<object?> second = CatchAsync(context, "SlowChild", null, new SubOrchestrationOptions(instanceId: id));
            return string.Join(" and ", await Task.WhenAll(first, second));
        });
        work.Orchestrator("ManyChildren", async context => string.Join(
            ",",
            await Task.WhenAll(Enumerable.Range(0, 10).Select(n => context.CallSubOrchestratorAsync<string>("SeeInput", $"{n}")))));
    }

    public static IEnumerable<ConformanceCase> All()
    {
        yield return new("child/input and result", probe => probe.RunAsync("CallChild", "text"));
        yield return new("child/without an input", probe => probe.RunAsync("CallChild"));
        yield return new("child/name in another case", probe => probe.RunAsync("CallChildInAnyCase"));
        yield return new("child/what it sees", probe => probe.RunAsync("CallSeeChild"));
        yield return new("child/version", probe => probe.RunAsync("CallSeeChildVersioned"));
        yield return new("child/many", probe => probe.RunAsync("ManyChildren"));
        foreach (string kind in ExceptionKinds.All)
        {
            yield return new($"child/failure/{kind}", probe => probe.RunAsync("CatchChild", kind));
        }

        yield return new("child/failure of its activity", probe => probe.RunAsync("CatchChildOfChild"));
        yield return new("child/unknown", probe => probe.RunAsync("CatchUnknownChild"));
        yield return new("child/event by its id", async probe =>
        {
            await probe.StartAsync("CallNamedChild");
            await probe.UntilStatusAsync(Microsoft.DurableTask.Client.OrchestrationRuntimeStatus.Running, "main-child");
            await probe.SendEventAsync("e", "text", "main-child");
            return await probe.EndAsync();
        });
        yield return new ConformanceCase("child/terminated", async probe =>
        {
            await probe.StartAsync("CatchListener");
            await probe.UntilStatusAsync(Microsoft.DurableTask.Client.OrchestrationRuntimeStatus.Running, "main-child");
            await probe.Client.TerminateInstanceAsync(probe.Id("main-child"), (object?)"enough");
            return await probe.EndAsync();
        }).DiffersFromAzure(
            40,
            "Completed: \"Listen 0 no inner Microsoft.DurableTask.OrchestrationTerminated|"
                + "The sub-orchestration \\u0027ID-main-child\\u0027 was terminated.|-\"",
            "Completed: \"Listen 0 no inner no details\"");
        yield return new("child/id of a finished instance", async probe =>
        {
            await probe.StartAsync("SeeInput", "old", "taken");
            await probe.EndAsync("taken");
            return await probe.RunAsync("CallChildOfGivenId", probe.Id("taken"));
        });
        yield return new ConformanceCase("child/id of a running instance", async probe =>
        {
            await probe.StartAsync("Listen", id: "taken");
            await probe.UntilStatusAsync(Microsoft.DurableTask.Client.OrchestrationRuntimeStatus.Running, "taken");
            return await probe.RunAsync("CallChildOfGivenId", probe.Id("taken"));
        }).DiffersFromAzure(
            40,
            "Completed: \"SeeInput 0 no inner DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException|An orchestration with the "
                + "instance id \\u0027ID-taken\\u0027 is Running; it cannot be started as a sub-orchestration.|-\"",
            "Completed: \"new\"");
        yield return new ConformanceCase("child/two of one id", probe => probe.RunAsync("TwoChildrenOfOneId")).DiffersFromAzure(
            40,
            "Completed: \"slow and SlowChild 1 no inner DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException|An orchestration "
                + "with the instance id \\u0027ID-main-child\\u0027 is Pending; it cannot be started as a sub-orchestration.|-\"",
            "Completed: \"slow and slow\"",
            Difference.NoAnswer);
        yield return new ConformanceCase("child/empty id", probe => probe.RunAsync("CallChildWithoutId")).DiffersFromAzure(
            40, "Completed: \"ArgumentException\"", "Completed: \"text\"");
    }

    private static async Task<object?> CatchAsync(
        TaskOrchestrationContext context, string orchestrator, string? input, TaskOptions? options)
    {
        try
        {
            return await context.CallSubOrchestratorAsync<string>(orchestrator, input, options);
        }
        catch (TaskFailedException failure)
        {
            return $"{failure.TaskName} {failure.TaskId} {failure.InnerException?.GetType().FullName ?? "no inner"} "
                + $"{ExceptionKinds.Describe(failure.FailureDetails)}";
        }
        catch (ArgumentException refusal)
        {
            return refusal.GetType().Name;
        }
    }
}

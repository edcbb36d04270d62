using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTask.Sqlite.Tests;

public sealed class SubOrchestrationTests
{
    [Fact]
    public async Task A_child_knows_its_parent_and_returns_to_it_under_the_id_that_was_given()
    {
        await using var harness = await new EngineHarness()
            .Orchestrator(
                "Child",
                context => Task.FromResult<object?>($"{context.Parent!.Name.Name}/{context.Parent.InstanceId}/{context.GetInput<int>()}"))
            .Orchestrator("Parent", async context =>
            {
                string named = await context.CallSubOrchestratorAsync<string>(
                    "Child", 1, new SubOrchestrationOptions(instanceId: "the-child"));
                string derived = await context.CallSubOrchestratorAsync<string>("Child", 2);
                return $"{named} {derived}";
            })
            .StartAsync();

        OrchestrationMetadata parent = await harness.RunAsync("Parent", id: "p");

        Assert.Equal("Parent/p/1 Parent/p/2", parent.ReadOutputAs<string>());
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await harness.Client.GetInstanceAsync("the-child"))!.RuntimeStatus);
    }

    [Fact]
    public async Task The_failure_of_a_child_is_the_parents_TaskFailedException()
    {
        await using var harness = await new EngineHarness()
            .Activity("Fail", _ => throw new FormatException("deep"))
            .Orchestrator("Child", async context =>
            {
                await context.CallActivityAsync("Fail");
                return null;
            })
            .Orchestrator("Parent", async context =>
            {
                try
                {
                    await context.CallSubOrchestratorAsync("Child");
                    return null;
                }
                catch (TaskFailedException failure)
                {
                    return new[] { failure.TaskName, failure.FailureDetails.ErrorType, failure.FailureDetails.InnerFailure!.ErrorType };
                }
            })
            .StartAsync();

        Assert.Equal(
            ["Child", typeof(TaskFailedException).FullName!, typeof(FormatException).FullName!],
            (await harness.ResultAsync<string[]>("Parent"))!);
    }

    [Fact]
    public async Task A_child_whose_id_is_in_use_fails_and_a_finished_one_is_replaced()
    {
        await using var harness = await new EngineHarness()
            .Orchestrator("Child", context => Task.FromResult<object?>("new"))
            .Orchestrator("Parent", async context =>
            {
                string own = context.InstanceId;
                TaskFailedException failure = await Assert.ThrowsAsync<TaskFailedException>(
                    () => context.CallSubOrchestratorAsync("Child", options: new SubOrchestrationOptions(instanceId: own)));
                Assert.Contains(own, failure.FailureDetails.ErrorMessage, StringComparison.Ordinal);
                return await context.CallSubOrchestratorAsync<string>("Child", options: new SubOrchestrationOptions(instanceId: "done"));
            })
            .StartAsync();
        await harness.RunAsync("Child", id: "done");

        Assert.Equal("new", await harness.ResultAsync<string>("Parent"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Termination_takes_the_children_along_where_asked(bool recursive)
    {
        await using var harness = await new EngineHarness()
            .Orchestrator("Grandchild", async context => await context.WaitForExternalEvent<string>("end"))
            .Orchestrator(
                "Child",
                async context => await context.CallSubOrchestratorAsync<string>(
                    "Grandchild", options: new SubOrchestrationOptions(instanceId: "g")))
            .Orchestrator(
                "Parent",
                async context => await context.CallSubOrchestratorAsync<string>(
                    "Child", options: new SubOrchestrationOptions(instanceId: "c")))
            .StartAsync();
        string parent = await harness.ScheduleAsync("Parent");
        await harness.UntilAsync("g", metadata => metadata.IsRunning, "the grandchild runs");

        await harness.Client.TerminateInstanceAsync(parent, new TerminateInstanceOptions("enough", recursive));

        Assert.Equal("enough", (await harness.CompletionAsync(parent)).ReadOutputAs<string>());
        if (recursive)
        {
            Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await harness.CompletionAsync("g")).RuntimeStatus);
        }
        else
        {
            await harness.Client.RaiseEventAsync("g", "end", "free");
            Assert.Equal("free", (await harness.CompletionAsync("c")).ReadOutputAs<string>());
        }
    }

    [Fact]
    public async Task A_terminated_child_fails_for_its_parent()
    {
        await using var harness = await new EngineHarness()
            .Orchestrator("Child", async context => await context.WaitForExternalEvent<string>("end"))
            .Orchestrator("Parent", async context =>
            {
                TaskFailedException failure = await Assert.ThrowsAsync<TaskFailedException>(
                    () => context.CallSubOrchestratorAsync("Child", options: new SubOrchestrationOptions(instanceId: "c")));
                return failure.FailureDetails.ErrorMessage;
            })
            .StartAsync();
        string parent = await harness.ScheduleAsync("Parent");
        await harness.UntilAsync("c", metadata => metadata.IsRunning, "the child runs");
        await harness.Client.TerminateInstanceAsync("c");

        Assert.Contains("terminated", (await harness.CompletionAsync(parent)).ReadOutputAs<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hundred_children_across_a_crash()
    {
        await using var harness = await new EngineHarness()
            .Orchestrator("Child", async context => await context.WaitForExternalEvent<int>("n"))
            .Orchestrator("Parent", async context => (await Task.WhenAll(Enumerable.Range(0, 100).Select(n =>
                context.CallSubOrchestratorAsync<int>("Child", options: new SubOrchestrationOptions(instanceId: $"c{n}"))))).Sum())
            .StartAsync();
        string parent = await harness.ScheduleAsync("Parent");
        await harness.UntilAsync("c99", metadata => metadata.IsRunning, "the last child runs");
        for (int n = 0; n < 50; n++)
        {
            await harness.Client.RaiseEventAsync($"c{n}", "n", n);
        }

        await harness.CrashAsync();
        await harness.StartAsync();
        await Task.WhenAll(Enumerable.Range(50, 50).Select(n => harness.Client.RaiseEventAsync($"c{n}", "n", n)));

        Assert.Equal(4950, (await harness.CompletionAsync(parent)).ReadOutputAs<int>());
    }
}

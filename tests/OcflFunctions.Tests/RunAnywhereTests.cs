using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Ocfl.Storage;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Imports;
using OcflFunctions.Storage;
using OcflFunctions.Updates;

namespace OcflFunctions.Tests;

/// <summary>What engines do that the embedded one does not.</summary>
public sealed class RunAnywhereTests
{
    private static readonly DateTimeOffset Created = new(2026, 8, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("suspend", OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Completed)]
    [InlineData("suspend", OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended)]
    [InlineData("resume", OrchestrationRuntimeStatus.Suspended, OrchestrationRuntimeStatus.Terminated)]
    [InlineData("resume", OrchestrationRuntimeStatus.Suspended, OrchestrationRuntimeStatus.Running)]
    [InlineData("cancel", OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Failed)]
    public async Task A_command_that_comes_a_moment_too_late_is_a_conflict(
        string command, OrchestrationRuntimeStatus seen, OrchestrationRuntimeStatus then)
    {
        await using StrictClient client = new StrictClient().Set("a", seen);
        client.Before = () => client.Set("a", then);

        Assert.Equal(StatusCodes.Status409Conflict, await CommandAsync(command, client));
    }

    [Fact]
    public async Task A_cancel_that_somebody_else_resumes_is_accepted()
    {
        await using StrictClient client = new StrictClient().Set("a", OrchestrationRuntimeStatus.Suspended);
        int commands = 0;
        client.Before = () => client.Set("a", commands++ == 0 ? OrchestrationRuntimeStatus.Suspended : OrchestrationRuntimeStatus.Running);

        Assert.Equal(StatusCodes.Status202Accepted, await CommandAsync("cancel", client));
        Assert.Equal([$"a {CancelRequest.Event}"], client.Events);
    }

    [Fact]
    public async Task A_cancel_resumes_what_was_suspended_after_its_status_was_read()
    {
        await using StrictClient client = new StrictClient().Set("a", OrchestrationRuntimeStatus.Running);
        client.Before = () => client.Set("a", OrchestrationRuntimeStatus.Suspended);

        Assert.Equal(StatusCodes.Status202Accepted, await CommandAsync("cancel", client));
        Assert.Equal(OrchestrationRuntimeStatus.Running, client.Instances["a"].RuntimeStatus);
    }

    [Theory]
    [InlineData("cancel")]
    [InlineData("resume")]
    public async Task A_suspend_has_taken_effect_when_it_is_answered(string next)
    {
        await using StrictClient client = new StrictClient { Lateness = 3 }.Set("a", OrchestrationRuntimeStatus.Running);

        Assert.Equal(StatusCodes.Status202Accepted, await CommandAsync("suspend", client));
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, client.Instances["a"].RuntimeStatus);

        Assert.Equal(StatusCodes.Status202Accepted, await CommandAsync(next, client));
        client.Settle();
        Assert.Equal(OrchestrationRuntimeStatus.Running, client.Instances["a"].RuntimeStatus);
    }

    [Theory]
    [InlineData(OrchestrationRuntimeStatus.Completed)]
    [InlineData(OrchestrationRuntimeStatus.Terminated)]
    public async Task A_suspend_does_not_wait_for_what_finishes_first(OrchestrationRuntimeStatus end)
    {
        await using StrictClient client = new StrictClient { Lateness = 3 }.Set("a", OrchestrationRuntimeStatus.Running);
        client.OnEffect = id => client.Set(id, end);

        Assert.Equal(StatusCodes.Status202Accepted, await CommandAsync("suspend", client));
    }

    [Theory]
    [InlineData("cancel")]
    [InlineData("resume")]
    public async Task What_runs_for_an_import_is_suspended_and_resumed_with_it(string next)
    {
        await using StrictClient client = new StrictClient { Lateness = 3 }
            .Set("a", OrchestrationRuntimeStatus.Running, nameof(ImportObjects))
            .Set("a-1", OrchestrationRuntimeStatus.Running, nameof(ImportObject))
            .Set("a-2", OrchestrationRuntimeStatus.Pending, nameof(ImportObject));
        client.OnEffect = id =>
        {
            // The turn before the suspend has started one more.
            if (id == "a")
            {
                client.Set("a-3", OrchestrationRuntimeStatus.Running, nameof(ImportObject));
                client.OnEffect = static _ => { };
            }
        };

        Assert.Equal(StatusCodes.Status202Accepted, await CommandAsync("suspend", client, isImport: true));
        Assert.All(client.Instances.Values, instance => Assert.Equal(OrchestrationRuntimeStatus.Suspended, instance.RuntimeStatus));

        Assert.Equal(StatusCodes.Status202Accepted, await CommandAsync(next, client, isImport: true));
        client.Settle();
        Assert.All(client.Instances.Values, instance => Assert.Equal(OrchestrationRuntimeStatus.Running, instance.RuntimeStatus));
    }

    [Theory]
    [InlineData("cancel")]
    [InlineData("resume")]
    public async Task A_part_whose_suspend_has_not_taken_effect_is_resumed_too(string next)
    {
        await using StrictClient client = new StrictClient { Lateness = int.MaxValue, RefusesResume = false }
            .Set("a", OrchestrationRuntimeStatus.Suspended, nameof(ImportObjects))
            .Set("a-1", OrchestrationRuntimeStatus.Running, nameof(ImportObject));
        await client.SuspendInstanceAsync("a-1");

        Assert.Equal(StatusCodes.Status202Accepted, await CommandAsync(next, client, isImport: true));
        client.Settle();
        Assert.All(client.Instances.Values, instance => Assert.Equal(OrchestrationRuntimeStatus.Running, instance.RuntimeStatus));
    }

    [Fact]
    public async Task A_refusal_that_nothing_explains_is_no_conflict()
    {
        await using StrictClient client = new StrictClient().Set("a", OrchestrationRuntimeStatus.Running);
        client.Before = () => throw new IOException("The engine cannot be reached.");

        await Assert.ThrowsAsync<IOException>(() => CommandAsync("suspend", client));
    }

    [Fact]
    public async Task Whoever_ends_before_it_is_told_is_passed_over()
    {
        WorkArea work = new(new MemoryStorage());
        ClaimStore claims = new(work, TimeProvider.System);
        await using StrictClient client = new();
        foreach (string id in (string[])["a", "b", "c"])
        {
            client.Set(id, OrchestrationRuntimeStatus.Running);
            await claims.ClaimAsync("o", id, client.GetLifeAsync, default);
        }

        client.Before = () => client.Set("b", OrchestrationRuntimeStatus.Terminated);

        using ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        UpdateTelemetry telemetry = new(
            services.GetRequiredService<IMeterFactory>(), TimeProvider.System, NullLogger<UpdateTelemetry>.Instance);
        UpdateLeftovers leftovers = new(
            new PlanStore(work), new StageStore(work), executors: null!, work, NullLogger<UpdateLeftovers>.Instance);
        await new ReleaseObject(claims, new NextUpdate(claims, leftovers), NoNotifier.Create(), telemetry).RunAsync(
            new ReleaseInput("a", "o", Created, UpdateStatus.Completed), client, default);

        Assert.Equal([$"c {UpdateObject.ClaimGrantedEvent}"], client.Events);
        Assert.Equal(["c"], await claims.GetAsync("o", default));
    }

    [Theory]
    [InlineData("Task 'CreatePlan' (#3) failed.", "Task 'CreatePlan' (#3) failed.")]
    [InlineData(
        """{"message":"Function 'UpdateObject' failed with an unhandled exception.","details":"System.Exception: x\n   at Y in /src/Z.cs:line 1"}""", "Function 'UpdateObject' failed with an unhandled exception.")]
    [InlineData("{not JSON", "{not JSON")]
    [InlineData(null, "The update failed.")]
    public void A_failure_without_details_is_told_by_its_output(string? output, string expected)
    {
        OrchestrationMetadata instance = new(nameof(UpdateObject), "a")
        {
            RuntimeStatus = OrchestrationRuntimeStatus.Failed,
            SerializedOutput = output,
            DataConverter = EngineJson.Converter,
        };

        Update view = UpdateViews.Describe(instance, new DefaultHttpContext().Request);

        Assert.Equal(UpdateStatus.Failed, view.Status);
        Assert.Equal(expected, view.Error!.Message);
    }

    [Theory]
    [InlineData("k")]
    [InlineData("/?#\\@~!")]
    public void Ids_are_such_as_every_engine_takes(string idempotencyKey)
    {
        string id = OrchestrationStarter<UpdateRequest>.IdOf("update", idempotencyKey);

        Assert.InRange(id.Length, 1, 100);
        Assert.All(id, character => Assert.True(char.IsAsciiLetterOrDigit(character)));
    }

    private static async Task<int> CommandAsync(string command, DurableTaskClient client, bool isImport = false)
    {
        await using ServiceProvider services = new ServiceCollection().AddLogging().BuildServiceProvider();
        UpdateCommandsApi updates = new(TimeProvider.System);
        ImportCommandsApi imports = new(TimeProvider.System);
        DefaultHttpContext context = new() { RequestServices = services };
        IResult result = (command, isImport) switch
        {
            ("suspend", false) => await updates.SuspendAsync(context.Request, "a", client, default),
            ("resume", false) => await updates.ResumeAsync(context.Request, "a", client, default),
            (_, false) => await updates.CancelAsync(context.Request, "a", client, default),
            ("suspend", true) => await imports.SuspendAsync(context.Request, "a", client, default),
            ("resume", true) => await imports.ResumeAsync(context.Request, "a", client, default),
            (_, true) => await imports.CancelAsync(context.Request, "a", client, default),
        };
        await result.ExecuteAsync(context);
        return context.Response.StatusCode;
    }
}

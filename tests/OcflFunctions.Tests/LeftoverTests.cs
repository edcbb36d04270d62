using Microsoft.DurableTask.Client;
using Ocfl.Testing;
using OcflFunctions.Contracts;
using OcflFunctions.Hosting;
using OcflFunctions.Updates;

namespace OcflFunctions.Tests;

/// <summary>What an update leaves that an operator terminated, and who removes it.</summary>
public sealed class LeftoverTests
{
    private const string Id = "terminated";
    private static readonly UpdateRequest Request = new()
    {
        ObjectId = "urn:x",
        Source = new UpdateSource { Directory = "source" },
        Message = "m",
        User = new UpdateUser("Ada", "mailto:a@b.c"),
    };

    private static readonly UpdateInput Input = new(Request, new UpdateSettings());

    public static TheoryData<string, string, string> Cases
    {
        get
        {
            TheoryData<string, string, string> cases = [];
            foreach (string kind in (string[])["Local", "InPlace"])
            {
                foreach (string remover in (string[])["next update", "sweep", "removal", "maintenance"])
                {
                    foreach (string last in (string[])[
                        "ClaimObject",
                        "ListSource",
                        "BuildStage",
                        "CreatePlan",
                        "write v1/inventory.json",
                        "write inventory.json",
                        "ApplyPlan",
                    ])
                    {
                        cases.Add(kind, remover, last);
                    }
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_terminated_update_leaves_nothing(string kind, string remover, string last)
    {
        await using UpdatePipeline pipeline = await PipelineAsync(kind);
        await TerminateAsync(pipeline, after: last);

        switch (remover)
        {
            case "next update":
                await pipeline.RunAsync(Request, (_, runAsync) => runAsync(), "next");
                break;
            case "sweep":
                await pipeline.SweepAsync();
                break;
            case "maintenance":
                Assert.Empty((await pipeline.MaintainAsync()).Errors);
                break;
            default:
                pipeline.Client.Instances.Clear();
                await pipeline.RemoveAsync(Id);
                break;
        }

        Assert.Empty(await LeftAsync(pipeline));
        Assert.Empty(remover == "removal" ? [] : await pipeline.QueueAsync("urn:x"));
    }

    [Fact]
    public async Task A_sweep_leaves_alone_what_runs_and_what_an_engine_may_know_that_is_not_asked()
    {
        await using UpdatePipeline pipeline = await PipelineAsync("Local");
        await TerminateAsync(pipeline, after: "BuildStage");
        pipeline.SetStatus(Id, OrchestrationRuntimeStatus.Suspended, Input);
        string[] left = await LeftAsync(pipeline);
        Assert.NotEmpty(left);

        await pipeline.SweepAsync();
        Assert.Equal(left, await LeftAsync(pipeline));

        pipeline.Client.Instances.Clear();
        await pipeline.SweepAsync();
        Assert.Equal(left, await LeftAsync(pipeline));

        pipeline.Time.Advance(SweepLeftovers.UnknownTime + TimeSpan.FromMinutes(1));
        await pipeline.SweepAsync();
        Assert.Empty(await LeftAsync(pipeline));
    }

    /// <summary>An activity that runs on after its update was terminated and cleared away clears away what it writes.</summary>
    [Theory]
    [InlineData("ListSource")]
    [InlineData("BuildStage")]
    [InlineData("CreatePlan")]
    public async Task An_activity_that_ends_after_the_termination_leaves_nothing(string late)
    {
        await using UpdatePipeline pipeline = await PipelineAsync("Local");

        await Assert.ThrowsAsync<CrashException>(() => pipeline.RunAsync(
            Request,
            async (name, _, runAsync) =>
            {
                if (name != late)
                {
                    return await runAsync();
                }

                pipeline.SetStatus(Id, OrchestrationRuntimeStatus.Terminated, Input);
                await runAsync();
                throw new CrashException();
            },
            Id));

        Assert.Empty(await LeftAsync(pipeline));
    }

    private static async Task TerminateAsync(UpdatePipeline pipeline, string after)
    {
        await Assert.ThrowsAsync<CrashException>(() => pipeline.RunAsync(
            Request,
            async (name, input, runAsync) =>
            {
                object? answer = await runAsync();
                return name == after || (input as ExecuteInput)?.Name == after ? throw new CrashException() : answer;
            },
            Id));
        pipeline.SetStatus(Id, OrchestrationRuntimeStatus.Terminated, Input);
    }

    private static async Task<string[]> LeftAsync(UpdatePipeline pipeline)
    {
        SortedDictionary<string, string> work = await UpdatePipeline.FilesAsync(pipeline.Work);
        List<string> left = [.. work.Keys.Where(file => file.StartsWith($"updates/{Id}/", StringComparison.Ordinal)
            && UpdateLeftovers.IsCleared(file))];
        if (pipeline.Root.PendingArea is { } pending)
        {
            left.AddRange(
                (await UpdatePipeline.FilesAsync(pending.Storage)).Keys.Where(file => file.StartsWith(Id, StringComparison.Ordinal)));
        }

        return [.. left];
    }

    private static async Task<UpdatePipeline> PipelineAsync(string kind)
    {
        UpdatePipeline pipeline = new(kind, singleSteps: 300);
        await pipeline.Place.WriteSourceAsync(
            Enumerable.Range(0, 3).ToDictionary(number => $"file-{number}", number => $"content {number}"));
        return pipeline;
    }
}

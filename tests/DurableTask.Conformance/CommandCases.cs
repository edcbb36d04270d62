using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTask.Conformance;

/// <summary>Commands of a client: events, terminations, suspensions, waits, rewinds.</summary>
internal static class CommandCases
{
    private static readonly string[] Commands = ["raise", "terminate", "suspend", "resume"];

    private static readonly string[] States = ["unknown", "Running", "Suspended", "Completed", "Failed", "Terminated"];

    public static void Register(Work work)
    {
        work.Orchestrator("CallLarge", async context => $"{(await context.CallActivityAsync<string>("Large")).Length}");
        work.Activity("Large", (_, _) => Task.FromResult<object?>(new string('x', 1_000_000)));
        work.Orchestrator("CallTwice", async context =>
            await context.CallActivityAsync<string>("Say", "a") + await context.WaitForExternalEvent<string>("e")
                + await context.CallActivityAsync<string>("Say", "b"));
        work.Orchestrator("ParentOfListener", async context => await context.CallSubOrchestratorAsync<string>(
            "Listen", null, new SubOrchestrationOptions(instanceId: context.InstanceId + "-child")));
        work.Orchestrator("FailOnce", async context => await context.CallActivityAsync<string>("FailFirst", "1"));
        work.Orchestrator("FailOnceCaughtThenFail", async context =>
        {
            string caught = "nothing";
            try
            {
                await context.CallActivityAsync<string>("Fail", "Timeout");
            }
            catch (TaskFailedException)
            {
                caught = "caught";
            }

            return caught + await context.CallActivityAsync<string>("FailFirst", "1");
        });
    }

    public static IEnumerable<ConformanceCase> All()
    {
        foreach (string command in Commands)
        {
            foreach (string state in States)
            {
                ConformanceCase @case = new($"command/{command}/{state}", async probe =>
                {
                    await BringToAsync(probe, state);
                    string outcome = await Probe.TryAsync(() => SendAsync(probe, command));
                    if (outcome == "done" && state is "Running" or "Suspended" && command == "terminate")
                    {
                        return await probe.EndAsync();
                    }

                    return outcome;
                });
                yield return state switch
                {
                    "unknown" => @case.DiffersFromTestHost("NotFound", "done"),
                    "Completed" or "Failed" or "Terminated" => @case.DiffersFromTestHost("FailedPrecondition", "done"),
                    "Suspended" when command == "suspend" => @case.ClientOnly(NotOverHttp.SecondSuspension)
                        .DiffersFromTestHost("FailedPrecondition", "done"),
                    _ => @case,
                };
            }
        }

        yield return new("command/terminate/output", async probe =>
        {
            await BringToAsync(probe, "Running");
            await probe.Client.TerminateInstanceAsync(probe.Id("main"), (object?)new { why = "enough" });
            await probe.EndAsync();
            return (await probe.GetAsync())!.SerializedOutput ?? "null";
        })
        { NotOverHttp = NotOverHttp.Output };
        foreach (bool recursive in (bool[])[true, false])
        {
            ConformanceCase terminated = new($"command/terminate/a parent/recursive {recursive}", async probe =>
            {
                await probe.StartAsync("ParentOfListener");
                await probe.UntilStatusAsync(OrchestrationRuntimeStatus.Running, "main-child");
                await probe.Client.TerminateInstanceAsync(probe.Id("main"), new TerminateInstanceOptions(Recursive: recursive));
                await probe.EndAsync();
                await Task.Delay(300);
                return (await probe.GetAsync("main-child"))!.RuntimeStatus.ToString();
            })
            { NotOverHttp = NotOverHttp.Recursion };
            yield return recursive ? terminated.DiffersFromAzure(40, "Terminated", "Running") : terminated;
        }

        yield return new("command/suspend/events wait", async probe =>
        {
            await probe.StartAsync("CallTwice");
            await probe.UntilStatusAsync(OrchestrationRuntimeStatus.Running);
            await probe.Client.SuspendInstanceAsync(probe.Id("main"), "for later");
            await probe.UntilStatusAsync(OrchestrationRuntimeStatus.Suspended);
            await probe.SendEventAsync("e", "+");
            await Task.Delay(150);
            string during = (await probe.GetAsync())!.RuntimeStatus.ToString();
            await probe.Client.ResumeInstanceAsync(probe.Id("main"), "now");
            return $"{during}, then {await probe.EndAsync()}";
        });
        yield return new("command/suspend/twice, then resumed once", async probe =>
        {
            await BringToAsync(probe, "Suspended");
            await Probe.TryAsync(() => probe.Client.SuspendInstanceAsync(probe.Id("main")));
            await probe.Client.ResumeInstanceAsync(probe.Id("main"));
            await probe.UntilStatusAsync(OrchestrationRuntimeStatus.Running);
            await probe.SendEventAsync("e", "text");
            return await probe.EndAsync();
        });
        yield return new("command/wait/unknown, by a token", async probe =>
        {
            using CancellationTokenSource enough = new(TimeSpan.FromMilliseconds(200));
            string outcome = await Probe.TryAsync(() => probe.Client.WaitForInstanceCompletionAsync(probe.Id("main"), enough.Token));
            return enough.IsCancellationRequested ? "waited" : outcome;
        })
        { NotOverHttp = NotOverHttp.Token };
        yield return new("command/wait/started meanwhile", async probe =>
        {
            Task<OrchestrationMetadata> wait = probe.Client.WaitForInstanceCompletionAsync(probe.Id("main"), getInputsAndOutputs: true);
            await Task.Delay(100);
            await probe.StartAsync("SeeInput", "text");
            return probe.Describe(await wait.WaitAsync(TimeSpan.FromSeconds(10)));
        });
        yield return new("command/wait/for a start", async probe =>
        {
            await probe.StartAsync("Listen");
            OrchestrationMetadata started = await probe.Client.WaitForInstanceStartAsync(probe.Id("main"));
            return started.RuntimeStatus.ToString();
        });
        yield return new("command/get/unknown", async probe => probe.Describe(await probe.GetAsync("nobody")));
        yield return new ConformanceCase("command/rewind/failed", probe => RewindAsync(probe, "FailOnce")).DiffersFromTestHost(
            "Completed: \"2\"", nameof(NotImplementedException));
        yield return new ConformanceCase(
            "command/rewind/after a caught failure", probe => RewindAsync(probe, "FailOnceCaughtThenFail")).DiffersFromAzure(
            40, "Completed: \"caught2\"", there: null, nameof(NotImplementedException));
        yield return new ConformanceCase("command/rewind/completed", async probe =>
        {
            await probe.RunAsync("SeeInput");
            return await Probe.TryAsync(() => probe.Client.RewindInstanceAsync(probe.Id("main"), "again"));
        }).DiffersFromTestHost("InvalidOperationException", nameof(NotImplementedException));
    }

    private static async Task<string> RewindAsync(Probe probe, string orchestrator)
    {
        await probe.RunAsync(orchestrator);
        string outcome = await Probe.TryAsync(() => probe.Client.RewindInstanceAsync(probe.Id("main"), "again"));
        if (outcome != "done")
        {
            return outcome;
        }

        await probe.UntilAsync(instance => instance.RuntimeStatus == OrchestrationRuntimeStatus.Completed || !instance.IsCompleted);
        return await probe.EndAsync();
    }

    private static Task SendAsync(Probe probe, string command) => command switch
    {
        "raise" => probe.SendEventAsync("other", "text"),
        "terminate" => probe.Client.TerminateInstanceAsync(probe.Id("main"), (object?)"enough"),
        "suspend" => probe.Client.SuspendInstanceAsync(probe.Id("main")),
        _ => probe.Client.ResumeInstanceAsync(probe.Id("main")),
    };

    private static async Task BringToAsync(Probe probe, string state)
    {
        switch (state)
        {
            case "unknown":
                return;
            case "Completed":
                await probe.RunAsync("SeeInput");
                return;
            case "Failed":
                await probe.RunAsync("Throw", "Timeout");
                return;
        }

        await probe.StartAsync("Listen");
        await probe.UntilStatusAsync(OrchestrationRuntimeStatus.Running);
        switch (state)
        {
            case "Suspended":
                await probe.Client.SuspendInstanceAsync(probe.Id("main"));
                await probe.UntilStatusAsync(OrchestrationRuntimeStatus.Suspended);
                break;
            case "Terminated":
                await probe.Client.TerminateInstanceAsync(probe.Id("main"));
                await probe.EndAsync();
                break;
        }
    }
}

using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTask.Conformance;

/// <summary>Starts: ids in use, versions, later starts, large inputs, restarts.</summary>
internal static class StartCases
{
    private static readonly string[] Statuses = ["Running", "Suspended", "Completed", "Failed", "Terminated"];

    private static readonly string[] Refused = ["a/b", "a\\b", "a#b", "a?b", "ü", "a\tb"];

    private static readonly string[] Ids = ["with space", "a.b-c_d", "UPPER", "a:b", "(x)", "@a", .. Refused];

    public static void Register(Work work)
    {
        work.Orchestrator("SeeVersion", async context => $"'{context.Version}' {await context.CallActivityAsync<string>("Say", "text")}");
        work.Orchestrator("Length", context => Task.FromResult<object?>($"{context.GetInput<string>()!.Length}"));
    }

    public static IEnumerable<ConformanceCase> All()
    {
        foreach (string status in Statuses)
        {
            ConformanceCase none = InUse(status, "no DedupeStatuses", new StartOrchestrationOptions());
            ConformanceCase empty = InUse(
                status, "empty DedupeStatuses", new StartOrchestrationOptions { DedupeStatuses = [] }).ClientOnly(NotOverHttp.Dedupe);
            bool isRunning = status is "Running" or "Suspended";
            yield return isRunning ? none.DiffersFromTestHost("AlreadyExists", "replaced") : none;
            yield return isRunning ? empty.DiffersFromTestHost("AlreadyExists", "replaced") : empty;
            yield return InUse(status, "all DedupeStatuses", new StartOrchestrationOptions().WithDedupeStatuses(
                OrchestrationRuntimeStatus.Pending,
                OrchestrationRuntimeStatus.Running,
                OrchestrationRuntimeStatus.Suspended,
                OrchestrationRuntimeStatus.Completed,
                OrchestrationRuntimeStatus.Failed,
                OrchestrationRuntimeStatus.Terminated)).ClientOnly(NotOverHttp.Dedupe);
        }

        yield return new("start/an unknown status in DedupeStatuses", async probe => await Probe.TryAsync(() => probe.StartAsync(
            "SeeInput", null, new StartOrchestrationOptions(probe.Id("main")) { DedupeStatuses = ["Lost"] })))
        { NotOverHttp = NotOverHttp.Dedupe };
        foreach (string id in Ids)
        {
            ConformanceCase named = new ConformanceCase($"start/id '{id}'", async probe => await Probe.TryAsync(
                () => probe.StartAsync("SeeInput", null, new StartOrchestrationOptions(id + probe.Id("main"))))).ClientOnly(NotOverHttp.Id);
            yield return id switch
            {
                "@a" => named.DiffersFromTestHost("ArgumentException", "done"),
                _ when Refused.Contains(id) => named.DiffersFromAzure(40, "ArgumentException", "done"),
                _ => named,
            };
        }

        foreach (int length in (int[])[100, 101])
        {
            ConformanceCase @long = new ConformanceCase(
                $"start/id of {length} characters",
                async probe => await Probe.TryAsync(() => probe.StartAsync(
                    "SeeInput", null, new StartOrchestrationOptions(probe.Id("main").PadRight(length, 'x'))))).ClientOnly(NotOverHttp.Id);
            yield return length > 100 ? @long.DiffersFromAzure(40, "ArgumentException", "done") : @long;
        }

        foreach (string version in (string[])["", "1", "2.0", "abc"])
        {
            ConformanceCase versioned = new ConformanceCase($"start/version '{version}'", async probe =>
            {
                await probe.StartAsync("SeeVersion", null, new StartOrchestrationOptions(probe.Id("main")) { Version = version });
                return await probe.EndAsync();
            }).ClientOnly(NotOverHttp.Version);
            string runs = $"Completed: \"\\u0027{version}\\u0027 text\"";
            yield return version.Length == 0 ? versioned : versioned.DiffersFromAzure(40, runs, Difference.NoAnswer, testHost: runs);
        }

        foreach (int size in (int[])[1_000_000, 4_000_000, 5_000_000])
        {
            yield return new($"start/input of {size} characters", async probe =>
                await Probe.TryAsync(() => probe.StartAsync("Length", new string('x', size))))
            { NotOverHttp = NotOverHttp.Size };
        }

        yield return new("start/event of 5000000 characters", async probe =>
        {
            await probe.StartAsync("Listen");
            return await Probe.TryAsync(() => probe.SendEventAsync("e", new string('x', 5_000_000)));
        })
        { NotOverHttp = NotOverHttp.Size };
        yield return new("start/large result of an activity", async probe =>
        {
            await probe.StartAsync("CallLarge");
            return await probe.EndAsync();
        });
        yield return new("start/the time of creation of a second start moves", async probe =>
        {
            await probe.RunAsync("SeeInput");
            DateTimeOffset first = (await probe.GetAsync())!.CreatedAt;
            await Task.Delay(1100);
            await probe.RunAsync("SeeInput");
            return $"{(await probe.GetAsync())!.CreatedAt > first}";
        });
        yield return new ConformanceCase("start/later", async probe =>
        {
            await probe.StartAsync(
                "SeeInput", "text", new StartOrchestrationOptions(probe.Id("main"), DateTimeOffset.UtcNow.AddHours(1)));
            await Task.Delay(300);
            return (await probe.GetAsync())!.RuntimeStatus.ToString();
        }).ClientOnly(NotOverHttp.Later);
        yield return new ConformanceCase("start/later, then terminated", async probe =>
        {
            await probe.StartAsync(
                "SeeInput", "text", new StartOrchestrationOptions(probe.Id("main"), DateTimeOffset.UtcNow.AddSeconds(2)));
            await Probe.TryAsync(() => probe.Client.TerminateInstanceAsync(probe.Id("main")));
            await probe.UntilAsync(instance => instance.IsCompleted);
            await Task.Delay(2500);
            return (await probe.GetAsync())!.RuntimeStatus.ToString();
        }).ClientOnly(NotOverHttp.Later).DiffersFromAzure(40, "Terminated", "Completed", testHost: "Terminated");
        yield return new ConformanceCase("start/later, with an event before", async probe =>
        {
            await probe.StartAsync("Listen", null, new StartOrchestrationOptions(probe.Id("main"), DateTimeOffset.UtcNow.AddSeconds(1)));
            await probe.SendEventAsync("e", "early");
            return await probe.EndAsync();
        }).ClientOnly(NotOverHttp.Later).DiffersFromAzure(
            40, "Completed: \"early\"", Difference.NoAnswer, testHost: "Completed: \"early\"");
        foreach (bool newId in (bool[])[true, false])
        {
            string way = newId ? "a new id" : "its id";
            yield return new($"restart/finished under {way}", async probe =>
            {
                await probe.RunAsync("SeeInput", "text");
                string id = await probe.Client.RestartAsync(probe.Id("main"), newId);
                OrchestrationMetadata again = await probe.Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true);
                return $"{id == probe.Id("main")} {probe.Describe(again)}";
            });
            ConformanceCase running = new($"restart/running under {way}", async probe =>
            {
                await probe.StartAsync("Listen");
                await probe.UntilStatusAsync(OrchestrationRuntimeStatus.Running);
                return await Probe.TryAsync(() => probe.Client.RestartAsync(probe.Id("main"), newId));
            });
            yield return newId ? running : running.DiffersFromTestHost("InvalidOperationException", "Internal");
            yield return new($"restart/unknown under {way}", async probe =>
                await Probe.TryAsync(() => probe.Client.RestartAsync(probe.Id("main"), newId)));
        }

        yield return new ConformanceCase("restart/version", async probe =>
        {
            await probe.StartAsync("SeeVersion", null, new StartOrchestrationOptions(probe.Id("main")) { Version = "2.0" });
            await probe.EndAsync();
            string id = await probe.Client.RestartAsync(probe.Id("main"), restartWithNewInstanceId: true);
            return probe.Describe(await probe.Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true));
        }).ClientOnly(NotOverHttp.Version).DiffersFromAzure(
            40,
            "Completed: \"\\u00272.0\\u0027 text\"",
            "Completed: \"\\u0027\\u0027 text\"",
            testHost: "Completed: \"\\u00272.0\\u0027 text\"");
    }

    private static ConformanceCase InUse(string status, string way, StartOrchestrationOptions options) =>
        new($"start/id of a {status} instance/{way}", async probe =>
        {
            await BringToAsync(probe, status);
            string outcome = await Probe.TryAsync(
                () => probe.StartAsync("SeeInput", "new", options with { InstanceId = probe.Id("main") }));
            if (outcome != "done")
            {
                return outcome;
            }

            await probe.UntilAsync(instance => instance is { IsCompleted: true, SerializedInput: "\"new\"" });
            return "replaced";
        });

    private static async Task BringToAsync(Probe probe, string status)
    {
        switch (status)
        {
            case "Completed":
                await probe.RunAsync("SeeInput", "old");
                return;
            case "Failed":
                await probe.RunAsync("Throw", "Timeout");
                return;
        }

        await probe.StartAsync("Listen", "old");
        await probe.UntilStatusAsync(OrchestrationRuntimeStatus.Running);
        switch (status)
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

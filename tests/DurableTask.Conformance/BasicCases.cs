using System.Globalization;
using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTask.Conformance;

/// <summary>What an orchestrator returns, throws, sees of its context, and shows.</summary>
internal static class BasicCases
{
    private const int MostStatusCharacters = (8 * 1024) - 2;

    private static readonly string[] Results = ["null", "\"text\"", "1", "1.5", "true", "[1,2]", "{\"A\":1}", "\"\"", "\"ü\\u0000\""];

    public static void Register(Work work)
    {
        work.Orchestrator("Return", context => Task.FromResult<object?>(
            context.GetInput<string>() is { } json ? JsonSerializer.Deserialize<JsonElement?>(json) : null));
        work.Orchestrator("Throw", context => throw ExceptionKinds.Create(context.GetInput<string>()!));
        work.Orchestrator("ThrowLater", async context =>
        {
            await context.CallActivityAsync<string>("Say", "first");
            throw ExceptionKinds.Create(context.GetInput<string>()!);
        });
        work.Orchestrator("SeeContext", SeeContextAsync);
        work.Orchestrator("SeeVersionIsNull", context => Task.FromResult<object?>(
            context.Version is null ? "null" : context.Version.Length == 0 ? "empty" : "a version"));
        work.Orchestrator("SeeClock", SeeClockAsync);
        work.Orchestrator("SeeGuids", SeeGuidsAsync);
        work.Orchestrator("SeeInput", context => Task.FromResult<object?>(context.GetInput<string>() ?? "no input"));
        work.Orchestrator("Status", StatusAsync);
        work.Orchestrator("LongStatus", LongStatusAsync);
        work.Orchestrator("TwoStatuses", async context =>
        {
            context.SetCustomStatus("first");
            context.SetCustomStatus("second");
            await context.WaitForExternalEvent<string>("end");
            return null;
        });
    }

    public static IEnumerable<ConformanceCase> All()
    {
        foreach (string json in Results)
        {
            yield return new($"return/{json}", probe => probe.RunAsync("Return", json));
        }

        foreach (string kind in ExceptionKinds.All)
        {
            yield return Failed($"throw/{kind}", "Throw", kind);
        }

        yield return Failed("throw/after an activity", "ThrowLater", "InvalidOperation");
        yield return new ConformanceCase("throw/a cancellation", probe => probe.RunAsync("Throw", "Cancelled")).DiffersFromAzure(
            40,
            "Failed: System.OperationCanceledException: stopped",
            there: null,
            "Failed: System.AggregateException: One or more errors occurred. (A task was canceled.)");
        yield return new("context/what it shows", probe => probe.RunAsync("SeeContext"));
        yield return new ConformanceCase("context/the version of an unversioned one", probe => probe.RunAsync("SeeVersionIsNull"))
            .ClientOnly(NotOverHttp.Unversioned)
            .DiffersFromAzure(54, "Completed: \"empty\"", "Completed: \"null\"");
        yield return new("context/the name as the caller wrote it", probe => probe.RunAsync("sEEcONTEXT"));
        yield return new("context/the clock", probe => probe.RunAsync("SeeClock"));
        yield return new ConformanceCase("context/identifiers", probe => probe.RunAsync("SeeGuids")).DiffersFromAzure(
            40, "Completed: \"True version 8\"", "Completed: \"True version 5\"");
        yield return new("input/a text", probe => probe.RunAsync("SeeInput", "text"));
        yield return new("input/none", probe => probe.RunAsync("SeeInput"));
        yield return new("unknown orchestrator", probe => probe.RunAsync("NobodyHasThisName"))
        {
            NotOverHttp = NotOverHttp.UnknownOrchestrator,
        };
        foreach (string json in Results)
        {
            yield return new($"custom status/{json}", async probe =>
            {
                await probe.StartAsync("Status", json);
                await probe.UntilCustomStatusAsync("\"set\"");
                await probe.SendEventAsync("next");
                await probe.EndAsync();
                return (await probe.GetAsync())!.SerializedCustomStatus ?? "null";
            });
        }

        yield return new("custom status/the last of a turn", async probe =>
        {
            await probe.StartAsync("TwoStatuses");
            OrchestrationMetadata seen = await probe.UntilAsync(instance => instance.SerializedCustomStatus is not null);
            return seen.SerializedCustomStatus!;
        });
        yield return new(
            $"custom status/{MostStatusCharacters} characters", probe => probe.RunAsync("LongStatus", Text(MostStatusCharacters)));
        yield return new ConformanceCase(
            $"custom status/{MostStatusCharacters + 1} characters", probe => probe.RunAsync("LongStatus", Text(MostStatusCharacters + 1)))
            .DiffersFromTestHost(
                "Failed: System.ArgumentException: The custom status has 16386 bytes of UTF-16 JSON; at most 16384 are allowed.",
                "Completed: \"set\"");
        yield return Shown("input", instance => instance.SerializedInput);
        yield return Shown("output", instance => instance.SerializedOutput);
        yield return Shown("custom status", instance => instance.SerializedCustomStatus);
        yield return new ConformanceCase("shown/failure without payloads", async probe =>
        {
            await probe.RunAsync("Throw", "Timeout");
            OrchestrationMetadata instance = (await probe.Client.GetInstanceAsync(probe.Id("main"), getInputsAndOutputs: false))!;
            return instance.FailureDetails?.ErrorType ?? "null";
        }).ClientOnly(NotOverHttp.Payloads).DiffersFromAzure(40, "System.TimeoutException", "null");
        yield return new ConformanceCase("shown/output of a failure", async probe =>
        {
            await probe.RunAsync("Throw", "Timeout");
            return (await probe.GetAsync())!.SerializedOutput ?? "null";
        }).ClientOnly(NotOverHttp.Failure).DiffersFromAzure(40, "null", "System.TimeoutException: too long", "too long");
        yield return new("shown/tags", async probe =>
        {
            StartOrchestrationOptions options = new(probe.Id("main"))
            {
                Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["kind"] = "red", ["Kind"] = "blue" },
            };
            await probe.StartAsync("SeeInput", "text", options);
            await probe.EndAsync();
            return string.Join(",", (await probe.GetAsync())!.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal));
        })
        { NotOverHttp = NotOverHttp.Tags };
        yield return new("shown/times", async probe =>
        {
            DateTimeOffset before = DateTimeOffset.UtcNow.AddSeconds(-2);
            await probe.RunAsync("SeeClock");
            OrchestrationMetadata instance = (await probe.GetAsync())!;
            return $"{instance.CreatedAt >= before} {instance.LastUpdatedAt >= instance.CreatedAt} {instance.Name}";
        });
    }

    private static ConformanceCase Failed(string name, string orchestrator, string kind) => new(name, async probe =>
    {
        await probe.RunAsync(orchestrator, kind);
        OrchestrationMetadata instance = (await probe.GetAsync())!;
        return $"{instance.RuntimeStatus} {ExceptionKinds.Describe(instance.FailureDetails)}";
    })
    { NotOverHttp = NotOverHttp.Failure };

    private static ConformanceCase Shown(string what, Func<OrchestrationMetadata, string?> read) => new($"shown/{what}", async probe =>
    {
        await probe.RunAsync("Status", "\"shown\"");
        OrchestrationMetadata without = (await probe.Client.GetInstanceAsync(probe.Id("main"), getInputsAndOutputs: false))!;
        OrchestrationMetadata with = (await probe.GetAsync())!;
        return $"{read(without) ?? "null"} then {read(with) ?? "null"}";
    })
    { NotOverHttp = NotOverHttp.Payloads };

    private static string Text(int characters) => characters.ToString(CultureInfo.InvariantCulture);

    private static async Task<object?> SeeContextAsync(TaskOrchestrationContext context)
    {
        await context.CallActivityAsync<string>("Say", "text");
        return $"{context.Name} {context.InstanceId.EndsWith("-main", StringComparison.Ordinal)} {context.Parent is null} "
            + $"'{context.Version}' {context.CurrentUtcDateTime.Kind}";
    }

    private static async Task<object?> SeeClockAsync(TaskOrchestrationContext context)
    {
        DateTime first = context.CurrentUtcDateTime;
        DateTime same = context.CurrentUtcDateTime;
        await context.CreateTimer(TimeSpan.FromMilliseconds(1), CancellationToken.None);
        DateTime later = context.CurrentUtcDateTime;
        return $"{first == same} {later > first} {first.Kind}";
    }

    private static async Task<object?> SeeGuidsAsync(TaskOrchestrationContext context)
    {
        Guid first = context.NewGuid();
        Guid second = context.NewGuid();
        await context.CallActivityAsync<string>("Say", "text");
        return $"{first != second} version {first.ToString("N")[12]}";
    }

    private static async Task<object?> StatusAsync(TaskOrchestrationContext context)
    {
        context.SetCustomStatus("set");
        if (context.GetInput<string>() == "\"shown\"")
        {
            return "output";
        }

        await context.WaitForExternalEvent<object?>("next");
        context.SetCustomStatus(JsonSerializer.Deserialize<JsonElement?>(context.GetInput<string>()!));
        return null;
    }

    private static async Task<object?> LongStatusAsync(TaskOrchestrationContext context)
    {
        try
        {
            context.SetCustomStatus(new string('x', int.Parse(context.GetInput<string>()!, CultureInfo.InvariantCulture)));
            await context.CallActivityAsync<string>("Say", "text");
        }
#pragma warning disable CA1031 // Whether anything can be caught is what is seen.
        catch (Exception)
        {
            return "caught";
        }
#pragma warning restore CA1031

        return "set";
    }
}

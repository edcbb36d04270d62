using System.Text.Json;
using Microsoft.DurableTask;

namespace DurableTask.Conformance;

/// <summary>JSON of each kind, read as each kind of type: of events, of results of activities and of children.</summary>
internal static class ConversionCases
{
    private static readonly string[] Payloads = ["null", "\"text\"", "1", "1.5", "true", "[1,2]", "{\"A\":1}"];

    private static readonly string[] Types = ["string", "int", "int?", "double", "bool", "int[]", "Pair", "object"];

    private static readonly string[] Ways = ["waiting", "kept", "activity", "child"];

    public static void Register(Work work)
    {
        foreach (string way in Ways)
        {
            work.Orchestrator($"Read-{way}", context => ReadAsync(context, way));
        }

        work.Orchestrator("JsonChild", context => Task.FromResult<object?>(Element(context.GetInput<string>()!)));
    }

    public static IEnumerable<ConformanceCase> All() =>
        from way in Ways
        from type in Types
        from payload in Payloads
        select new ConformanceCase($"conversion/{way}/{payload} as {type}", probe => RunAsync(probe, way, type, payload))
        {
            NotOverHttp = payload == "null" && (way is "waiting" or "kept") ? NotOverHttp.NoPayload : null,
        };

    private static async Task<string> RunAsync(Probe probe, string way, string type, string payload)
    {
        await probe.StartAsync($"Read-{way}", $"{type} {payload}");
        switch (way)
        {
            case "waiting":
                await probe.UntilCustomStatusAsync("\"waiting\"");
                await probe.SendEventAsync("e", Element(payload));
                break;
            case "kept":
                await probe.SendEventAsync("e", Element(payload));
                await probe.SendEventAsync("go", "now");
                break;
        }

        return await probe.EndAsync();
    }

    private static JsonElement? Element(string json) => json == "null" ? null : JsonSerializer.Deserialize<JsonElement>(json);

    private static async Task<object?> ReadAsync(TaskOrchestrationContext context, string way)
    {
        string[] input = context.GetInput<string>()!.Split(' ', 2);
        if (way == "kept")
        {
            await context.WaitForExternalEvent<string>("go");
        }

        try
        {
            return input[0] switch
            {
                "string" => Show(await AsAsync<string>(context, way, input[1])),
                "int" => Show(await AsAsync<int>(context, way, input[1])),
                "int?" => Show(await AsAsync<int?>(context, way, input[1])),
                "double" => Show(await AsAsync<double>(context, way, input[1])),
                "bool" => Show(await AsAsync<bool>(context, way, input[1])),
                "int[]" => Show(await AsAsync<int[]>(context, way, input[1])),
                "Pair" => Show(await AsAsync<Pair>(context, way, input[1])),
                _ => Show(await AsAsync<object>(context, way, input[1])),
            };
        }
#pragma warning disable CA1031 // What can be caught is what is seen.
        catch (Exception exception)
        {
            return $"caught {exception.GetType().FullName}: {exception.Message}";
        }
#pragma warning restore CA1031
    }

    private static Task<T> AsAsync<T>(TaskOrchestrationContext context, string way, string payload)
    {
        switch (way)
        {
            case "activity":
                return context.CallActivityAsync<T>("Json", payload);
            case "child":
                return context.CallSubOrchestratorAsync<T>("JsonChild", payload);
            default:
                Task<T> wait = context.WaitForExternalEvent<T>("e");
                context.SetCustomStatus("waiting");
                return wait;
        }
    }

    private static string Show<T>(T value) => $"read {JsonSerializer.Serialize(value)}";

    private sealed record Pair(int A, string? B);
}

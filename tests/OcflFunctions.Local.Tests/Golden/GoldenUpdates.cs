using System.Text.Json;
using DurableTask.Sqlite;
using DurableTask.Sqlite.Client;
using DurableTask.Sqlite.History;
using DurableTask.Sqlite.Tests;
using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Time.Testing;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Hosting;
using OcflFunctions.Updates;

namespace OcflFunctions.Local.Tests.Golden;

/// <summary>Updates at all points of their life, in a database: made, and brought to their end.</summary>
internal static class GoldenUpdates
{
    private static readonly string[] Ids =
        [
            "being cancelled",
            "cancelled",
            "completed",
            "copying",
            "failed",
            "failing",
            "held",
            "held again",
            "releasing",
            "staging",
            "suspended",
            "waiting",
        ];

    /// <summary>Makes a database in which each update is where its name says.</summary>
    public static async Task MakeAsync(string database, string version)
    {
        GoldenScript script = new(isBeingMade: true);
        FakeTimeProvider time = new(GoldenScript.Start);
        await using SqliteDurableTaskEngine engine = new(Options(database), script.Registry(), EngineJson.Converter, time: time);
        await engine.StartAsync(CancellationToken.None);
        SqliteDurableTaskClient client = engine.Client;
        foreach (string id in Ids)
        {
            UpdateRequest request = new() { ObjectId = $"urn:example:{id}", Source = new UpdateSource { Directory = "folder" } };
            UpdateSettings settings = new() { Window = 2, Attempts = id == "copying" ? 2 : 1, HoldTime = TimeSpan.FromDays(1) };
            await client.ScheduleNewOrchestrationInstanceAsync(
                nameof(UpdateObject), new UpdateInput(request, settings), new StartOrchestrationOptions(id) { Version = version });
        }

        // Its second step waits to be tried again; that is tried, and then the fourth waits.
        await UntilRecordedAsync(engine, "copying", results: 8);
        time.Advance(TimeSpan.FromSeconds(1));
        await UntilRecordedAsync(engine, "copying", results: 10);

        await UntilRecordedAsync(engine, "waiting", results: 1);
        await UntilRecordedAsync(engine, "staging", results: 3);
        await UntilRecordedAsync(engine, "suspended", results: 3);
        await client.SuspendInstanceAsync("suspended", "for later");
        await UntilRecordedAsync(engine, "held", results: 11);
        await UntilRecordedAsync(engine, "held again", results: 11);
        await client.RaiseEventAsync("held again", UpdateObject.RetryEvent, new RetryRequest("mended"));
        await UntilRecordedAsync(engine, "held again", results: 13);
        foreach (string id in (string[])["being cancelled", "cancelled"])
        {
            await UntilRecordedAsync(engine, id, results: 6);
            await client.RaiseEventAsync(id, CancelRequest.Event, new CancelRequest("not wanted"));
        }

        await Deadline.UntilAsync(
            () => script.Deliveries("being cancelled", "RevertOcflActivity") > 0, "the undoing of the one that is cancelled");
        await Deadline.UntilAsync(() => script.Deliveries("failing", "RevertOcflActivity") > 0, "the undoing of the one that fails");
        await Deadline.UntilAsync(() => script.Deliveries("releasing", "ReleaseObject") > 0, "the release");
        await Deadline.UntilAsync(
            async () => (await client.GetInstanceAsync("suspended"))!.RuntimeStatus == OrchestrationRuntimeStatus.Suspended,
            "the suspension");
        foreach (string id in (string[])["completed", "cancelled", "failed"])
        {
            await client.WaitForInstanceCompletionAsync(id, Deadline.Token());
        }
    }

    /// <summary>Brings all updates to their end, none of whose activities fails any more.</summary>
    /// <returns>
    /// What each that had not ended was at before, how it ended, and all that it called in its life, in the order of the names.
    /// </returns>
    public static async Task<IReadOnlyList<string>> FinishAsync(
        string database, Func<GoldenScript, SqliteDurableTaskRegistry>? build = null)
    {
        GoldenScript script = new(isBeingMade: false);
        FakeTimeProvider time = new(GoldenScript.Start);
        time.Advance(TimeSpan.FromSeconds(5));
        await using SqliteDurableTaskEngine engine = new(
            Options(database), build?.Invoke(script) ?? script.Registry(), EngineJson.Converter, time: time);
        await engine.StartAsync(CancellationToken.None);
        SqliteDurableTaskClient client = engine.Client;
        Dictionary<string, UpdatePhase> phases = [];
        foreach (string id in (string[])["held", "held again", "suspended", "waiting"])
        {
            phases[id] = EngineJson.Converter.Deserialize<UpdateCustomStatus>(
                (await client.GetInstanceAsync(id, getInputsAndOutputs: true))!.SerializedCustomStatus!)!.Phase!.Value;
        }

        await UnlessFinishedAsync(client.RaiseEventAsync("waiting", UpdateObject.ClaimGrantedEvent, "another"));
        await UnlessFinishedAsync(client.RaiseEventAsync("held", UpdateObject.RetryEvent, new RetryRequest("mended")));
        await UnlessFinishedAsync(client.RaiseEventAsync("held again", UpdateObject.RetryEvent, new RetryRequest("mended")));
        await UnlessFinishedAsync(client.ResumeInstanceAsync("suspended"));
        List<string> ends = [];
        foreach (string id in Ids)
        {
            OrchestrationMetadata end = await client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, Deadline.Token());
            string before = phases.TryGetValue(id, out UpdatePhase phase) ? $" (was {phase})" : "";
            ends.Add($"{id}{before}: {Outcome(end)}: {string.Join(", ", await CallsAsync(engine, id))}");
        }

        return ends;
    }

    // An update whose replay differs has failed before its command.
    private static async Task UnlessFinishedAsync(Task command)
    {
        try
        {
            await command;
        }
        catch (RpcException refusal) when (refusal.StatusCode == StatusCode.FailedPrecondition)
        {
        }
    }

    private static SqliteDurableTaskOptions Options(string database) =>
        new() { DatabasePath = database, HolderName = "the golden host", MaxActivityDeliveries = 1000 };

    private static string Outcome(OrchestrationMetadata end) => end.RuntimeStatus == OrchestrationRuntimeStatus.Completed
        ? $"{end.ReadOutputAs<UpdateResult>()!.Outcome} {end.ReadOutputAs<UpdateResult>()!.Version}".TrimEnd()
        : $"{end.RuntimeStatus} {end.FailureDetails?.ErrorType}";

    private static async Task<IEnumerable<string>> CallsAsync(SqliteDurableTaskEngine engine, string id)
    {
        List<string> calls = [];
        await foreach (OrchestrationHistoryEvent happened in engine.GetHistoryAsync(id))
        {
            if (happened.Type == HistoryEventType.TaskScheduled)
            {
                calls.Add(GoldenScript.Call(happened.Name!, NumberIn(happened.Input)));
            }
        }

        return calls.Order(StringComparer.Ordinal);
    }

    private static int? NumberIn(string? input)
    {
        using JsonDocument document = JsonDocument.Parse(input ?? "{}");
        return ((string[])["slice", "batch", "number"])
            .Select(name => document.RootElement.TryGetProperty(name, out JsonElement number) ? number.GetInt32() : (int?)null)
            .FirstOrDefault(number => number is not null);
    }

    // A turn's results are recorded together with what it decided.
    private static Task UntilRecordedAsync(SqliteDurableTaskEngine engine, string id, int results) => Deadline.UntilAsync(
        async () => await engine.GetHistoryAsync(id).CountAsync(
            happened => happened.Type is HistoryEventType.TaskCompleted or HistoryEventType.TaskFailed) == results,
        $"{results} results of '{id}'");
}

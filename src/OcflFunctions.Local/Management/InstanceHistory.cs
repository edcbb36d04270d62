using System.Text.Json;
using DurableTask.Sqlite;
using DurableTask.Sqlite.History;

namespace OcflFunctions.Local.Management;

/// <summary>
/// Writes the history of an instance as the Functions extension does: a task that has its result is one event, that of the result.
/// </summary>
internal sealed class InstanceHistory(SqliteDurableTaskEngine engine)
{
    /// <summary>Writes the events as an array, and flushes as it goes.</summary>
    public async Task WriteAsync(
        Utf8JsonWriter json, string instanceId, bool showInput, bool showOutput, CancellationToken cancellation)
    {
        HashSet<int> finished = await FinishedTasksAsync(instanceId, cancellation);
        var inputs = new Dictionary<int, string?>();

        json.WriteStartArray();
        await foreach (OrchestrationHistoryEvent happened in engine.GetHistoryAsync(instanceId, cancellation))
        {
            if (IsCall(happened) && happened.TaskId is { } called && finished.Contains(called))
            {
                inputs[called] = happened.Input;
                continue;
            }

            HistoryEventWriter.Write(json, WithInputOfCall(happened, inputs), showInput, showOutput);
            await JsonAnswer.FlushIfFullAsync(json, cancellation);
        }

        json.WriteEndArray();
    }

    // The first pass reads only the numbers, so that the second can omit the calls without holding the events.
    private async Task<HashSet<int>> FinishedTasksAsync(string instanceId, CancellationToken cancellation)
    {
        var finished = new HashSet<int>();
        await foreach (OrchestrationHistoryEvent happened in engine.GetHistoryAsync(instanceId, cancellation))
        {
            if (IsResult(happened) && happened.TaskId is { } task)
            {
                finished.Add(task);
            }
        }

        return finished;
    }

    private static OrchestrationHistoryEvent WithInputOfCall(OrchestrationHistoryEvent happened, Dictionary<int, string?> inputs) =>
        IsResult(happened) && happened.TaskId is { } task && inputs.Remove(task, out string? input)
            ? happened with { Input = input }
            : happened;

    private static bool IsCall(OrchestrationHistoryEvent happened) =>
        happened.Type is HistoryEventType.TaskScheduled or HistoryEventType.SubOrchestrationInstanceCreated;

    private static bool IsResult(OrchestrationHistoryEvent happened) => happened.Type
        is HistoryEventType.TaskCompleted
        or HistoryEventType.TaskFailed
        or HistoryEventType.SubOrchestrationInstanceCompleted
        or HistoryEventType.SubOrchestrationInstanceFailed;
}

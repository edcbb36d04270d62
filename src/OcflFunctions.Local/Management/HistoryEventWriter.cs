using System.Text.Json;
using DurableTask.Sqlite.History;
using Microsoft.DurableTask;

namespace OcflFunctions.Local.Management;

/// <summary>Writes one event of a history with the property names of the Functions extension.</summary>
internal static class HistoryEventWriter
{
    /// <summary>Writes the event as an object.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="happened">The event.</param>
    /// <param name="showInput">Whether inputs are written.</param>
    /// <param name="showOutput">Whether results are written.</param>
    public static void Write(Utf8JsonWriter json, OrchestrationHistoryEvent happened, bool showInput, bool showOutput)
    {
        json.WriteStartObject();
        json.WriteString("EventType", EventType(happened.Type));
        WriteName(json, happened);
        WriteStatus(json, happened.Type);
        WriteIfKnown(json, "InstanceId", happened.InstanceId);
        if (showInput)
        {
            WriteIfKnown(json, "Input", happened.Input);
        }

        if (showOutput && happened.Result is not null)
        {
            StatusWriter.WritePayload(json, "Result", happened.Result);
        }

        WriteFailure(json, happened);
        WriteIfKnown(json, "FireAt", happened.FireAt);
        WriteIfKnown(json, "ScheduledTime", happened.ScheduledTime);
        json.WriteString("Timestamp", happened.Timestamp.UtcDateTime);
        json.WriteEndObject();
    }

    // In the extension's histories every finished orchestration is completed; its status has the outcome.
    private static string EventType(HistoryEventType type) =>
        type == HistoryEventType.ExecutionFailed ? nameof(HistoryEventType.ExecutionCompleted) : type.ToString();

    private static void WriteName(Utf8JsonWriter json, OrchestrationHistoryEvent happened)
    {
        bool isFunction = happened.Type
            is HistoryEventType.ExecutionStarted
            or HistoryEventType.TaskCompleted
            or HistoryEventType.TaskFailed
            or HistoryEventType.SubOrchestrationInstanceCompleted
            or HistoryEventType.SubOrchestrationInstanceFailed;
        WriteIfKnown(json, isFunction ? "FunctionName" : "Name", happened.Name);
    }

    private static void WriteStatus(Utf8JsonWriter json, HistoryEventType type) =>
        WriteIfKnown(json, "OrchestrationStatus", type switch
        {
            HistoryEventType.ExecutionCompleted => "Completed",
            HistoryEventType.ExecutionFailed => "Failed",
            _ => null,
        });

    private static void WriteFailure(Utf8JsonWriter json, OrchestrationHistoryEvent happened)
    {
        WriteIfKnown(json, "Reason", happened.FailureDetails?.ErrorMessage ?? happened.Reason);
        if (happened.FailureDetails is { } failure)
        {
            WriteIfKnown(json, "Details", failure.StackTrace);
            json.WritePropertyName("FailureDetails");
            WriteDetails(json, failure);
        }
    }

    private static void WriteDetails(Utf8JsonWriter json, TaskFailureDetails? failure)
    {
        if (failure is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        json.WriteString("ErrorType", failure.ErrorType);
        json.WriteString("ErrorMessage", failure.ErrorMessage);
        json.WriteString("StackTrace", failure.StackTrace);
        json.WritePropertyName("InnerFailure");
        WriteDetails(json, failure.InnerFailure);
        json.WriteEndObject();
    }

    private static void WriteIfKnown(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static void WriteIfKnown(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } value)
        {
            json.WriteString(name, value.UtcDateTime);
        }
    }
}

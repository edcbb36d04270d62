using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.DurableTask;
using CoreExceptions = DurableTask.Core.Exceptions;
using CoreFailureDetails = DurableTask.Core.FailureDetails;

namespace DurableTask.Sqlite.Store;

/// <summary>A failure as it is recorded.</summary>
internal sealed record FailureRecord(
    [property: JsonPropertyName("type")] string ErrorType,
    [property: JsonPropertyName("message")] string ErrorMessage,
    [property: JsonPropertyName("stack")] string? StackTrace,
    [property: JsonPropertyName("inner")] FailureRecord? Inner,
    [property: JsonPropertyName("final")] bool IsNonRetriable = false)
{
    public static FailureRecord From(Exception exception) => exception switch
    {
        TaskFailedException failed => Describe(failed, From(failed.FailureDetails)),
        _ => Describe(exception, exception.InnerException is { } inner ? From(inner) : null),
    };

    /// <summary>The failure that a parent gets for a child that was terminated.</summary>
    public static FailureRecord Terminated(string instanceId) => new(
        "Microsoft.DurableTask.OrchestrationTerminated", $"The sub-orchestration '{instanceId}' was terminated.", null, null);

    public static FailureRecord Parse(string? json) => json is null
        ? new FailureRecord("None", string.Empty, null, null)
        : JsonSerializer.Deserialize(json, RecordJson.Default.FailureRecord)!;

    public string ToJson() => JsonSerializer.Serialize(this, RecordJson.Default.FailureRecord);

    public TaskFailureDetails ToDetails() =>
        new(ErrorType, ErrorMessage, StackTrace, Inner?.ToDetails(), new Dictionary<string, object?>(StringComparer.Ordinal));

    public CoreFailureDetails ToCore() => new(
        ErrorType, ErrorMessage, StackTrace, Inner?.ToCore(), IsNonRetriable, new Dictionary<string, object?>(StringComparer.Ordinal));

    /// <summary>The exception of DurableTask.Core that retry policies are asked about, and that a task's failure has inside.</summary>
    public CoreExceptions.OrchestrationException ToCoreException(string name, int task, bool isActivity)
    {
        CoreExceptions.OrchestrationException exception = isActivity
            ? new CoreExceptions.TaskFailedException(0, task, name, string.Empty, ErrorMessage, null)
            : new CoreExceptions.SubOrchestrationFailedException(0, task, name, string.Empty, ErrorMessage, null);
        exception.FailureDetails = ToCore();
        return exception;
    }

    private static FailureRecord From(TaskFailureDetails details) => new(
        details.ErrorType, details.ErrorMessage, details.StackTrace, details.InnerFailure is { } inner ? From(inner) : null);

    private static FailureRecord Describe(Exception exception, FailureRecord? inner) =>
        new(exception.GetType().FullName ?? exception.GetType().ToString(), exception.Message, exception.StackTrace, inner);
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(FailureRecord))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class RecordJson : JsonSerializerContext;

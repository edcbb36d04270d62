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
    // JSON is at most 64 levels deep.
    private const int MostInner = 32;

    /// <summary>Describes an exception and at most 32 inner exceptions. Faults of their own members are caught.</summary>
    public static FailureRecord From(Exception exception) => From(exception, MostInner);

    /// <summary>The failure that a parent gets for a child that was terminated.</summary>
    public static FailureRecord Terminated(string instanceId) => new(
        "Microsoft.DurableTask.OrchestrationTerminated", $"The sub-orchestration '{instanceId}' was terminated.", null, null);

    /// <exception cref="JsonException">It is not the JSON of a failure.</exception>
    public static FailureRecord Parse(string? json) => json is null
        ? new FailureRecord("None", string.Empty, null, null)
        : JsonSerializer.Deserialize(json, RecordJson.Default.FailureRecord) ?? throw new JsonException("The failure is null.");

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

    private static FailureRecord From(Exception exception, int most) => new(
        exception.GetType().FullName ?? exception.GetType().ToString(),
        Read(() => exception.Message) ?? string.Empty,
        Read(() => exception.StackTrace),
        most == 0 ? null
            : exception is TaskFailedException failed ? From(failed.FailureDetails, most - 1)
            : exception.InnerException is { } inner ? From(inner, most - 1)
            : null);

    private static FailureRecord From(TaskFailureDetails details, int most) => new(
        details.ErrorType,
        details.ErrorMessage,
        details.StackTrace,
        most > 0 && details.InnerFailure is { } inner ? From(inner, most - 1) : null);

    private static string? Read(Func<string?> member)
    {
        try
        {
            return member();
        }
#pragma warning disable CA1031 // A member may throw anything.
        catch (Exception fault)
        {
            return $"It cannot be read: {fault.GetType()}.";
        }
#pragma warning restore CA1031
    }
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(FailureRecord))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class RecordJson : JsonSerializerContext;

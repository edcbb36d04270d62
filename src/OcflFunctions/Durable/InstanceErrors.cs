using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using OcflFunctions.Contracts;

namespace OcflFunctions.Durable;

/// <summary>Failures as callers see them.</summary>
internal static class InstanceErrors
{
    private const string Suffix = "Exception";

    /// <summary>The error of a failed activity.</summary>
    public static UpdateError Describe(Exception failure) => failure switch
    {
        TaskFailedException failed => Describe(failed.FailureDetails, failed.TaskName),
        _ => new UpdateError(ShortName(failure.GetType().FullName ?? Suffix), failure.Message),
    };

    /// <summary>The error in a failure's details.</summary>
    public static UpdateError Describe(TaskFailureDetails failure, string? activity = null) =>
        new(ShortName(failure.ErrorType), failure.ErrorMessage, activity);

    /// <summary>
    /// What a caller may read of the output of a failed orchestration. If it failed outside its own code, the output is an object of
    /// the Functions host, with a message, and with details that contain stacks and paths of the machine.
    /// </summary>
    public static string? TextOf(string? output)
    {
        if (output is not ['{', ..])
        {
            return output;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(output);
            return document.RootElement.TryGetProperty("message", out JsonElement message) && message.ValueKind == JsonValueKind.String
                ? message.GetString()
                : output;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return output;
        }
    }

    /// <summary>Why an instance failed or is held; null if it did not and is not.</summary>
    /// <param name="instance">The instance. Not every engine keeps the details of a failure; then the output has its text.</param>
    /// <param name="reported">The error in the instance's custom status; null if it has none.</param>
    /// <param name="noun">What the instance is, for messages.</param>
    public static UpdateError? ErrorOf(
        OrchestrationMetadata instance, UpdateError? reported, string noun) => reported ?? instance.RuntimeStatus switch
        {
            OrchestrationRuntimeStatus.Failed when instance.FailureDetails is { } failure => Describe(failure),
            OrchestrationRuntimeStatus.Failed => new UpdateError("Failed", TextOf(instance.SerializedOutput) ?? $"The {noun} failed."),
            OrchestrationRuntimeStatus.Terminated => new UpdateError(
                "Terminated", instance.SerializedOutput ?? $"An operator terminated the {noun}."),
            _ => null,
        };

    // Ocfl.Updates.ObjectConflictException is ObjectConflict to a caller.
    private static string ShortName(string type)
    {
        string name = type[(type.LastIndexOf('.') + 1)..];
        return name.Length > Suffix.Length && name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name;
    }
}

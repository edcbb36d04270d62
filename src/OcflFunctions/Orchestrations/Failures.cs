using System.Text.Json;
using Microsoft.DurableTask;
using OcflFunctions.Contracts;

namespace OcflFunctions.Orchestrations;

/// <summary>Failures as callers see them.</summary>
internal static class Failures
{
    private const string Suffix = "Exception";

    /// <summary>The error of a failed activity; null for a cancel, which is none.</summary>
    public static UpdateError? Describe(Exception failure) => failure switch
    {
        UpdateCancelledException => null,
        TaskFailedException failed => Describe(failed.FailureDetails, failed.TaskName),
        _ => new UpdateError(ShortName(failure.GetType().FullName ?? Suffix), failure.Message),
    };

    /// <summary>The error that a failure's details tell of.</summary>
    public static UpdateError Describe(TaskFailureDetails failure, string? activity = null) =>
        new(ShortName(failure.ErrorType), failure.ErrorMessage, activity);

    /// <summary>
    /// What a caller may read of the output of a failed orchestration. Where it failed outside its own code, the Functions host
    /// writes an object there, with a message and with details that hold stacks and paths of the machine.
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
        catch (JsonException)
        {
            return output;
        }
    }

    // Ocfl.Updates.ObjectConflictException is ObjectConflict to a caller.
    private static string ShortName(string type)
    {
        string name = type[(type.LastIndexOf('.') + 1)..];
        return name.Length > Suffix.Length && name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name;
    }
}

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

    // Ocfl.Updates.ObjectConflictException is ObjectConflict to a caller.
    private static string ShortName(string type)
    {
        string name = type[(type.LastIndexOf('.') + 1)..];
        return name.Length > Suffix.Length && name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name;
    }
}

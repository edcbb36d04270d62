using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>A validation as callers see it.</summary>
public sealed record Validation
{
    /// <summary>The validation's id.</summary>
    public required string Id { get; init; }

    /// <summary>Its status.</summary>
    public required ValidationStatus Status { get; init; }

    /// <summary>When it was requested, in UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its state last changed, in UTC.</summary>
    public required DateTimeOffset LastUpdatedAt { get; init; }

    /// <summary>The request; null if the engine has lost it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ValidationRequest? Request { get; init; }

    /// <summary>How far it is; all zero before it starts.</summary>
    public ValidationProgress Progress { get; init; } = new();

    /// <summary>The result; null until it has finished, and if it failed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ValidationResult? Result { get; init; }

    /// <summary>Why it failed or was terminated; null if neither.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UpdateError? Error { get; init; }

    /// <summary>Its URLs.</summary>
    public required ValidationLinks Links { get; init; }

    /// <summary>Whether it has finished, with whatever result.</summary>
    [JsonIgnore]
    public bool IsFinished =>
        Status is ValidationStatus.Completed or ValidationStatus.Failed or ValidationStatus.Cancelled or ValidationStatus.Terminated;
}

/// <summary>The status of a validation.</summary>
[JsonConverter(typeof(UnknownFallbackConverter<ValidationStatus>))]
public enum ValidationStatus
{
    /// <summary>A status that this version of the client does not know. It does not count as finished.</summary>
    Unknown,

    /// <summary>Waits to be started.</summary>
    Queued,

    /// <summary>Works.</summary>
    Running,

    /// <summary>Suspended by a caller.</summary>
    Suspended,

    /// <summary>Has finished; <see cref="ValidationResult.Outcome"/> has the outcome.</summary>
    Completed,

    /// <summary>Failed: there is no result.</summary>
    Failed,

    /// <summary>Cancelled by a caller: the result has what was found until then.</summary>
    Cancelled,

    /// <summary>Terminated by an operator.</summary>
    Terminated,
}

/// <summary>The URL of a validation, and those of its report and its commands: paths on this service.</summary>
/// <param name="Self">GET: the validation.</param>
/// <param name="Findings">GET: what it has found.</param>
/// <param name="Suspend">POST: suspends it.</param>
/// <param name="Resume">POST: resumes it.</param>
/// <param name="Cancel">POST: cancels it.</param>
/// <param name="Events">GET: its changes as they happen (<c>text/event-stream</c>).</param>
public sealed record ValidationLinks(string Self, string Findings, string Suspend, string Resume, string Cancel, string Events);

/// <summary>A page of validations, newest first.</summary>
/// <param name="Validations">The validations.</param>
/// <param name="Continuation">
/// Gets the next page, as the query parameter <c>continuation</c>; null on the last page. A page that is not the last can have fewer
/// validations than requested, or none.
/// </param>
public sealed record ValidationPage(
    IReadOnlyList<Validation> Validations,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Continuation);

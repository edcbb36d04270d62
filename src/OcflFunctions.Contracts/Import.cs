using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>An import as callers see it.</summary>
public sealed record Import
{
    /// <summary>The import's id.</summary>
    public required string Id { get; init; }

    /// <summary>Its status.</summary>
    public required ImportStatus Status { get; init; }

    /// <summary>When it was requested, in UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its state last changed, in UTC.</summary>
    public required DateTimeOffset LastUpdatedAt { get; init; }

    /// <summary>The request; null if the engine has lost it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImportRequest? Request { get; init; }

    /// <summary>How far it is; null before it starts.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImportProgress? Progress { get; init; }

    /// <summary>The result; null until it has finished, and if it failed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImportResult? Result { get; init; }

    /// <summary>Why it failed or was terminated; null if neither.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UpdateError? Error { get; init; }

    /// <summary>Its URL, and those of its report and its commands.</summary>
    public required ImportLinks Links { get; init; }

    /// <summary>Whether it has finished, with whatever result.</summary>
    [JsonIgnore]
    public bool IsFinished => Status
        is ImportStatus.Completed or ImportStatus.Cancelled or ImportStatus.Failed or ImportStatus.Terminated;
}

/// <summary>The status of an import.</summary>
[JsonConverter(typeof(UnknownFallbackConverter<ImportStatus>))]
public enum ImportStatus
{
    /// <summary>A status that this version of the client does not know. It does not count as finished.</summary>
    Unknown,

    /// <summary>Waits to be started.</summary>
    Queued,

    /// <summary>Works.</summary>
    Running,

    /// <summary>Suspended by a caller.</summary>
    Suspended,

    /// <summary>Has finished; <see cref="ImportResult.Outcome"/> says whether all objects are in the storage root.</summary>
    Completed,

    /// <summary>Cancelled by a caller. Each object is whole in the storage root, or not at all.</summary>
    Cancelled,

    /// <summary>Failed: the source could not be listed.</summary>
    Failed,

    /// <summary>Terminated by an operator. What it had not committed is removed later.</summary>
    Terminated,
}

/// <summary>The URL of an import, and those of its report and its commands: paths on this service.</summary>
/// <param name="Self">GET: the import.</param>
/// <param name="Objects">GET: the outcome of each object so far.</param>
/// <param name="Findings">GET: what is wrong with the objects that are not valid.</param>
/// <param name="Suspend">POST: suspends it.</param>
/// <param name="Resume">POST: resumes it.</param>
/// <param name="Cancel">POST: cancels it.</param>
/// <param name="Events">GET: its changes as they happen (<c>text/event-stream</c>).</param>
public sealed record ImportLinks(
    string Self, string Objects, string Findings, string Suspend, string Resume, string Cancel, string Events);

/// <summary>A page of imports, newest first.</summary>
/// <param name="Imports">The imports.</param>
/// <param name="Continuation">Gets the next page, as the query parameter <c>continuation</c>; null on the last page.</param>
public sealed record ImportPage(
    IReadOnlyList<Import> Imports,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Continuation);

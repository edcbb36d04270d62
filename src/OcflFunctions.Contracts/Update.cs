using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>An update as callers see it.</summary>
public sealed record Update
{
    /// <summary>The update's id.</summary>
    public required string Id { get; init; }

    /// <summary>The object's id; null if the engine has lost the request.</summary>
    public required string? ObjectId { get; init; }

    /// <summary>Its status.</summary>
    public required UpdateStatus Status { get; init; }

    /// <summary>The current phase; null before it starts and after it has finished.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UpdatePhase? Phase { get; init; }

    /// <summary>When it was requested, in UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its state last changed, in UTC.</summary>
    public required DateTimeOffset LastUpdatedAt { get; init; }

    /// <summary>The request.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UpdateRequest? Request { get; init; }

    /// <summary>How far it is; all zero before it starts.</summary>
    public UpdateProgress Progress { get; init; } = new();

    /// <summary>The steps one by one, for a plan of up to 2,100; null for a larger one, and in a list of updates.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<UpdateStep>? Steps { get; init; }

    /// <summary>The result; null until it has finished, and if it failed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UpdateResult? Result { get; init; }

    /// <summary>Why it failed, is held or is being undone; null when none of these.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UpdateError? Error { get; init; }

    /// <summary>Its URL and those of its commands.</summary>
    public required UpdateLinks Links { get; init; }

    /// <summary>Whether it has finished, with whatever result.</summary>
    [JsonIgnore]
    public bool IsFinished =>
        Status is UpdateStatus.Completed
            or UpdateStatus.Unchanged
            or UpdateStatus.Failed
            or UpdateStatus.Cancelled
            or UpdateStatus.Terminated;
}

/// <summary>The status of an update.</summary>
[JsonConverter(typeof(UnknownFallbackConverter<UpdateStatus>))]
public enum UpdateStatus
{
    /// <summary>A status that this version of the client does not know. It does not count as finished.</summary>
    Unknown,

    /// <summary>Waits to be started, or for its turn with the object.</summary>
    Queued,

    /// <summary>Works, in one of the <see cref="UpdatePhase"/>s.</summary>
    Running,

    /// <summary>Waits for an operator to fix a fault, and then for a retry or a cancel.</summary>
    Held,

    /// <summary>Suspended by a caller.</summary>
    Suspended,

    /// <summary>A new version is committed.</summary>
    Completed,

    /// <summary>The object already has the requested content.</summary>
    Unchanged,

    /// <summary>Failed; what was not committed is undone.</summary>
    Failed,

    /// <summary>Cancelled by a caller; undone.</summary>
    Cancelled,

    /// <summary>Terminated by an operator, without being undone.</summary>
    Terminated,
}

/// <summary>The phase of an update.</summary>
[JsonConverter(typeof(UnknownFallbackConverter<UpdatePhase>))]
public enum UpdatePhase
{
    /// <summary>A value that this version of the client does not know.</summary>
    Unknown,

    /// <summary>Waits for its turn with the object.</summary>
    Claiming,

    /// <summary>Lists, hashes and stages the source.</summary>
    Staging,

    /// <summary>Creates the plan from the base version and the stage.</summary>
    Planning,

    /// <summary>Copies the content into place.</summary>
    Copying,

    /// <summary>Writes the inventories.</summary>
    Committing,

    /// <summary>Is committed; executes the remaining steps and verifies the version.</summary>
    Finishing,

    /// <summary>Undoes what is not committed.</summary>
    Reverting,

    /// <summary>Waits for an operator to fix a fault: for a retry or a cancel, until the hold expires.</summary>
    Held,
}

/// <summary>A step of an update's plan.</summary>
/// <param name="Number">Its place in the plan, from 1.</param>
/// <param name="Name">What it does, such as <c>copy v1/content/readme.txt</c>.</param>
/// <param name="Bytes">How many bytes it writes.</param>
/// <param name="State">How far it is.</param>
/// <param name="Note">Why it had nothing to do; null if it had something to do.</param>
public sealed record UpdateStep(
    int Number,
    string Name,
    long Bytes,
    StepState State,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Note);

/// <summary>How far a step is.</summary>
[JsonConverter(typeof(StepStateConverter))]
public enum StepState
{
    /// <summary>A value that this version of the client does not know.</summary>
    Unknown,

    /// <summary>Waits.</summary>
    Waiting,

    /// <summary>Runs.</summary>
    Running,

    /// <summary>Did its work.</summary>
    Done,

    /// <summary>Had been done before, and was skipped.</summary>
    AlreadyDone,
}

/// <summary>The URL of an update and those of its commands: paths on this service.</summary>
/// <param name="Self">GET: the update.</param>
/// <param name="Suspend">POST: suspends it.</param>
/// <param name="Resume">POST: resumes it.</param>
/// <param name="Cancel">POST: cancels it.</param>
/// <param name="Retry">POST: retries what failed, if it is held.</param>
/// <param name="Events">GET: its changes as they happen (<c>text/event-stream</c>).</param>
public sealed record UpdateLinks(string Self, string Suspend, string Resume, string Cancel, string Retry, string Events);

/// <summary>A page of updates, newest first.</summary>
/// <param name="Updates">The updates.</param>
/// <param name="Continuation">
/// Gets the next page, as the query parameter <c>continuation</c>; null on the last page. A page that is not the last can have fewer
/// updates than requested, or none.
/// </param>
public sealed record UpdatePage(
    IReadOnlyList<Update> Updates,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Continuation);

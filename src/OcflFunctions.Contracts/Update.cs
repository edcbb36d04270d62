using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>An update as callers see it.</summary>
public sealed record Update
{
    /// <summary>The update's id.</summary>
    public required string Id { get; init; }

    /// <summary>The object's id; null when the engine has lost the request.</summary>
    public required string? ObjectId { get; init; }

    /// <summary>Its status.</summary>
    public required UpdateStatus Status { get; init; }

    /// <summary>What it is at; null before it starts, and once it has ended.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UpdatePhase? Phase { get; init; }

    /// <summary>When it was asked for, in UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When something was last known of it, in UTC.</summary>
    public required DateTimeOffset LastUpdatedAt { get; init; }

    /// <summary>What was asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UpdateRequest? Request { get; init; }

    /// <summary>How far it is; null before it starts.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UpdateProgress? Progress { get; init; }

    /// <summary>The steps one by one, for a plan of up to a few hundred; null for a larger one, and in a list of updates.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<UpdateStep>? Steps { get; init; }

    /// <summary>How it came out; null until then, and when it failed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UpdateResult? Result { get; init; }

    /// <summary>Why it failed, is held or is being undone; null when none of these.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UpdateError? Error { get; init; }

    /// <summary>Where it is, and what can be asked of it.</summary>
    public required UpdateLinks Links { get; init; }

    /// <summary>Whether it has come to its end, however it came out.</summary>
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
    /// <summary>One that this client does not know yet; it is not taken for an end.</summary>
    Unknown,

    /// <summary>Waits to be started, or for its turn with the object.</summary>
    Queued,

    /// <summary>Works, in one of the <see cref="UpdatePhase"/>s.</summary>
    Running,

    /// <summary>Waits for an operator to mend a fault, and then for a retry or a cancel.</summary>
    Held,

    /// <summary>Suspended by a caller.</summary>
    Suspended,

    /// <summary>A new version is committed.</summary>
    Completed,

    /// <summary>The object already was what was asked for.</summary>
    Unchanged,

    /// <summary>Failed; what was not committed is undone.</summary>
    Failed,

    /// <summary>Cancelled by a caller; undone.</summary>
    Cancelled,

    /// <summary>Terminated by an operator, without being undone.</summary>
    Terminated,
}

/// <summary>What an update is at.</summary>
[JsonConverter(typeof(UnknownFallbackConverter<UpdatePhase>))]
public enum UpdatePhase
{
    /// <summary>One that this client does not know yet.</summary>
    Unknown,

    /// <summary>Waits for its turn with the object.</summary>
    Claiming,

    /// <summary>Lists, hashes and stages the source.</summary>
    Staging,

    /// <summary>Makes the plan from the base version and the stage.</summary>
    Planning,

    /// <summary>Brings the content into place.</summary>
    Copying,

    /// <summary>Writes the inventories.</summary>
    Committing,

    /// <summary>Is committed; does what comes after, and checks.</summary>
    Finishing,

    /// <summary>Undoes what is not committed.</summary>
    Reverting,

    /// <summary>Waits for an operator to mend a fault: for a retry or a cancel, until the hold's time is over.</summary>
    Held,
}

/// <summary>A step of an update's plan.</summary>
/// <param name="Number">Its place in the plan, from 1.</param>
/// <param name="Name">What it does, such as <c>copy v1/content/readme.txt</c>.</param>
/// <param name="Bytes">How many bytes it writes.</param>
/// <param name="State">How far it is.</param>
/// <param name="Note">Why it had nothing to do; null when it had, or nothing is to be said.</param>
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
    /// <summary>One that this client does not know yet.</summary>
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

/// <summary>Where an update is, and what can be asked of it: paths on this service.</summary>
/// <param name="Self">GET: the update.</param>
/// <param name="Suspend">POST: suspends it.</param>
/// <param name="Resume">POST: resumes it.</param>
/// <param name="Cancel">POST: cancels it.</param>
/// <param name="Retry">POST: lets it go on after a hold.</param>
public sealed record UpdateLinks(string Self, string Suspend, string Resume, string Cancel, string Retry);

/// <summary>Some updates, newest first.</summary>
/// <param name="Updates">The updates.</param>
/// <param name="Continuation">Gives the next page, as the query parameter <c>continuation</c>; null when there is none.</param>
public sealed record UpdatePage(
    IReadOnlyList<Update> Updates,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Continuation);

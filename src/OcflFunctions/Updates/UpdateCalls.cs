using Microsoft.AspNetCore.Http;
using OcflFunctions.Contracts;
using OcflFunctions.Http;
using OcflFunctions.Http.Events;
using OcflFunctions.Http.OpenApi;
using OcflFunctions.Keys;

namespace OcflFunctions.Updates;

/// <summary>Describes the calls about updates.</summary>
internal sealed class UpdateCalls : IDescribeCalls
{
    private const string Id = UpdateExamples.Id;

    private static readonly CallParameter[] Path = [CallParameter.Id("The update's id.", Id)];

    /// <summary>What can be wrong with the body of a start.</summary>
    private static readonly ProblemKind[] OfStart =
    [
        ProblemKind.MissingField, ProblemKind.EmptyValue, ProblemKind.TooLong, ProblemKind.ControlCharacter, ProblemKind.ConflictingFields,
        ProblemKind.InvalidAddress, ProblemKind.InvalidPattern, ProblemKind.InvalidPrefix, ProblemKind.InvalidMode,
        ProblemKind.InvalidFailureAction, ProblemKind.InvalidChange, ProblemKind.TooManyPaths, ProblemKind.InvalidVersion,
        ProblemKind.UnknownDigestAlgorithm, ProblemKind.InvalidObject, ProblemKind.TooLarge, ProblemKind.SourceNotFound,
        ProblemKind.SourceNotAllowed, ProblemKind.HeadMismatch, ProblemKind.ChangeMismatch, ProblemKind.InvalidIdempotencyKey,
        ProblemKind.IdempotencyKeyReused, ProblemKind.QueueFull, ProblemKind.InvalidDigest, ProblemKind.InvalidTime,
        ProblemKind.CreatedMismatch, ProblemKind.NotAllowed, ProblemKind.StageTaken,
    ];

    public CallGroup Group { get; } = new("Updates", "New versions of objects, each made once and whole.");

    public IEnumerable<CallDescription> Calls =>
    [
        new("StartUpdate", CallerRole.Writer, "Start an update")
        {
            Description = "One new version of one object. Updates of one object run in the order in which they were accepted.",
            Parameters = [CallParameter.IdempotencyKey],
            Body = CallContent.Json(
                ContractsJson.Relaxed.UpdateRequest,
                "What the version is made of.",
                ("folder", UpdateExamples.FromFolder),
                ("container", UpdateExamples.FromContainer),
                ("stage", UpdateExamples.FromStage),
                ("bag", UpdateExamples.FromBag),
                ("changes", UpdateExamples.OfChanges)),
            Answers =
            [
                Started(StatusCodes.Status202Accepted, "It is accepted and has its place in the queue of its object.", UpdateStatus.Queued),
                Started(
                    StatusCodes.Status200OK, "The same update was started with this key before, and has finished.", UpdateStatus.Completed),
            ],
            Problems = OfStart,
        },
        new("ListUpdates", CallerRole.Reader, "List updates, newest first")
        {
            Description = "What one request reads is bounded: while there is a `continuation`, a page can be short or empty.",
            Parameters =
            [
                CallParameter.Query("user", "Only updates of the user with this name or address, in any case.", "Ada Lovelace"),
                CallParameter.Query("text", "Only updates with this in the message or in the object's id, in any case.", "delivery"),
                .. CallParameter.List("updates", "Running,Held", UpdateQuery.MostTop, UpdateQuery.UsualTop),
            ],
            Answers =
            [
                new(StatusCodes.Status200OK, "A page.")
                {
                    Body = CallContent.Json(
                        ContractsJson.Relaxed.UpdatePage,
                        "The page.",
                        ("page", new UpdatePage([UpdateExamples.Completed with { Steps = null }], "OGRkZTA0ZTQ"))),
                },
            ],
        },
        new("GetUpdate", CallerRole.Reader, "An update, with its steps")
        {
            Parameters = Path,
            Answers =
            [
                new(StatusCodes.Status200OK, "The update as it is now.")
                {
                    Headers = [CallParameter.RetryAfter],
                    Body = CallContent.Json(
                        ContractsJson.Relaxed.Update,
                        "The update.",
                        ("running", UpdateExamples.Running),
                        ("completed", UpdateExamples.Completed),
                        ("held", UpdateExamples.Held)),
                },
            ],
            Problems = [ProblemKind.UpdateNotFound],
        },
        new("ListMismatches", CallerRole.Reader, "What is wrong with an update's source")
        {
            Description = "The files that are missing, unlisted, or have another digest than a bag's manifests or the request say.",
            Parameters = [.. Path, .. CallParameter.Page(1000, 100)],
            Answers =
            [
                new(StatusCodes.Status200OK, "A page; empty if nothing is wrong.")
                {
                    Body = CallContent.Json(
                        ContractsJson.Relaxed.SourceMismatchPage,
                        "The page.",
                        ("page", new SourceMismatchPage(1, [UpdateExamples.Mismatch], Continuation: null))),
                },
            ],
            Problems = [ProblemKind.UpdateNotFound],
        },
        EventCalls.Watch("WatchUpdate", "an update", Path, ProblemKind.UpdateNotFound, UpdateExamples.Events),
        Command("SuspendUpdate", CallerRole.Writer, "Suspend an update", "Running activities finish, and no further activity starts."),
        Command("ResumeUpdate", CallerRole.Writer, "Resume a suspended update", "It continues where it stopped."),
        Command(
            "CancelUpdate",
            CallerRole.Writer,
            "Cancel an update",
            "It stops and undoes what it did, unless it has committed by then. A suspended update is resumed for this."),
        Command(
            "RetryUpdate",
            CallerRole.Operator,
            "Retry a held update",
            "It continues with the full number of attempts. A hold waits for an operator, who fixes its cause first."),
    ];

    private static CallAnswer Started(int status, string description, UpdateStatus state) => new(status, description)
    {
        Headers = [CallParameter.Location, CallParameter.RetryAfter],
        Body = CallContent.Json(
            ContractsJson.Relaxed.StartedUpdate,
            "The update's id and its URLs.",
            ("started", new StartedUpdate { Id = Id, ObjectId = UpdateExamples.ObjectId, Status = state, Links = UpdateExamples.Links })),
    };

    private static CallDescription Command(string function, CallerRole role, string summary, string description) =>
        CommandCalls.Of(function, role, "update", Path, ProblemKind.UpdateNotFound, summary, description);
}

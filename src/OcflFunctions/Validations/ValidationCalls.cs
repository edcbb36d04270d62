using Microsoft.AspNetCore.Http;
using OcflFunctions.Contracts;
using OcflFunctions.Http;
using OcflFunctions.Http.Events;
using OcflFunctions.Http.OpenApi;
using OcflFunctions.Keys;

namespace OcflFunctions.Validations;

/// <summary>Describes the calls about validations.</summary>
internal sealed class ValidationCalls : IDescribeCalls
{
    private const string Id = "019a1b2c3d4e7f60a1b2c3d4e5f60719";
    private const string Self = "/api/validations/" + Id;

    private static readonly DateTimeOffset Start = new(2026, 8, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly ValidationLinks Links = new(
        Self, Self + "/findings", Self + "/suspend", Self + "/resume", Self + "/cancel", Self + "/events");
    private static readonly CallParameter[] Path = [CallParameter.Id("The validation's id.", Id)];
    private static readonly ValidationRequest Request = new() { ObjectId = "urn:example:photos" };

    private static readonly ValidationCounts Counts = new() { Objects = 1, Invalid = 1, Errors = 1, Placed = 1 };

    private static readonly Validation Completed = new()
    {
        Id = Id,
        Status = ValidationStatus.Completed,
        CreatedAt = Start,
        LastUpdatedAt = Start.AddSeconds(9),
        Request = Request,
        Progress = new ValidationProgress(Counts) { Listed = 1, Total = 1 },
        Result = new ValidationResult(Counts, Request.ObjectId),
        Links = Links,
    };

    private static readonly Finding Error = new()
    {
        ObjectId = "urn:example:photos",
        ObjectRoot = "3f0/a1b/c2d/3f0a1bc2d4e5f60718293a4b5c6d7e8f",
        Code = "E092",
        Severity = FindingSeverity.Error,
        Message = "The content does not have the digest that the manifest gives it.",
        Path = "v1/content/one.tif",
        Version = "v1",
    };

    public CallGroup Group { get; } = new("Validations", "Checks of objects and of the storage root, with their findings.");

    public IEnumerable<CallDescription> Calls =>
    [
        new("StartValidation", CallerRole.Writer, "Start a validation")
        {
            Description = "Of one object, or of the storage root with all its objects. It writes only its report.",
            Parameters = [CallParameter.IdempotencyKey],
            Body = CallContent.Json(
                ContractsJson.Relaxed.ValidationRequest, "What to validate.", ("object", Request), ("root", new ValidationRequest())),
            Answers =
            [
                Started(StatusCodes.Status202Accepted, "It is accepted.", ValidationStatus.Queued),
                Started(
                    StatusCodes.Status200OK,
                    "The same validation was started with this key before, and has finished.",
                    ValidationStatus.Completed),
            ],
            Problems =
            [
                ProblemKind.EmptyValue, ProblemKind.TooLong, ProblemKind.ControlCharacter, ProblemKind.MissingField,
                ProblemKind.ObjectNotFound, ProblemKind.InvalidIdempotencyKey, ProblemKind.IdempotencyKeyReused,
            ],
        },
        new("GetValidation", CallerRole.Reader, "A validation")
        {
            Parameters = Path,
            Answers =
            [
                new(StatusCodes.Status200OK, "The validation as it is now.")
                {
                    Headers = [CallParameter.RetryAfter],
                    Body = CallContent.Json(ContractsJson.Relaxed.Validation, "The validation.", ("completed", Completed)),
                },
            ],
            Problems = [ProblemKind.ValidationNotFound],
        },
        new("ListValidations", CallerRole.Reader, "List validations, newest first")
        {
            Description = "What one request reads is bounded: while there is a `continuation`, a page can be short or empty. A "
                + "validation of more than 10,000 objects is in the place of its last run.",
            Parameters =
                [.. CallParameter.List("validations", "Running,Suspended", ValidationQuery.MostTop, ValidationQuery.UsualTop)],
            Answers =
            [
                new(StatusCodes.Status200OK, "A page.")
                {
                    Body = CallContent.Json(
                        ContractsJson.Relaxed.ValidationPage,
                        "The page.",
                        ("page", new ValidationPage([Completed], "OGRkZTA0ZTQ"))),
                },
            ],
        },
        EventCalls.Watch("WatchValidation", "a validation", Path, ProblemKind.ValidationNotFound, Events),
        Command("SuspendValidation", "Suspend a validation", "Running activities finish, and no further activity starts."),
        Command("ResumeValidation", "Resume a suspended validation", "It continues where it stopped."),
        Command(
            "CancelValidation",
            "Cancel a validation",
            "What runs finishes, and no further object is validated. The result has what was found until then. A suspended validation is "
                + "resumed for this."),
        new("ListFindings", CallerRole.Reader, "The findings of a validation so far")
        {
            Description = "In the order of the storage root.",
            Parameters = [.. Path, .. CallParameter.Page(ValidationsApi.MostTop, ValidationsApi.UsualTop)],
            Answers =
            [
                new(StatusCodes.Status200OK, "A page.")
                {
                    Body = CallContent.Json(ContractsJson.Relaxed.FindingPage, "The page.", ("page", new FindingPage([Error], null))),
                },
            ],
            Problems = [ProblemKind.ValidationNotFound, ProblemKind.ReportRemoved],
        },
    ];

    private static string Events => EventCalls.Example(
        (
            WatchEventNames.Status,
            "5d41402abc4b2a76~~",
            WatchedState.Line(
                new ValidationStatusChange(ValidationStatus.Running, null, Start.AddSeconds(4)),
                ContractsJson.Relaxed.ValidationStatusChange)),
        (
            WatchEventNames.Progress,
            "5d41402abc4b2a76~7d793037a0760186~",
            WatchedState.Line(Completed.Progress, ContractsJson.Relaxed.ValidationProgress)),
        (WatchEventNames.End, "end", WatchedState.Line(Completed, ContractsJson.Relaxed.Validation)));

    private static CallDescription Command(string function, string summary, string description) =>
        CommandCalls.Of(function, CallerRole.Writer, "validation", Path, ProblemKind.ValidationNotFound, summary, description);

    private static CallAnswer Started(int status, string description, ValidationStatus state) => new(status, description)
    {
        Headers = [CallParameter.Location, CallParameter.RetryAfter],
        Body = CallContent.Json(
            ContractsJson.Relaxed.StartedValidation,
            "The validation's id and its URLs.",
            ("started", new StartedValidation { Id = Id, Status = state, Links = Links })),
    };
}

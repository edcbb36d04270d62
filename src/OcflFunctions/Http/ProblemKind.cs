using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using OcflFunctions.Contracts;

namespace OcflFunctions.Http;

/// <summary>A kind of problem: its stable parts.</summary>
/// <param name="Name">The last part of its type.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Title">The kind in words.</param>
internal sealed partial record ProblemKind(string Name, int Status, string Title)
{
    /// <summary>What every type starts with.</summary>
    internal const string Prefix = "urn:ocfl-functions:problem:";

    public static readonly ProblemKind MalformedJson = new("malformed-json", StatusCodes.Status400BadRequest, "The body is not JSON.");
    public static readonly ProblemKind MalformedRequest = new(
        "malformed-request", StatusCodes.Status400BadRequest, "The request cannot be read.");
    public static readonly ProblemKind RequestTimeout = new(
        "request-timeout", StatusCodes.Status408RequestTimeout, "The request arrived too slowly.");
    public static readonly ProblemKind UnsupportedMediaType = new(
        "unsupported-media-type", StatusCodes.Status415UnsupportedMediaType, "The body must be application/json.");
    public static readonly ProblemKind BodyTooLarge = new("body-too-large", StatusCodes.Status413PayloadTooLarge, "The body is too large.");
    public static readonly ProblemKind WrongType = new("wrong-type", StatusCodes.Status400BadRequest, "A value is of the wrong type.");
    public static readonly ProblemKind UnknownField = new("unknown-field", StatusCodes.Status400BadRequest, "There is no such field.");
    public static readonly ProblemKind MissingField = new("missing-field", StatusCodes.Status400BadRequest, "A field is missing.");
    public static readonly ProblemKind ConflictingFields = new(
        "conflicting-fields", StatusCodes.Status400BadRequest, "Two fields exclude each other.");
    public static readonly ProblemKind EmptyValue = new("empty-value", StatusCodes.Status400BadRequest, "A value is empty.");
    public static readonly ProblemKind TooLong = new("too-long", StatusCodes.Status400BadRequest, "A value is too long.");
    public static readonly ProblemKind ControlCharacter = new(
        "control-character", StatusCodes.Status400BadRequest, "A value has a control character.");
    public static readonly ProblemKind InvalidText = new("invalid-text", StatusCodes.Status400BadRequest, "A value is not valid Unicode.");
    public static readonly ProblemKind InvalidAddress = new(
        "invalid-address", StatusCodes.Status400BadRequest, "The address is not an absolute URI.");
    public static readonly ProblemKind InvalidPattern = new("invalid-pattern", StatusCodes.Status400BadRequest, "This is not a pattern.");
    public static readonly ProblemKind InvalidPrefix = new(
        "invalid-prefix", StatusCodes.Status400BadRequest, "This is not a path in a container.");
    public static readonly ProblemKind InvalidMode = new("invalid-mode", StatusCodes.Status400BadRequest, "There is no such mode.");
    public static readonly ProblemKind InvalidFailureAction = new(
        "invalid-failure-action", StatusCodes.Status400BadRequest, "There is no such action on failure.");
    public static readonly ProblemKind InvalidChange = new("invalid-change", StatusCodes.Status400BadRequest, "A change is not valid.");
    public static readonly ProblemKind TooManyPaths = new(
        "too-many-paths", StatusCodes.Status400BadRequest, "The changes make more or longer paths than allowed.");
    public static readonly ProblemKind InvalidVersion = new(
        "invalid-version", StatusCodes.Status400BadRequest, "This is not a version number.");
    public static readonly ProblemKind InvalidTime = new(
        "invalid-time", StatusCodes.Status400BadRequest, "This is not a time that a version can have.");
    public static readonly ProblemKind InvalidDigest = new(
        "invalid-digest", StatusCodes.Status400BadRequest, "This is not a digest of the algorithm.");
    public static readonly ProblemKind UnknownDigestAlgorithm = new(
        "unknown-digest-algorithm", StatusCodes.Status400BadRequest, "An object cannot use this digest algorithm.");
    public static readonly ProblemKind InvalidObject = new(
        "invalid-object", StatusCodes.Status400BadRequest, "The object cannot be updated.");
    public static readonly ProblemKind TooLarge = new("too-large", StatusCodes.Status400BadRequest, "The object's inventory is too large.");
    public static readonly ProblemKind SourceNotFound = new(
        "source-not-found", StatusCodes.Status400BadRequest, "There is no such source.");
    public static readonly ProblemKind SourceNotAllowed = new(
        "source-not-allowed", StatusCodes.Status400BadRequest, "The source is not allowed.");
    public static readonly ProblemKind InvalidIdempotencyKey = new(
        "invalid-idempotency-key", StatusCodes.Status400BadRequest, "The idempotency key is not valid.");
    public static readonly ProblemKind InvalidQuery = new(
        "invalid-query", StatusCodes.Status400BadRequest, "A query parameter is not valid.");
    public static readonly ProblemKind UpdateNotFound = new("update-not-found", StatusCodes.Status404NotFound, "There is no such update.");
    public static readonly ProblemKind ValidationNotFound = new(
        "validation-not-found", StatusCodes.Status404NotFound, "There is no such validation.");
    public static readonly ProblemKind ObjectNotFound = new("object-not-found", StatusCodes.Status404NotFound, "There is no such object.");
    public static readonly ProblemKind VersionNotFound = new(
        "version-not-found", StatusCodes.Status404NotFound, "The object has no such version.");
    public static readonly ProblemKind PathNotFound = new(
        "path-not-found", StatusCodes.Status404NotFound, "There is no file at the path.");
    public static readonly ProblemKind UnsafePath = new(
        "unsafe-path", StatusCodes.Status409Conflict, "A path cannot be in an archive of this format.");
    public static readonly ProblemKind PreconditionFailed = new(
        "precondition-failed", StatusCodes.Status412PreconditionFailed, "A condition of the request does not hold.");
    public static readonly ProblemKind RangeNotSatisfiable = new(
        "range-not-satisfiable", StatusCodes.Status416RangeNotSatisfiable, "The range cannot be sent.");
    public static readonly ProblemKind DamagedObject = new(
        "damaged-object", StatusCodes.Status500InternalServerError, "The object is damaged.");
    public static readonly ProblemKind InvalidPath = new("invalid-path", StatusCodes.Status400BadRequest, "This cannot be a file's path.");
    public static readonly ProblemKind InvalidHeader = new(
        "invalid-header", StatusCodes.Status400BadRequest, "A header is missing or not valid.");
    public static readonly ProblemKind DigestMismatch = new(
        "digest-mismatch", StatusCodes.Status400BadRequest, "The content is not what its digest says.");
    public static readonly ProblemKind StageNotFound = new("stage-not-found", StatusCodes.Status404NotFound, "There is no such stage.");
    public static readonly ProblemKind StageFileNotFound = new(
        "stage-file-not-found", StatusCodes.Status404NotFound, "The stage has no such file.");
    public static readonly ProblemKind UploadNotFound = new("upload-not-found", StatusCodes.Status404NotFound, "There is no such upload.");
    public static readonly ProblemKind OffsetMismatch = new(
        "offset-mismatch", StatusCodes.Status409Conflict, "The part does not start where the upload ends.");
    public static readonly ProblemKind UnsupportedProtocol = new(
        "unsupported-protocol", StatusCodes.Status412PreconditionFailed, "This version of tus is not served.");
    public static readonly ProblemKind UploadLocked = new(
        "upload-locked", StatusCodes.Status423Locked, "Another request writes to the upload.");
    public static readonly ProblemKind ChecksumMismatch = new("checksum-mismatch", 460, "The part is not what its checksum says.");
    public static readonly ProblemKind StageTaken = new("stage-taken", StatusCodes.Status409Conflict, "An update runs from the stage.");
    public static readonly ProblemKind StageChanged = new(
        "stage-changed", StatusCodes.Status409Conflict, "Another request changed the file at the same time.");
    public static readonly ProblemKind FileExists = new(
        "file-exists", StatusCodes.Status412PreconditionFailed, "The stage has such a file.");
    public static readonly ProblemKind StageFull = new(
        "stage-full", StatusCodes.Status413PayloadTooLarge, "The stage has no room for the file.");
    public static readonly ProblemKind TooManyStages = new(
        "too-many-stages", StatusCodes.Status429TooManyRequests, "The client has too many stages.");
    public static readonly ProblemKind StorageFull = new(
        "storage-full", StatusCodes.Status507InsufficientStorage, "The service has no room for the file.");
    public static readonly ProblemKind HeadMismatch = new(
        "head-mismatch", StatusCodes.Status409Conflict, "The object has another version than expected.");
    public static readonly ProblemKind ChangeMismatch = new(
        "change-mismatch", StatusCodes.Status409Conflict, "A change does not fit the object.");
    public static readonly ProblemKind WrongState = new("wrong-state", StatusCodes.Status409Conflict, "The state forbids it.");
    public static readonly ProblemKind NotAcceptable = new(
        "not-acceptable", StatusCodes.Status406NotAcceptable, "The answer is of a type that the request excludes.");
    public static readonly ProblemKind TooManyStreams = new(
        "too-many-streams", StatusCodes.Status429TooManyRequests, "Too many streams of events are open.");
    public static readonly ProblemKind CreatedMismatch = new(
        "created-mismatch", StatusCodes.Status409Conflict, "The object's version is newer than the one to create.");
    public static readonly ProblemKind NotAllowed = new(
        "not-allowed", StatusCodes.Status403Forbidden, "The service's settings do not allow this.");
    public static readonly ProblemKind PurgeNotFound = new("purge-not-found", StatusCodes.Status404NotFound, "There is no such purge.");
    public static readonly ProblemKind ImportNotFound = new(
        "import-not-found", StatusCodes.Status404NotFound, "There is no such import.");
    public static readonly ProblemKind ReportRemoved = new("report-removed", StatusCodes.Status410Gone, "The report has been removed.");
    public static readonly ProblemKind MaintenanceNotFound = new(
        "maintenance-not-found", StatusCodes.Status404NotFound, "There is no such run of maintenance.");
    public static readonly ProblemKind MaintenanceRunning = new(
        "maintenance-running", StatusCodes.Status409Conflict, "Maintenance runs already.");
    public static readonly ProblemKind AuditNotFound = new("audit-not-found", StatusCodes.Status404NotFound, "There is no such audit.");
    public static readonly ProblemKind AuditRunning = new("audit-running", StatusCodes.Status409Conflict, "An audit runs already.");
    public static readonly ProblemKind ConfirmationMismatch = new(
        "confirmation-mismatch", StatusCodes.Status400BadRequest, "The confirmation is not the object's id.");
    public static readonly ProblemKind IdempotencyKeyReused = new(
        "idempotency-key-reused", StatusCodes.Status422UnprocessableEntity, "The idempotency key was used for another request.");
    public static readonly ProblemKind QueueFull = new(
        "queue-full", StatusCodes.Status429TooManyRequests, "Too many updates of the object wait.");
    public static readonly ProblemKind Unauthorized = new(
        "unauthorized", StatusCodes.Status401Unauthorized, "The key or the token is missing or wrong.");
    public static readonly ProblemKind Forbidden = new("forbidden", StatusCodes.Status403Forbidden, "The caller is not answered.");
    public static readonly ProblemKind RoleMissing = new(
        "role-missing", StatusCodes.Status403Forbidden, "The caller's role does not allow this call.");
    public static readonly ProblemKind RouteNotFound = new("route-not-found", StatusCodes.Status404NotFound, "There is no such route.");
    public static readonly ProblemKind MethodNotAllowed = new(
        "method-not-allowed", StatusCodes.Status405MethodNotAllowed, "The route does not have this method.");
    public static readonly ProblemKind InternalError = new(
        "internal-error", StatusCodes.Status500InternalServerError, "The service failed to answer.");
    public static readonly ProblemKind UnknownOrchestrator = new(
        "unknown-orchestrator", StatusCodes.Status400BadRequest, "There is no such orchestrator.");
    public static readonly ProblemKind InvalidInput = new(
        "invalid-input", StatusCodes.Status400BadRequest, "An orchestration cannot start with this.");
    public static readonly ProblemKind InstanceNotFound = new(
        "instance-not-found", StatusCodes.Status404NotFound, "There is no such instance.");
    public static readonly ProblemKind InstanceExists = new(
        "instance-exists", StatusCodes.Status409Conflict, "The instance's id is in use.");
    public static readonly ProblemKind InstanceFinished = new("instance-finished", StatusCodes.Status410Gone, "The instance is finished.");
    public static readonly ProblemKind InstanceNotFinished = new(
        "instance-not-finished", StatusCodes.Status412PreconditionFailed, "The instance is not finished.");
    public static readonly ProblemKind CannotRewind = new(
        "cannot-rewind", StatusCodes.Status412PreconditionFailed, "The instance cannot be rewound.");
    public static readonly ProblemKind NotSupported = new(
        "not-supported", StatusCodes.Status501NotImplemented, "The engine cannot do this.");
    public static readonly ProblemKind Unavailable = new(
        "unavailable", StatusCodes.Status503ServiceUnavailable, "The service is not ready.");

    private static readonly ProblemKind[] OfHost =
    [
        MalformedRequest, Unauthorized, Forbidden, RouteNotFound, MethodNotAllowed, RequestTimeout,
        BodyTooLarge, UnsupportedMediaType, InternalError, NotSupported, Unavailable,
    ];

    /// <summary>The kind for a status if nothing else is known; null for a status that needs a reason.</summary>
    public static ProblemKind? OfStatus(int status) => Array.Find(OfHost, kind => kind.Status == status);

    /// <summary>The problem's type, a URI.</summary>
    public string Type => Prefix + Name;

    /// <summary>A field that has this problem.</summary>
    /// <param name="field">The field with its parents, such as <c>user.address</c> or <c>source.include[0]</c>; empty for the
    /// body.</param>
    /// <param name="detail">What is wrong, and what would be right.</param>
    public FieldError At(string field, string detail) => new(Type, field, field.Length == 0 ? "" : "/" + PointerOf(field), detail);

    private static string PointerOf(string field)
    {
        string names = field.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal).Replace('.', '/');
        return Index().Replace(names, "/${index}");
    }

    [GeneratedRegex(@"\[(?<index>[0-9]+)\]", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Index();
}

/// <summary>A request is refused; the problem becomes the answer.</summary>
internal sealed class ProblemException : Exception
{
    public ProblemException(ProblemKind kind, string detail, string? field = null) : base(detail)
    {
        Kind = kind;
        Problem = new Problem { Type = kind.Type, Title = kind.Title, Status = kind.Status, Detail = detail, Field = field };
    }

    public ProblemException(ProblemKind kind, IReadOnlyList<FieldError> errors) : base(errors[0].Detail)
    {
        Kind = kind;
        Problem = new Problem
        {
            Type = kind.Type,
            Title = kind.Title,
            Status = kind.Status,
            Detail = errors[0].Detail,
            Field = errors[0].Field,
            JsonPointer = errors[0].JsonPointer,
            Errors = errors.Count > 1 ? errors : null,
        };
    }

    /// <summary>The kind of problem.</summary>
    public ProblemKind Kind { get; }

    /// <summary>The body of the answer.</summary>
    public Problem Problem { get; }
}

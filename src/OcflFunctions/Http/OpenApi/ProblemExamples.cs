using OcflFunctions.Contracts;

namespace OcflFunctions.Http.OpenApi;

/// <summary>An example of each kind of problem.</summary>
internal static class ProblemExamples
{
    // The detail, and the field at fault, if there is one. In the body it has a pointer, in a header or the query it has none.
    private static readonly Dictionary<ProblemKind, (string Detail, string? Field, bool IsInBody)> Details = new()
    {
        [ProblemKind.MalformedJson] = ("The body is not valid: '}' is expected (line 1, column 18).", "", true),
        [ProblemKind.MalformedRequest] = ("The body cannot be read: Unexpected end of request content.", null, false),
        [ProblemKind.RequestTimeout] = ("The body arrived too slowly.", null, false),
        [ProblemKind.UnsupportedMediaType] = (
            "The header Content-Type is 'text/plain'; it must be application/json, in UTF-8.", "Content-Type", false),
        [ProblemKind.BodyTooLarge] = ("The body may have 1048576 bytes.", null, false),
        [ProblemKind.WrongType] = ("'message' must be a string, not a number.", "message", true),
        [ProblemKind.UnknownField] = ("There is no field 'mesage'; there are: objectId, source, mode, message.", "mesage", true),
        [ProblemKind.MissingField] = ("The field 'objectId' is required.", "objectId", true),
        [ProblemKind.ConflictingFields] = ("'source.container' cannot be given with 'source.directory'.", "source.container", true),
        [ProblemKind.EmptyValue] = ("'objectId' must not be empty.", "objectId", true),
        [ProblemKind.TooLong] = ("'objectId' may have 2048 bytes.", "objectId", true),
        [ProblemKind.ControlCharacter] = ("'objectId' has a control character.", "objectId", true),
        [ProblemKind.InvalidText] = ("The body is not valid: half of a character (line 1, column 15).", "objectId", true),
        [ProblemKind.InvalidAddress] = ("'user.address' must be an absolute URI, such as mailto:ada@example.org.", "user.address", true),
        [ProblemKind.InvalidPattern] = ("'source.include[0]': '**' must be a whole segment.", "source.include[0]", true),
        [ProblemKind.InvalidPrefix] = ("'source.prefix': a segment must not be '..'.", "source.prefix", true),
        [ProblemKind.InvalidMode] = ("'mode' is 'add'; it must be replace, merge or select.", "mode", true),
        [ProblemKind.InvalidFailureAction] = ("'onFailure' is 'stop'; it must be hold or revert.", "onFailure", true),
        [ProblemKind.InvalidChange] = ("changes[2].path: a segment must not be '..'.", "changes[2].path", true),
        [ProblemKind.TooManyPaths] = (
            "The changes add more than 100000 paths (Ocfl:Updates:MaxAddedPaths).", "changes[7]", true),
        [ProblemKind.InvalidVersion] = ("'expectedHead' is '3'; it must be a version such as v3, or v0.", "expectedHead", true),
        [ProblemKind.UnknownDigestAlgorithm] = ("'digestAlgorithm' is 'md5'; it must be sha512 or sha256.", "digestAlgorithm", true),
        [ProblemKind.SourceNotFound] = ("There is no folder 'photos' in the first allowed folder.", "source.directory", true),
        [ProblemKind.SourceNotAllowed] = ("'/etc' is in no folder of Ocfl:Sources:AllowedPaths.", "source.directory", true),
        [ProblemKind.InvalidIdempotencyKey] = ("An idempotency key has 1 to 255 visible ASCII characters.", "Idempotency-Key", false),
        [ProblemKind.InvalidQuery] = ("There is no query parameter 'tpo'. Did you mean 'top'? There are: top, continuation.", "tpo", false),
        [ProblemKind.UpdateNotFound] = ("There is no update '019a1b2c3d4e7f60a1b2c3d4e5f60718'.", null, false),
        [ProblemKind.ValidationNotFound] = ("There is no validation '019a1b2c3d4e7f60a1b2c3d4e5f60719'.", null, false),
        [ProblemKind.ObjectNotFound] = ("There is no object 'urn:example:photos'.", "objectId", true),
        [ProblemKind.HeadMismatch] = ("The object has v4, not v3.", "expectedHead", true),
        [ProblemKind.ChangeMismatch] = ("changes[0].path: there is no 'drafts/one.txt'.", "changes[0].path", true),
        [ProblemKind.WrongState] = ("The update has finished.", null, false),
        [ProblemKind.IdempotencyKeyReused] = (
            "The same Idempotency-Key was used with another body before. Use a new key for a new update.", "Idempotency-Key", false),
        [ProblemKind.QueueFull] = (
            "1000 updates of the object already run or wait (Ocfl:Updates:MaxQueued). Send the request again when some have finished.",
            "objectId",
            false),
        [ProblemKind.Unauthorized] = (
            "The key is missing or wrong. Send it in the header 'x-functions-key' or in the query as 'code'.", null, false),
        [ProblemKind.RoleMissing] = ("'reading-room' has the role Reader; this call needs Writer.", null, false),
        [ProblemKind.Forbidden] = ("Only this machine is answered.", null, false),
        [ProblemKind.InvalidTime] = ("'created' is in the future: it is 2026-08-01T12:00:00Z now.", "created", true),
        [ProblemKind.InvalidDigest] = (
            "'source.digests.md5.one.tif' must be a digest of md5, in hexadecimal.", "source.digests.md5.one.tif", true),
        [ProblemKind.VersionNotFound] = ("The object 'urn:example:photos' has no version v9; the newest is v3.", "version", false),
        [ProblemKind.PathNotFound] = ("Version v3 of the object 'urn:example:photos' has no file 'none.tif'.", "path", false),
        [ProblemKind.UnsafePath] = ("'a/../b' cannot be a name in a ZIP archive.", "format", false),
        [ProblemKind.PreconditionFailed] = ("What is requested is not in the state that If-Match requires.", "If-Match", false),
        [ProblemKind.RangeNotSatisfiable] = ("The range starts after the end: there are 1048576 bytes.", "Range", false),
        [ProblemKind.DamagedObject] = ("The content is not where the object's inventory says.", null, false),
        [ProblemKind.InvalidPath] = ("'a/../b' has a segment '..'.", "path", false),
        [ProblemKind.InvalidHeader] = ("The only condition of an upload is 'If-None-Match: *'.", "If-None-Match", false),
        [ProblemKind.DigestMismatch] = (
            "The md5 digest of the content is d41d8cd98f00b204e9800998ecf8427e, and the request says "
                + "900150983cd24fb0d6963f7d28e17f72. The content is not kept.",
            null,
            false),
        [ProblemKind.StageNotFound] = ("There is no stage '019a1b2c3d4e7f60a1b2c3d4e5f6071a'.", "id", false),
        [ProblemKind.StageFileNotFound] = ("The stage has no file 'one.tif'.", "path", false),
        [ProblemKind.UploadNotFound] = ("There is no upload '019a1b2c3d4e7f60a1b2c3d4e5f6071c'.", null, false),
        [ProblemKind.OffsetMismatch] = ("The part starts at 10, and the upload has 20 bytes.", "Upload-Offset", false),
        [ProblemKind.UnsupportedProtocol] = ("The header Tus-Resumable must be 1.0.0, and is ''.", "Tus-Resumable", false),
        [ProblemKind.UploadLocked] = ("Another request writes to the upload. Send the request again.", null, false),
        [ProblemKind.ChecksumMismatch] = ("The md5 of the part differs from Upload-Checksum. The part is not kept.", null, false),
        [ProblemKind.MethodNotAllowed] = (
            "A POST of an upload needs X-HTTP-Method-Override: PATCH, DELETE or HEAD.", null, false),
        [ProblemKind.StageTaken] = ("The update 019a1b2c3d4e7f60a1b2c3d4e5f60718 runs from the stage.", "source.stage", true),
        [ProblemKind.StageChanged] = ("Another request changed the file at the same time. Send the request again.", null, false),
        [ProblemKind.FileExists] = ("The stage has a file 'one.tif' with another content.", "path", false),
        [ProblemKind.StageFull] = ("The stage may have 107374182400 bytes (Ocfl:Stages:MaxBytes).", null, false),
        [ProblemKind.TooManyStages] = (
            "This client has 100 stages (Ocfl:Stages:MaxStagesPerClient). Remove one, or wait until one has ended.", null, false),
        [ProblemKind.StorageFull] = ("The work area has no room for 1048576 bytes.", null, false),
        [ProblemKind.CreatedMismatch] = ("'created' is before that of version v3.", "created", true),
        [ProblemKind.NotAllowed] = ("Purges are not allowed (Ocfl:Objects:AllowPurge).", null, false),
        [ProblemKind.PurgeNotFound] = ("There is no purge '019a1b2c3d4e7f60a1b2c3d4e5f6071b'.", "id", false),
        [ProblemKind.ImportNotFound] = ("There is no import '019a1b2c3d4e7f60a1b2c3d4e5f6071d'.", "id", false),
        [ProblemKind.ConfirmationMismatch] = ("'confirm' must be the id in the query.", "confirm", true),
        [ProblemKind.NotAcceptable] = ("The answer is text/event-stream, which the header Accept excludes.", "Accept", false),
        [ProblemKind.TooManyStreams] = ("200 streams of events are open (Ocfl:Http:Events:MaxStreams).", null, false),
        [ProblemKind.InternalError] = ("The service failed to answer; its log has the reason.", null, false),
        [ProblemKind.Unavailable] = ("The storage root cannot be read at the moment.", null, false),
    };

    /// <summary>An example.</summary>
    public static Problem Of(ProblemKind kind)
    {
        (string detail, string? field, bool isInBody) = Details.GetValueOrDefault(kind, (kind.Title, null, false));
        return isInBody
            ? new ProblemException(kind, [kind.At(field!, detail)]).Problem
            : new ProblemException(kind, detail, field).Problem;
    }
}

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

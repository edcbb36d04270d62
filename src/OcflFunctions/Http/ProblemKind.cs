using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace OcflFunctions.Http;

/// <summary>A kind of problem: what never changes of it.</summary>
/// <param name="Name">The last part of its type.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Title">The kind in words.</param>
internal sealed partial record ProblemKind(string Name, int Status, string Title)
{
    public static readonly ProblemKind MalformedJson = new("malformed-json", StatusCodes.Status400BadRequest, "The body is not JSON.");
    public static readonly ProblemKind UnsupportedMediaType = new("unsupported-media-type", StatusCodes.Status415UnsupportedMediaType, "The body must be application/json.");
    public static readonly ProblemKind BodyTooLarge = new("body-too-large", StatusCodes.Status413PayloadTooLarge, "The body is too large.");
    public static readonly ProblemKind WrongType = new("wrong-type", StatusCodes.Status400BadRequest, "A value is of the wrong type.");
    public static readonly ProblemKind UnknownField = new("unknown-field", StatusCodes.Status400BadRequest, "There is no such field.");
    public static readonly ProblemKind MissingField = new("missing-field", StatusCodes.Status400BadRequest, "A field is missing.");
    public static readonly ProblemKind ConflictingFields = new("conflicting-fields", StatusCodes.Status400BadRequest, "Two fields exclude each other.");
    public static readonly ProblemKind EmptyValue = new("empty-value", StatusCodes.Status400BadRequest, "A value is empty.");
    public static readonly ProblemKind TooLong = new("too-long", StatusCodes.Status400BadRequest, "A value is too long.");
    public static readonly ProblemKind ControlCharacter = new("control-character", StatusCodes.Status400BadRequest, "A value has a control character.");
    public static readonly ProblemKind InvalidText = new("invalid-text", StatusCodes.Status400BadRequest, "A value is not valid Unicode.");
    public static readonly ProblemKind InvalidAddress = new("invalid-address", StatusCodes.Status400BadRequest, "The address is not an absolute URI.");
    public static readonly ProblemKind InvalidPattern = new("invalid-pattern", StatusCodes.Status400BadRequest, "This is not a pattern.");
    public static readonly ProblemKind InvalidPrefix = new("invalid-prefix", StatusCodes.Status400BadRequest, "This is not a path in a container.");
    public static readonly ProblemKind InvalidMode = new("invalid-mode", StatusCodes.Status400BadRequest, "There is no such mode.");
    public static readonly ProblemKind InvalidFailureAction = new("invalid-failure-action", StatusCodes.Status400BadRequest, "There is no such action on failure.");
    public static readonly ProblemKind InvalidChange = new("invalid-change", StatusCodes.Status400BadRequest, "A change is not valid.");
    public static readonly ProblemKind TooManyPaths = new("too-many-paths", StatusCodes.Status400BadRequest, "The changes make more or longer paths than allowed.");
    public static readonly ProblemKind InvalidVersion = new("invalid-version", StatusCodes.Status400BadRequest, "This is not a version number.");
    public static readonly ProblemKind UnknownDigestAlgorithm = new("unknown-digest-algorithm", StatusCodes.Status400BadRequest, "An object cannot use this digest algorithm.");
    public static readonly ProblemKind InvalidObject = new("invalid-object", StatusCodes.Status400BadRequest, "The object cannot be updated.");
    public static readonly ProblemKind TooLarge = new("too-large", StatusCodes.Status400BadRequest, "The object's inventory is too large.");
    public static readonly ProblemKind SourceNotFound = new("source-not-found", StatusCodes.Status400BadRequest, "There is no such source.");
    public static readonly ProblemKind SourceNotAllowed = new("source-not-allowed", StatusCodes.Status400BadRequest, "The source is not allowed.");
    public static readonly ProblemKind InvalidIdempotencyKey = new("invalid-idempotency-key", StatusCodes.Status400BadRequest, "The idempotency key is not valid.");
    public static readonly ProblemKind InvalidQuery = new("invalid-query", StatusCodes.Status400BadRequest, "A query parameter is not valid.");
    public static readonly ProblemKind UpdateNotFound = new("update-not-found", StatusCodes.Status404NotFound, "There is no such update.");
    public static readonly ProblemKind ValidationNotFound = new("validation-not-found", StatusCodes.Status404NotFound, "There is no such validation.");
    public static readonly ProblemKind ObjectNotFound = new("object-not-found", StatusCodes.Status404NotFound, "There is no such object.");
    public static readonly ProblemKind HeadMismatch = new("head-mismatch", StatusCodes.Status409Conflict, "The object has another version than expected.");
    public static readonly ProblemKind ChangeMismatch = new("change-mismatch", StatusCodes.Status409Conflict, "A change does not fit the object.");
    public static readonly ProblemKind WrongState = new("wrong-state", StatusCodes.Status409Conflict, "The update's state forbids it.");
    public static readonly ProblemKind IdempotencyKeyReused = new("idempotency-key-reused", StatusCodes.Status422UnprocessableEntity, "The idempotency key was used for another request.");
    public static readonly ProblemKind QueueFull = new("queue-full", StatusCodes.Status429TooManyRequests, "Too many updates of the object wait.");
    public static readonly ProblemKind Unavailable = new("unavailable", StatusCodes.Status503ServiceUnavailable, "The service is not ready.");

    /// <summary>The problem's type, a URI.</summary>
    public string Type => "urn:ocfl-functions:problem:" + Name;

    /// <summary>A field that has this problem.</summary>
    /// <param name="field">The field with those that it is in, such as <c>user.address</c> or <c>source.include[0]</c>; empty for the body.</param>
    /// <param name="detail">What is wrong, and what would be right.</param>
    public FieldError At(string field, string detail) => new(Type, field, field.Length == 0 ? "" : "/" + PointerOf(field), detail);

    private static string PointerOf(string field)
    {
        string names = field.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal).Replace('.', '/');
        return Index().Replace(names, "/$1");
    }

    [GeneratedRegex(@"\[([0-9]+)\]", RegexOptions.CultureInvariant)]
    private static partial Regex Index();
}

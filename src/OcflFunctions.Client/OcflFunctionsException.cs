using System.Net;
using OcflFunctions.Contracts;

namespace OcflFunctions.Client;

/// <summary>
/// The service answered that it cannot do what was asked (RFC 9457, <c>application/problem+json</c>), or something else answered in its
/// place.
/// </summary>
public sealed class OcflFunctionsException : Exception
{
    private const string TypePrefix = "urn:ocfl-functions:problem:";

    internal OcflFunctionsException(HttpStatusCode status, Problem? problem, string message) : base(message)
    {
        Status = status;
        Type = problem?.Type;
        Detail = problem?.Detail;
        Field = problem?.Field;
        JsonPointer = problem?.JsonPointer;
        Errors = problem?.Errors ?? [];
    }

    /// <summary>The HTTP status.</summary>
    public HttpStatusCode Status { get; }

    /// <summary>
    /// What kind of problem, <c>urn:ocfl-functions:problem:…</c>; null where the answer was no problem document, such as a 401 of the host.
    /// </summary>
    public string? Type { get; }

    /// <summary>
    /// The kind alone, such as <c>wrong-state</c> (docs/http.md lists them); null where <see cref="Type"/> is none of this service's.
    /// </summary>
    public string? Kind => Type is not null && Type.StartsWith(TypePrefix, StringComparison.Ordinal) ? Type[TypePrefix.Length..] : null;

    /// <summary>What is wrong this time, and what would be right; null where the answer did not say.</summary>
    public string? Detail { get; }

    /// <summary>The field at fault, such as <c>user.address</c>, or the header or query parameter; null when it is none.</summary>
    public string? Field { get; }

    /// <summary>The field as a JSON pointer into the body (RFC 6901); null when it is none of the body.</summary>
    public string? JsonPointer { get; }

    /// <summary>All that is wrong, when it is more than one thing; empty otherwise.</summary>
    public IReadOnlyList<FieldError> Errors { get; }
}

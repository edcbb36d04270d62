using System.Net;
using OcflFunctions.Contracts;

namespace OcflFunctions.Client;

/// <summary>
/// The service refused the request (RFC 9457, <c>application/problem+json</c>), or something else answered in its place.
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
    /// The kind of problem, <c>urn:ocfl-functions:problem:…</c>; null if the answer was not a problem document, such as a 401 of the host.
    /// </summary>
    public string? Type { get; }

    /// <summary>
    /// The kind alone, such as <c>wrong-state</c> (docs/http.md lists them); null if <see cref="Type"/> is not one of this service.
    /// </summary>
    public string? Kind => Type is not null && Type.StartsWith(TypePrefix, StringComparison.Ordinal) ? Type[TypePrefix.Length..] : null;

    /// <summary>What is wrong this time, and what would be right; null if the answer does not say.</summary>
    public string? Detail { get; }

    /// <summary>The field at fault, such as <c>user.address</c>, or the header or query parameter; null if none is at fault.</summary>
    public string? Field { get; }

    /// <summary>The field as a JSON pointer into the body (RFC 6901); null if it is not in the body.</summary>
    public string? JsonPointer { get; }

    /// <summary>All errors, if there is more than one; empty otherwise.</summary>
    public IReadOnlyList<FieldError> Errors { get; }
}

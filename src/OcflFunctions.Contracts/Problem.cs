using System.Text.Json.Serialization;

namespace OcflFunctions.Contracts;

/// <summary>
/// A problem document (RFC 9457, <c>application/problem+json</c>). In the answer of a proxy any member may be missing.
/// </summary>
public sealed record Problem
{
    /// <summary>The kind of problem: a stable URI, <c>urn:ocfl-functions:problem:…</c>.</summary>
    public string? Type { get; init; }

    /// <summary>The kind in words.</summary>
    public string? Title { get; init; }

    /// <summary>The HTTP status.</summary>
    public int? Status { get; init; }

    /// <summary>What is wrong this time, and what would be right.</summary>
    public string? Detail { get; init; }

    /// <summary>The field at fault, such as <c>user.address</c>, or the header or query parameter; null if none is at fault.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Field { get; init; }

    /// <summary>
    /// The field as a JSON pointer into the body (RFC 6901), such as <c>/user/address</c>; null if it is not in the body.
    /// </summary>
    [JsonPropertyName("pointer"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? JsonPointer { get; init; }

    /// <summary>All errors, if there is more than one; the first is the problem's own. Null otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<FieldError>? Errors { get; init; }
}

/// <summary>What is wrong with one field of a request.</summary>
/// <param name="Type">The kind of problem, as in <see cref="Problem.Type"/>.</param>
/// <param name="Field">The field, such as <c>user.address</c>.</param>
/// <param name="JsonPointer">The field as a JSON pointer.</param>
/// <param name="Detail">What is wrong, and what would be right.</param>
public sealed record FieldError(
    string Type,
    string Field,
    [property: JsonPropertyName("pointer")] string JsonPointer,
    string Detail);

using Microsoft.AspNetCore.Http.HttpResults;

namespace OcflFunctions.Local.Http;

/// <summary>Answers with a problem (RFC 9457) as <c>application/problem+json</c>.</summary>
internal static class Problem
{
    /// <summary>The answer.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="detail">What is wrong with this request; null where the status says it all.</param>
    /// <param name="parameter">The parameter at fault; null where there is none.</param>
    public static ProblemHttpResult Result(int status, string? detail = null, string? parameter = null) => TypedResults.Problem(
        detail,
        statusCode: status,
        extensions: parameter is null ? null : new Dictionary<string, object?> { ["parameter"] = parameter });

    /// <summary>Writes the answer.</summary>
    public static Task WriteAsync(HttpContext context, int status, string? detail = null, string? parameter = null) =>
        Result(status, detail, parameter).ExecuteAsync(context);
}

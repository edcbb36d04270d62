using Microsoft.AspNetCore.WebUtilities;
using OcflFunctions.Contracts;
using OcflFunctions.Http;

namespace OcflFunctions.Local.Http;

/// <summary>
/// Answers with a problem (RFC 9457) as <c>application/problem+json</c>, in the form that the functions' own problems have.
/// </summary>
internal static class Problems
{
    /// <summary>The answer.</summary>
    /// <param name="kind">What kind of problem.</param>
    /// <param name="detail">What is wrong with this request.</param>
    /// <param name="field">The parameter or header at fault; null if there is none.</param>
    public static IResult Result(ProblemKind kind, string detail, string? field = null) =>
        ApiResults.Problem(new ProblemException(kind, detail, field).Problem);

    /// <summary>The answer for a status alone.</summary>
    public static IResult Result(int status)
    {
        string reason = ReasonPhrases.GetReasonPhrase(status);
        return ProblemKind.OfStatus(status) is { } kind
            ? Result(kind, kind.Title)
            : ApiResults.Problem(new Problem { Type = "about:blank", Title = reason, Status = status, Detail = reason });
    }
}

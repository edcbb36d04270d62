using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Ocfl;

namespace OcflFunctions.Http;

/// <summary>Shapes answers.</summary>
internal static class Answers
{
    /// <summary>Does what is asked, and turns what cannot be done into a problem.</summary>
    public static async Task<IResult> AnswerAsync(Func<Task<IResult>> answerAsync)
    {
        try
        {
            return await answerAsync();
        }
        catch (ProblemException failure)
        {
            return Problem(failure.Problem);
        }
        catch (OcflException failure)
        {
            return Problem(new ProblemException(ProblemKind.Unavailable, failure.Message).Problem);
        }
    }

    /// <summary>A value as JSON.</summary>
    public static IResult Json<T>(T value, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK) =>
        Results.Json(value, type, "application/json", status);

    /// <summary>A problem.</summary>
    public static IResult Problem(Problem problem) => Results.Json(problem, HttpJson.Relaxed.Problem, "application/problem+json", problem.Status);
}

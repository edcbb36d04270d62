using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Ocfl;
using OcflFunctions.Contracts;
using OcflFunctions.Http.Access;

namespace OcflFunctions.Http;

/// <summary>Creates HTTP answers.</summary>
internal static class ApiResults
{
    private const string PollSeconds = "1";

    /// <summary>Executes a call, and turns a refusal into a problem document.</summary>
    /// <param name="request">The request.</param>
    /// <param name="parameters">The query parameters that the call has; others are refused.</param>
    /// <param name="answerAsync">Executes the call.</param>
    public static async Task<IResult> AnswerAsync(HttpRequest request, IReadOnlyList<string> parameters, Func<Task<IResult>> answerAsync)
    {
        IResult answer = await TryAsync(request, parameters, answerAsync);
        AuditDetails.SetStatus(request, (answer as IStatusCodeHttpResult)?.StatusCode);
        return answer;
    }

    private static async Task<IResult> TryAsync(HttpRequest request, IReadOnlyList<string> parameters, Func<Task<IResult>> answerAsync)
    {
        try
        {
            QueryParameters.Require(request, parameters, "status");
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

    /// <summary>The same for a value that is small.</summary>
    public static IResult SmallJson<T>(T value, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK) =>
        new SmallJson<T>(value, type, status);

    /// <summary>The answer to a start: 202, or 200 if it was started before and has finished.</summary>
    /// <param name="request">The HTTP request.</param>
    /// <param name="isFinished">Whether it was started before and is finished.</param>
    /// <param name="location">Its URL.</param>
    /// <param name="value">The body.</param>
    /// <param name="type">How the body is serialized.</param>
    public static IResult Accepted<T>(HttpRequest request, bool isFinished, string location, T value, JsonTypeInfo<T> type)
    {
        IHeaderDictionary headers = request.HttpContext.Response.Headers;
        headers.Location = location;
        headers.RetryAfter = PollSeconds;
        return Json(value, type, isFinished ? StatusCodes.Status200OK : StatusCodes.Status202Accepted);
    }

    /// <summary>The answer to a poll. It says when to poll again, unless the instance has finished.</summary>
    public static IResult Polled<T>(HttpRequest request, bool isFinished, T value, JsonTypeInfo<T> type)
    {
        if (!isFinished)
        {
            request.HttpContext.Response.Headers.RetryAfter = PollSeconds;
        }

        return Json(value, type);
    }

    /// <summary>The path of a member of a collection, with the prefix that the host has given the request's own route.</summary>
    /// <param name="request">The request.</param>
    /// <param name="collection">The collection.</param>
    /// <param name="id">The member's id.</param>
    /// <param name="route">The collection in the request's own route; null if it is the same.</param>
    public static string PathOf(HttpRequest request, string collection, string id, string? route = null)
    {
        string path = request.PathBase.Add(request.Path).ToUriComponent();
        int at = path.LastIndexOf(route ?? collection, StringComparison.OrdinalIgnoreCase);
        return $"{path[..Math.Max(at, 0)]}{collection}/{Uri.EscapeDataString(id)}";
    }

    /// <summary>A problem document.</summary>
    public static IResult Problem(Problem problem) =>
        Results.Json(problem, ContractsJson.Relaxed.Problem, "application/problem+json", problem.Status);
}

/// <summary>Creates links, with the prefix that the host has given the request's own route.</summary>
internal static class Links
{
    /// <summary>The links of an update.</summary>
    public static UpdateLinks OfUpdate(HttpRequest request, string updateId)
    {
        string self = ApiResults.PathOf(request, "/updates", updateId);
        return new UpdateLinks(self, self + "/suspend", self + "/resume", self + "/cancel", self + "/retry", self + "/events");
    }

    /// <summary>The links of an import.</summary>
    public static ImportLinks OfImport(HttpRequest request, string importId)
    {
        string self = ApiResults.PathOf(request, "/imports", importId);
        return new ImportLinks(
            self,
            self + "/objects",
            self + "/findings",
            self + "/suspend",
            self + "/resume",
            self + "/cancel",
            self + "/events");
    }

    /// <summary>The links of a validation.</summary>
    public static ValidationLinks OfValidation(HttpRequest request, string validationId)
    {
        string self = ApiResults.PathOf(request, "/validations", validationId);
        return new ValidationLinks(
            self, self + "/findings", self + "/suspend", self + "/resume", self + "/cancel", self + "/events");
    }

    /// <summary>The links of a purge.</summary>
    public static PurgeLinks OfPurge(string self) => new(self, self + "/events");
}

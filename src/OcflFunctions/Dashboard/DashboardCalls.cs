using Microsoft.AspNetCore.Http;
using OcflFunctions.Http;
using OcflFunctions.Http.OpenApi;

namespace OcflFunctions.Dashboard;

/// <summary>Describes the calls of the page.</summary>
internal sealed class DashboardCalls : IDescribeCalls
{
    private static readonly CallParameter[] Tag =
        [CallParameter.Header("ETag", "Recognizes these bytes.", "\"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\"")];

    private static readonly CallParameter[] Conditions =
    [
        CallParameter.Header("If-None-Match", "Entity tags that the caller has: then the answer is 304.", "\"9f86d081884c7d65\""),
        CallParameter.Header("If-Match", "Entity tags that must be right: otherwise the answer is 412.", "\"9f86d081884c7d65\""),
    ];

    private static readonly CallAnswer[] Moved =
    [
        new(StatusCodes.Status308PermanentRedirect, "Without a name: the page is at the path without the slash.")
        {
            Headers = [CallParameter.Header("Location", "Its URL.", "/api/dashboard")],
        },
    ];

    public CallGroup Group { get; } = new("Page", "The page for people. It uses the calls above with the key that its user enters.");

    public IEnumerable<CallDescription> Calls =>
    [
        .. Describe("GetDashboard", "The page", "The page's shell.", "text/html", []),
        .. Describe(
            "GetDashboardFile",
            "A file of the page",
            "The file.",
            mediaType: null,
            [CallParameter.Id("The file's name, such as `main.js`.", "main.js", "file")]),
    ];

    private static IEnumerable<CallDescription> Describe(
        string function, string summary, string answer, string? mediaType, IReadOnlyList<CallParameter> path)
    {
        CallContent body = mediaType is null ? CallContent.Raw(answer, "*/*") : CallContent.Raw(answer, mediaType);
        foreach (string method in (string[])["GET", "HEAD"])
        {
            yield return new(function, Role: null, summary)
            {
                Method = method,
                Parameters = [.. path, .. Conditions],
                Answers =
                [
                    new(StatusCodes.Status200OK, answer) { Headers = Tag, Body = method == "GET" ? body : null },
                    new(StatusCodes.Status304NotModified, "The caller has it already.") { Headers = Tag },
                    .. path.Count == 0 ? [] : Moved,
                ],
                Problems = path.Count == 0 ? [ProblemKind.PreconditionFailed] : [ProblemKind.PreconditionFailed, ProblemKind.PathNotFound],
            };
        }
    }
}

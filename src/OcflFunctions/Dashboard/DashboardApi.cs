using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using OcflFunctions.Http;

namespace OcflFunctions.Dashboard;

/// <summary>Serves the page for people: its shell, modules and styles. It has no data; the page gets them with the caller's key.</summary>
public sealed class DashboardApi(DashboardPage page)
{
    private const string Route = "dashboard";

    /// <summary><c>GET</c> and <c>HEAD /api/dashboard</c>: the shell of the page.</summary>
    [Function("GetDashboard")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Route)] HttpRequest request) =>
        ApiResults.AnswerAsync(request, [], () => Task.FromResult(Answer(request)));

    /// <summary><c>GET</c> and <c>HEAD /api/dashboard/{file}</c>: a file of the page.</summary>
    [Function("GetDashboardFile")]
    public Task<IResult> GetFileAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Route + "/{*file}")] HttpRequest request) =>
        ApiResults.AnswerAsync(request, [], () => Task.FromResult(Answer(request)));

    private IResult Answer(HttpRequest request)
    {
        string path = request.PathBase.Add(request.Path).ToUriComponent();
        int at = path.IndexOf("/" + Route, StringComparison.OrdinalIgnoreCase) + Route.Length + 1;
        string name = path[Math.Min(at, path.Length)..];
        if (name == "/")
        {
            // The shell's addresses are relative to the path without the slash.
            return Results.Redirect(path[..^1] + request.QueryString.ToUriComponent(), permanent: true, preserveMethod: true);
        }

        DashboardFile file = page.Find(name.Length == 0 ? DashboardPage.Shell : name[1..])
            ?? throw new ProblemException(ProblemKind.PathNotFound, $"The page has no file '{name[1..]}'.");
        Validators validators = Validators.OfBytes(file.Digest, lastModified: null);
        bool isKnown = validators.AreKnownTo(request);
        validators.Write(request.HttpContext.Response);
        DashboardHeaders.Write(request.HttpContext.Response.Headers);
        return isKnown ? Results.StatusCode(StatusCodes.Status304NotModified) : Results.Bytes(file.Bytes, file.MediaType);
    }
}

/// <summary>The headers of the page's files.</summary>
internal static class DashboardHeaders
{
    // Scripts, styles and data are this origin's. Nothing may put the page into a frame, and no string becomes a script.
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    public static void Write(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";

        // A browser asks each time, so that shell and modules are of one version of the service.
        headers.CacheControl = "no-cache";
    }
}

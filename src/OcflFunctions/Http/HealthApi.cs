using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Ocfl.Storage;
using OcflFunctions.Work;

namespace OcflFunctions.Http;

/// <summary>Tells whether the service is ready.</summary>
public sealed partial class HealthApi(ObjectStore objects, WorkArea work, ILogger<HealthApi> logger)
{
    private const string Ok = "ok";
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(10);

    /// <summary><c>GET /api/health</c>: 200 when storage root, work area and engine can be used; 503 when not, with what is wrong.</summary>
    [Function("Health")]
    public async Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        Dictionary<string, string> checks = new(StringComparer.Ordinal)
        {
            ["storageRoot"] = await LookAsync("storage root", CheckStorageRootAsync, cancellationToken),
            ["workArea"] = await LookAsync("work area", CheckWorkAreaAsync, cancellationToken),
            ["engine"] = await LookAsync("engine", cancellation => client.GetInstanceAsync("health", cancellation), cancellationToken),
        };
        bool isReady = checks.Values.All(check => check == Ok);
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        return Answers.Json(
            new HealthReport(isReady ? "ready" : "unavailable", checks),
            HttpJson.Relaxed.HealthReport,
            isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private async Task CheckStorageRootAsync(CancellationToken cancellationToken)
    {
        var root = await objects.GetRootAsync(cancellationToken);
        _ = await objects.Storage.GetFileAsync(root.Specification.RootDeclaration, cancellationToken)
            ?? throw new StorageFileNotFoundException(root.Specification.RootDeclaration, objects.Storage.Location);
    }

    private async Task CheckWorkAreaAsync(CancellationToken cancellationToken)
    {
        using MemoryStream nothing = new([]);
        await work.Storage.WriteAsync("health", nothing, new StorageWriteOptions(), cancellationToken);
    }

    // The answer is for everybody: it says what is not well, and the log says why.
    private async Task<string> LookAsync(string what, Func<CancellationToken, Task> checkAsync, CancellationToken cancellationToken)
    {
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        enough.CancelAfter(MostTime);
        try
        {
            await checkAsync(enough.Token);
            return Ok;
        }
        catch (Exception problem) when (!cancellationToken.IsCancellationRequested)
        {
            LogProblem(logger, what, problem);
            return problem is OperationCanceledException ? $"The {what} does not answer." : $"The {what} cannot be used: {problem.Message}";
        }
    }

    [LoggerMessage(1101, LogLevel.Warning, "The {What} cannot be used.")]
    private static partial void LogProblem(ILogger logger, string what, Exception problem);
}

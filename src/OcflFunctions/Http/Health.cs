using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Ocfl.Storage;
using OcflFunctions.Contracts;
using OcflFunctions.Storage;

namespace OcflFunctions.Http;

/// <summary>Reports whether the service is ready.</summary>
public sealed class HealthApi(ServiceHealth health)
{
    /// <summary><c>GET /api/health</c>: 200 if storage root, work area and engine can be used; otherwise 503, with what cannot.</summary>
    [Function("Health")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => ApiResults.AnswerAsync(request, [], async () =>
        {
            HealthReport report = await health.CheckAsync(client, cancellationToken);
            request.HttpContext.Response.Headers.CacheControl = "no-store";
            int status = report.Status == HealthReport.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
            return ApiResults.Json(report, ContractsJson.Relaxed.HealthReport, status);
        });
}

/// <summary>Checks what the service needs as an update uses it: by writing, flushing, committing.</summary>
public sealed partial class ServiceHealth(
    ObjectStore objects,
    WorkArea work,
    IEngineProbe engine,
    IEnumerable<IHealthRemark> remarks,
    ServiceVersions versions,
    TimeProvider time,
    ILogger<ServiceHealth> logger)
{
    private const string Ok = "ok";
    private const int ProbeBytes = 4096;

    // A name that no storage root has: a write on condition that it exists with this ETag never succeeds.
    private const string NoFile = "ocfl-functions-health";

    private readonly HealthProbe _root = new(time);
    private readonly HealthProbe _work = new(time);
    private readonly HealthProbe _engine = new(time);
    private readonly Dictionary<string, string> _last = [];

    /// <summary>The health of the service.</summary>
    /// <param name="client">The engine.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<HealthReport> CheckAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        // In parallel, so that the answer takes as long as the slowest check.
        Task<Exception?> root = _root.CheckAsync(TryStorageRootAsync, cancellationToken);
        Task<Exception?> area = _work.CheckAsync(TryWorkAreaAsync, cancellationToken);
        Task<Exception?> durable = _engine.CheckAsync(cancellation => engine.ProbeAsync(client, cancellation), cancellationToken);
        Exception? rootProblem = await root;
        Dictionary<string, string> checks = new(StringComparer.Ordinal)
        {
            ["storageRoot"] = Describe("storage root", rootProblem),
            ["workArea"] = Describe("work area", await area),
            ["engine"] = Describe("engine", await durable),
        };
        string status = checks.Values.All(check => check == Ok) ? HealthReport.Ready : HealthReport.Unavailable;
        if (status == HealthReport.Ready)
        {
            await RemarkAsync(checks, client, cancellationToken);
        }

        return new HealthReport(status, checks)
        {
            Version = versions.Describe(rootProblem is null ? await objects.GetRootAsync(cancellationToken) : null),
        };
    }

    // A remark does not make the service unavailable: an update can use all that it needs.
    private async Task RemarkAsync(Dictionary<string, string> checks, DurableTaskClient client, CancellationToken cancellationToken)
    {
        foreach (IHealthRemark remark in remarks)
        {
            try
            {
                checks[remark.Name] = await remark.DescribeAsync(client, cancellationToken);
            }
            catch (StorageException)
            {
                checks[remark.Name] = "It is not known.";
            }
        }
    }

    // A file is written and flushed in the pending area, or sent to the blob service, and then refused by its condition.
    private async Task TryStorageRootAsync(CancellationToken cancellationToken)
    {
        var root = await objects.GetRootAsync(cancellationToken);
        objects.Storage.PendingArea?.RequireUsable();
        objects.Storage.PendingArea?.RequireWritable();
        _ = await objects.Storage.GetFileAsync(root.Specification.RootDeclaration, cancellationToken)
            ?? throw new StorageFileNotFoundException(root.Specification.RootDeclaration, objects.Storage.Location);
        try
        {
            await WriteAsync(objects.Storage, NoFile, StorageCondition.IfMatch("\"0\""), cancellationToken);
        }
        catch (StorageConditionException)
        {
        }
    }

    private Task TryWorkAreaAsync(CancellationToken cancellationToken) => WriteAsync(work.Storage, "health", default, cancellationToken);

    private static async Task WriteAsync(IStorage storage, string path, StorageCondition condition, CancellationToken cancellationToken)
    {
        using MemoryStream content = new(new byte[ProbeBytes], writable: false);
        await storage.WriteAsync(
            path, content, new StorageWriteOptions { Condition = condition, Length = content.Length }, cancellationToken);
    }

    // The answer is public: it says what does not work, and the log says why.
    private string Describe(string what, Exception? problem)
    {
        string answer = problem switch
        {
            null => Ok,
            TimeoutException => $"The {what} does not answer.",
            _ => $"The {what} cannot be used; the service's log says why.",
        };
        LogChange(what, answer, problem);
        return answer;
    }

    private void LogChange(string what, string answer, Exception? problem)
    {
        bool isNew;
        lock (_last)
        {
            isNew = _last.GetValueOrDefault(what, Ok) != answer;
            _last[what] = answer;
        }

        if (isNew && problem is null)
        {
            LogRecovery(logger, what);
        }
        else if (isNew)
        {
            LogProblem(logger, what, problem!);
        }
    }

    [LoggerMessage(1101, LogLevel.Warning, "The {What} cannot be used.")]
    private static partial void LogProblem(ILogger logger, string what, Exception problem);

    [LoggerMessage(1103, LogLevel.Information, "The {What} can be used again.")]
    private static partial void LogRecovery(ILogger logger, string what);
}

/// <summary>Something about the service that an operator should see, and that does not make it unavailable.</summary>
public interface IHealthRemark
{
    /// <summary>Its name in the health report.</summary>
    string Name { get; }

    /// <summary>What to say: <c>ok</c>, or what is wrong, without details of the machine.</summary>
    /// <param name="client">The engine.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<string> DescribeAsync(DurableTaskClient client, CancellationToken cancellationToken);
}

/// <summary>Checks whether the durable engine works, as far as a host can.</summary>
public interface IEngineProbe
{
    /// <summary>Checks the engine.</summary>
    /// <param name="client">The client that the binding gave.</param>
    /// <param name="cancellationToken">Stops the try.</param>
    /// <exception cref="Exception">The engine does not work; the exception says why.</exception>
    Task ProbeAsync(DurableTaskClient client, CancellationToken cancellationToken);

    /// <summary>The engine's name, such as <c>DurableTask.Sqlite</c>.</summary>
    string EngineName { get; }
}

/// <summary>Reads from the engine. That is all that every engine can do without leaving something behind.</summary>
internal sealed class ReadingEngineProbe : IEngineProbe
{
    public string EngineName => "Durable Functions";

    public Task ProbeAsync(DurableTaskClient client, CancellationToken cancellationToken) =>
        client.GetInstanceAsync("health", cancellationToken);
}

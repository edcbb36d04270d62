using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using OcflFunctions.Contracts;
using OcflFunctions.Hosting;
using OcflFunctions.Work;

namespace OcflFunctions.Http;

/// <summary>Starts updates, and tells how they are.</summary>
public sealed class UpdatesApi(UpdateStarter starter, UpdateChecks checks, PlanStore plans, UpdateLister lister, IManagementLinks managementLinks, IOptions<OcflOptions> options)
{
    private const string IdempotencyKey = "Idempotency-Key";
    private const string PollSeconds = "1";

    /// <summary><c>POST /api/updates</c>: starts an update.</summary>
    [Function("StartUpdate")]
    public Task<IResult> StartAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "updates")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => Answers.AnswerAsync(async () =>
        {
            using JsonDocument body = await RequestBody.ReadAsync(request, options.Value.Http.MaxBodyBytes, cancellationToken);
            UpdateRequest update = UpdateRequestReader.Read(body.RootElement);
            return request.Headers.TryGetValue(IdempotencyKey, out var key)
                ? await StartOnceAsync(request, client, update, UpdateStarter.IdOf(key.ToString()), cancellationToken)
                : await StartNewAsync(request, client, update, cancellationToken);
        });

    /// <summary><c>GET /api/updates/{id}</c>: an update, with its steps.</summary>
    [Function("GetUpdate")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "updates/{id}")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => Answers.AnswerAsync(async () =>
        {
            OrchestrationMetadata instance = await UpdateInstances.GetAsync(client, id, cancellationToken);
            UpdateView view = UpdateViews.Describe(instance, request, await plans.TryGetStepsAsync(id, cancellationToken));
            if (!instance.RuntimeStatus.IsFinished())
            {
                request.HttpContext.Response.Headers.RetryAfter = PollSeconds;
            }

            return Answers.Json(view, HttpJson.Relaxed.UpdateView);
        });

    /// <summary><c>GET /api/updates</c>: updates, newest first.</summary>
    [Function("ListUpdates")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "updates")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => Answers.AnswerAsync(async () =>
        {
            UpdateQuery query = UpdateQuery.Read(request.Query);
            return Answers.Json(await lister.ListAsync(client, query, request, cancellationToken), HttpJson.Relaxed.UpdatePage);
        });

    private async Task<IResult> StartNewAsync(HttpRequest request, DurableTaskClient client, UpdateRequest update, CancellationToken cancellationToken)
    {
        await checks.CheckAsync(update, client, cancellationToken);
        string id = await starter.StartAsync(client, update, cancellationToken);
        return Accepted(request, client, id, update, UpdateStatus.Queued, StatusCodes.Status202Accepted);
    }

    // What was started before is not checked again: its source may be gone, and its object has changed by it.
    private async Task<IResult> StartOnceAsync(HttpRequest request, DurableTaskClient client, UpdateRequest update, string id, CancellationToken cancellationToken)
    {
        OrchestrationMetadata? instance = await UpdateStarter.FindAsync(client, id, update, cancellationToken);
        if (instance is null)
        {
            await checks.CheckAsync(update, client, cancellationToken);
            instance = await starter.StartAsync(client, id, update, cancellationToken);
        }

        UpdateStatus status = instance is null ? UpdateStatus.Queued : UpdateViews.Describe(instance, request).Status;
        bool isFinished = instance?.RuntimeStatus.IsFinished() ?? false;
        return Accepted(request, client, id, update, status, isFinished ? StatusCodes.Status200OK : StatusCodes.Status202Accepted);
    }

    private IResult Accepted(HttpRequest request, DurableTaskClient client, string id, UpdateRequest update, UpdateStatus status, int code)
    {
        StartedUpdate answer = new() { Id = id, ObjectId = update.ObjectId, Status = status, Links = UpdateLinks.From(request, id) };
        if (options.Value.Http.ManagementLinks && managementLinks.Create(client, id, request) is { } management)
        {
            answer = new StartedUpdate(answer, management);
        }

        IHeaderDictionary headers = request.HttpContext.Response.Headers;
        headers.Location = answer.Links.Self;
        headers.RetryAfter = PollSeconds;
        return Answers.Json(answer, HttpJson.Relaxed.StartedUpdate, code);
    }
}

using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Hosting;
using OcflFunctions.Http;
using OcflFunctions.Http.Access;
using OcflFunctions.Storage;

namespace OcflFunctions.Stages;

/// <summary>Creates, lists and removes stages.</summary>
public sealed class StagesApi(
    StageRegister register, StageFiles files, StageAccess access, IOptions<OcflOptions> options, TimeProvider time)
{
    private const int UsualTop = 100;
    private const int MostTop = 1000;

    /// <summary><c>POST /api/stages</c>: creates a stage.</summary>
    [Function("CreateStage")]
    public Task<IResult> CreateAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "stages")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => ApiResults.AnswerAsync(request, [], async () =>
        {
            StageRequest wanted = await ReadAsync(request, cancellationToken);
            string content = options.Value.Updates.DigestAlgorithm;
            string[] algorithms = [.. (wanted.DigestAlgorithms ?? []).Union([content], StringComparer.Ordinal)];
            (string id, bool hasKey) = IdOf(request);
            AuditDetails.Set(request, id: id);
            if (!hasKey || await register.FindAsync(id, client.GetLifeAsync, cancellationToken) is not { } state)
            {
                string creator = StageClient.Of(request);
                await RequireFewAsync(creator, client, cancellationToken);
                await RemoveExpiredAsync(id, hasKey, client, cancellationToken);
                (StageRecord stage, bool isNew) = await register.CreateAsync(id, algorithms, creator, cancellationToken);
                state = new StageState(stage, "", Holder: null);
                if (isNew)
                {
                    Stage created = StageViews.Describe(stage, holder: null, request);
                    request.HttpContext.Response.Headers.Location = created.Links.Self;
                    return ApiResults.Json(created, ContractsJson.Relaxed.Stage, StatusCodes.Status201Created);
                }
            }

            Stage answer = StageViews.Describe(state.Stage, state.Holder, request);
            request.HttpContext.Response.Headers.Location = answer.Links.Self;
            return algorithms.SequenceEqual(state.Stage.DigestAlgorithms, StringComparer.Ordinal)
                ? ApiResults.Json(answer, ContractsJson.Relaxed.Stage)
                : throw new ProblemException(
                    ProblemKind.IdempotencyKeyReused,
                    "The same Idempotency-Key was used with another body before. Use a new key for a new stage.",
                    "Idempotency-Key");
        });

    /// <summary><c>GET /api/stages</c>: the stages.</summary>
    [Function("ListStages")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "stages")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => ApiResults.AnswerAsync(request, PageQuery.Parameters, async () =>
        {
            int top = PageQuery.ReadTop(request.Query, UsualTop, MostTop);
            string? after = PageQuery.ReadContinuation(request.Query, static (_, id) => RequireId(id));
            List<Stage> stages = [];
            List<string> damaged = [];
            string? last = null;
            await foreach (string id in register.ListAsync(after, cancellationToken))
            {
                if (stages.Count + damaged.Count == top)
                {
                    return Page(stages, damaged, PageQuery.Continue("stages", last!));
                }

                try
                {
                    if (await register.FindAsync(id, client.GetLifeAsync, cancellationToken) is not { } state)
                    {
                        continue;
                    }

                    stages.Add(StageViews.Describe(state.Stage, state.Holder, request));
                }
                catch (DamagedRecordException)
                {
                    damaged.Add(id);
                }

                last = id;
            }

            return Page(stages, damaged, continuation: null);
        });

    /// <summary><c>GET /api/stages/{id}</c>: a stage with its files.</summary>
    [Function("GetStage")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "stages/{id}")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => ApiResults.AnswerAsync(request, PageQuery.Parameters, async () =>
        {
            int top = PageQuery.ReadTop(request.Query, UsualTop, MostTop);
            string? after = PageQuery.ReadContinuation(request.Query, static (_, hash) => RequireHash(hash));
            StageState state = await access.GetAsync(id, client, cancellationToken);
            List<StageFile> page = await files.ListAsync(id, after, cancellationToken)
                .Take(top + 1)
                .Select(StageViews.Describe)
                .ToListAsync(cancellationToken);
            bool isLast = page.Count <= top;
            string? continuation = isLast ? null : PageQuery.Continue("files", StageFiles.PositionOf(page[top - 1].Path));
            return ApiResults.Json(
                StageViews.Describe(state, isLast ? page : page[..top], continuation, request), ContractsJson.Relaxed.StageContents);
        });

    /// <summary><c>DELETE /api/stages/{id}</c>: removes a stage with its files.</summary>
    [Function("DeleteStage")]
    public Task<IResult> DeleteAsync(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = "stages/{id}")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => ApiResults.AnswerAsync(request, [], async () =>
        {
            while (!await register.TryRemoveAsync(await access.GetOpenAsync(id, client, cancellationToken), cancellationToken))
            {
            }

            return Results.NoContent();
        });

    private async Task<StageRequest> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength is 0 || (request.ContentLength is null && request.ContentType is null))
        {
            return new StageRequest();
        }

        using JsonDocument body = await RequestBody.ReadAsync(request, options.Value.Http.MaxBodyBytes, cancellationToken);
        return StageRequestReader.Read(body.RootElement);
    }

    private (string Id, bool HasKey) IdOf(HttpRequest request) => request.Headers.TryGetValue("Idempotency-Key", out var key)
        ? (OrchestrationStarter<StageRequest>.IdOf("stage", key.ToString()), true)
        : (Guid.CreateVersion7(time.GetUtcNow()).ToString("N"), false);

    private async Task RequireFewAsync(string creator, DurableTaskClient client, CancellationToken cancellationToken)
    {
        int most = options.Value.Stages.MaxStagesPerClient;
        if (await register.HasAsync(creator, most, client.GetLifeAsync, cancellationToken))
        {
            throw new ProblemException(
                ProblemKind.TooManyStages,
                $"This client has {most} stages (Ocfl:Stages:MaxStagesPerClient). Remove one, or wait until one has ended.");
        }
    }

    // A key gives the same id again after its stage has expired, and before that is swept.
    private async Task RemoveExpiredAsync(string id, bool hasKey, DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (hasKey)
        {
            await register.RemoveExpiredAsync(id, client.GetLifeAsync, cancellationToken);
        }
    }

    private static IResult Page(IReadOnlyList<Stage> stages, List<string> damaged, string? continuation) => ApiResults.Json(
        new StagePage(stages, continuation) { Damaged = damaged.Count > 0 ? damaged : null }, ContractsJson.Relaxed.StagePage);

    private static string RequireId(string id) => StageRegister.IsId(id) ? id : throw new FormatException();

    private static string RequireHash(string hash) =>
        hash.Length == 64 && hash.All(char.IsAsciiHexDigitLower) ? hash : throw new FormatException();
}

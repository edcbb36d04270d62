using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Net.Http.Headers;
using OcflFunctions.Contracts;
using OcflFunctions.Http;

namespace OcflFunctions.Stages;

/// <summary>Uploads, describes and removes the files of stages.</summary>
public sealed class StageFilesApi(StageRegister register, StageFiles files, StageAccess access)
{
    private const string Route = "stages/{id}/files/{*path}";

    /// <summary><c>PUT /api/stages/{id}/files/{path}</c>: uploads a file; the body is its content.</summary>
    [Function("PutStageFile")]
    public Task<IResult> PutAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = Route)] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => ApiResults.AnswerAsync(request, [], async () =>
        {
            StageFileUpload upload = Read(request);
            StageState state = await access.GetOpenAsync(id, client, cancellationToken);
            state = await register.ExtendAsync(state, CancellationToken.None);
            (StageFileRecord file, StageFileChange change) = await files.PutAsync(
                state.Stage, upload, () => access.RequireStillOpenAsync(state, client, CancellationToken.None), cancellationToken);
            await register.ExtendAsync(state, CancellationToken.None);
            int status = StatusCodes.Status200OK;
            if (change == StageFileChange.Added)
            {
                request.HttpContext.Response.Headers.Location = request.PathBase.Add(request.Path).ToUriComponent();
                status = StatusCodes.Status201Created;
            }

            return ApiResults.SmallJson(StageViews.Describe(file), ContractsJson.Relaxed.StageFile, status);
        });

    /// <summary><c>GET</c> and <c>HEAD /api/stages/{id}/files/{path}</c>: describes a file.</summary>
    [Function("GetStageFile")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = Route)] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => ApiResults.AnswerAsync(request, [], async () =>
        {
            string path = StagePath.Read(request);
            await access.GetAsync(id, client, cancellationToken);
            StageFileRecord file = await files.FindAsync(id, path, cancellationToken) ?? throw NotFound(path);
            return ApiResults.Json(StageViews.Describe(file), ContractsJson.Relaxed.StageFile);
        });

    /// <summary><c>DELETE /api/stages/{id}/files/{path}</c>: removes a file.</summary>
    [Function("DeleteStageFile")]
    public Task<IResult> DeleteAsync(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = Route)] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => ApiResults.AnswerAsync(request, [], async () =>
        {
            string path = StagePath.Read(request);
            await access.GetOpenAsync(id, client, cancellationToken);
            return await files.RemoveAsync(id, path, () => access.GetOpenAsync(id, client, CancellationToken.None), cancellationToken)
                ? Results.NoContent()
                : throw NotFound(path);
        });

    private static StageFileUpload Read(HttpRequest request)
    {
        if (request.Headers.ContainsKey(HeaderNames.ContentRange))
        {
            throw new ProblemException(
                ProblemKind.InvalidHeader, "A file is uploaded whole: Content-Range is not allowed.", HeaderNames.ContentRange);
        }

        string condition = request.Headers.IfNoneMatch.ToString();
        if (condition is not ("" or "*") || request.Headers.ContainsKey(HeaderNames.IfMatch))
        {
            throw new ProblemException(
                ProblemKind.InvalidHeader, "The only condition of an upload is 'If-None-Match: *'.", HeaderNames.IfNoneMatch);
        }

        return new StageFileUpload(
            StagePath.Read(request),
            request.ContentLength,
            ContentFields.Read(request, ContentFields.ReprDigest, ContentFields.ContentDigest),
            MustBeNew: condition == "*",
            place => UploadBody.Open(request, read => place.Write(read)));
    }

    private static ProblemException NotFound(string path) =>
        new(ProblemKind.StageFileNotFound, $"The stage has no file '{path}'.", "path");
}

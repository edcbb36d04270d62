using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using OcflFunctions.Hosting;
using OcflFunctions.Http;

namespace OcflFunctions.Stages;

/// <summary>Resumable uploads into stages: tus 1.0.0.</summary>
public sealed class UploadsApi(StageRegister register, StageUploads uploads, StageAccess access, IOptions<OcflOptions> options)
{
    private const string Collection = "stages/{id}/uploads";
    private const string Member = "stages/{id}/uploads/{upload}";

    /// <summary><c>OPTIONS /api/stages/{id}/uploads</c>: what of the protocol is served.</summary>
    [Function("DescribeUploads")]
    public Task<IResult> DescribeAsync(
        [HttpTrigger(AuthorizationLevel.Function, "options", Route = Collection)] HttpRequest request) =>
        ApiResults.AnswerAsync(request, [], () => Task.FromResult(Offer(request)));

    /// <summary><c>OPTIONS</c> of an upload: the same.</summary>
    [Function("DescribeUpload")]
    public Task<IResult> DescribeOneAsync(
        [HttpTrigger(AuthorizationLevel.Function, "options", Route = Member)] HttpRequest request) =>
        ApiResults.AnswerAsync(request, [], () => Task.FromResult(Offer(request)));

    /// <summary><c>POST /api/stages/{id}/uploads</c>: creates an upload; a body is its first part.</summary>
    [Function("CreateUpload")]
    public Task<IResult> CreateAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = Collection)] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => AnswerAsync(request, async () =>
        {
            string path = Tus.ReadPath(request);
            long length = Tus.ReadLength(request);
            IReadOnlyDictionary<string, string> expected = ContentFields.Read(request, ContentFields.ReprDigest);
            UploadPart? part = HasPart(request) ? ReadPart(request, offset: 0) : null;
            StageState state = await access.GetOpenAsync(id, client, cancellationToken);
            if (part?.Length > length)
            {
                throw new ProblemException(ProblemKind.BodyTooLarge, string.Create(
                    CultureInfo.InvariantCulture, $"The body has {part.Length} bytes, and the file {length}."));
            }

            state = await register.ExtendAsync(state, CancellationToken.None);
            string metadata = request.Headers[Tus.UploadMetadata].ToString();
            UploadRecord upload = await uploads.CreateAsync(state.Stage, path, length, expected, metadata, cancellationToken);
            IHeaderDictionary headers = request.HttpContext.Response.Headers;
            headers.Location = request.PathBase.Add(request.Path).ToUriComponent().TrimEnd('/') + "/" + upload.Id;
            if (part is not null || length == 0)
            {
                upload = await uploads.AppendAsync(
                    id, upload.Id, part ?? Nothing, IsOpen(id, client), cancellationToken);
            }

            await AddOffsetAsync(request, state, upload);
            return Results.StatusCode(StatusCodes.Status201Created);
        });

    /// <summary><c>HEAD</c> of an upload: how much of it is durable.</summary>
    [Function("GetUpload")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Function, "head", Route = Member)] HttpRequest request,
        string id,
        string upload,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => AnswerAsync(request, () => HeadAsync(request, id, upload, client, cancellationToken));

    /// <summary><c>PATCH</c> of an upload: appends a part.</summary>
    [Function("AppendUpload")]
    public Task<IResult> AppendAsync(
        [HttpTrigger(AuthorizationLevel.Function, "patch", Route = Member)] HttpRequest request,
        string id,
        string upload,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => AnswerAsync(request, () => PatchAsync(request, id, upload, client, cancellationToken));

    /// <summary><c>DELETE</c> of an upload: ends it.</summary>
    [Function("DeleteUpload")]
    public Task<IResult> DeleteAsync(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = Member)] HttpRequest request,
        string id,
        string upload,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => AnswerAsync(request, () => EndAsync(id, upload, client, cancellationToken));

    /// <summary><c>POST</c> of an upload with <c>X-HTTP-Method-Override</c>, for callers that have no other methods.</summary>
    [Function("OverrideUpload")]
    public Task<IResult> OverrideAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = Member)] HttpRequest request,
        string id,
        string upload,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => AnswerAsync(
            request,
            () => request.Headers["X-HTTP-Method-Override"].ToString().ToUpperInvariant() switch
            {
                "PATCH" => PatchAsync(request, id, upload, client, cancellationToken),
                "DELETE" => EndAsync(id, upload, client, cancellationToken),
                "HEAD" => HeadAsync(request, id, upload, client, cancellationToken),
                _ => throw new ProblemException(
                    ProblemKind.MethodNotAllowed, "A POST of an upload needs X-HTTP-Method-Override: PATCH, DELETE or HEAD."),
            });

    private static UploadPart Nothing { get; } = new(Offset: 0, Length: 0, Checksum: null, _ => new MemoryStream([], writable: false));

    private IResult Offer(HttpRequest request)
    {
        IHeaderDictionary headers = request.HttpContext.Response.Headers;
        headers[Tus.Resumable] = Tus.Version;
        headers["Tus-Version"] = Tus.Version;
        headers["Tus-Extension"] = Tus.Extensions;
        headers["Tus-Checksum-Algorithm"] = Tus.ChecksumAlgorithms;
        headers["Tus-Max-Size"] = options.Value.Stages.MaxFileBytes.ToString(CultureInfo.InvariantCulture);
        return Results.NoContent();
    }

    private async Task<IResult> HeadAsync(
        HttpRequest request, string id, string uploadId, DurableTaskClient client, CancellationToken cancellationToken)
    {
        StageState state = await access.GetAsync(id, client, cancellationToken);
        UploadRecord upload = await uploads.FindAsync(id, uploadId, IsOpen(id, client), cancellationToken)
            ?? throw StageUploads.NotFound(uploadId);
        IHeaderDictionary headers = request.HttpContext.Response.Headers;
        headers.CacheControl = "no-store";
        headers[Tus.UploadLength] = upload.Length.ToString(CultureInfo.InvariantCulture);
        headers[Tus.UploadMetadata] = upload.Metadata;
        AddOffset(request, state.Stage, upload);
        return Results.Ok();
    }

    private async Task<IResult> PatchAsync(
        HttpRequest request, string id, string uploadId, DurableTaskClient client, CancellationToken cancellationToken)
    {
        UploadPart part = ReadPart(request, Tus.ReadOffset(request));
        StageState state = await access.GetOpenAsync(id, client, cancellationToken);
        state = await register.ExtendAsync(state, CancellationToken.None);
        UploadRecord upload = await uploads.AppendAsync(id, uploadId, part, IsOpen(id, client), cancellationToken);
        await AddOffsetAsync(request, state, upload);
        return Results.NoContent();
    }

    private async Task<IResult> EndAsync(string id, string uploadId, DurableTaskClient client, CancellationToken cancellationToken)
    {
        await access.GetOpenAsync(id, client, cancellationToken);
        await uploads.RemoveAsync(id, uploadId, cancellationToken);
        return Results.NoContent();
    }

    private async Task AddOffsetAsync(HttpRequest request, StageState state, UploadRecord upload) =>
        AddOffset(request, (await register.ExtendAsync(state, CancellationToken.None)).Stage, upload);

    private static void AddOffset(HttpRequest request, StageRecord stage, UploadRecord upload)
    {
        IHeaderDictionary headers = request.HttpContext.Response.Headers;
        headers[Tus.UploadOffset] = upload.Offset.ToString(CultureInfo.InvariantCulture);
        headers[Tus.UploadExpires] = stage.Expires.ToString("R", CultureInfo.InvariantCulture);
    }

    private Func<Task> IsOpen(string id, DurableTaskClient client) => () => access.GetOpenAsync(id, client, CancellationToken.None);

    private static bool HasPart(HttpRequest request) =>
        request.ContentLength is > 0 || (request.ContentLength is null && request.ContentType is not null);

    private static UploadPart ReadPart(HttpRequest request, long offset) =>
        request.ContentType?.Split(';')[0].Trim().Equals(Tus.MediaType, StringComparison.OrdinalIgnoreCase) == true
            ? new UploadPart(
                offset,
                request.ContentLength,
                Tus.ReadChecksum(request),
                place => UploadBody.Open(request, read => place?.Write(read)))
            : throw new ProblemException(
                ProblemKind.UnsupportedMediaType, $"The header Content-Type must be {Tus.MediaType}.", "Content-Type");

    private static Task<IResult> AnswerAsync(HttpRequest request, Func<Task<IResult>> answerAsync) =>
        ApiResults.AnswerAsync(request, [], () =>
        {
            request.HttpContext.Response.Headers[Tus.Resumable] = Tus.Version;
            Tus.RequireVersion(request);
            return answerAsync();
        });
}

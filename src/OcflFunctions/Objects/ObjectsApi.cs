using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Ocfl.Objects;
using OcflFunctions.Contracts;
using OcflFunctions.Http;

namespace OcflFunctions.Objects;

/// <summary>Lists objects, and what is in one of them.</summary>
public sealed class ObjectsApi(ObjectReader reader, ObjectLister lister, ObjectViews views)
{
    private const int UsualTop = 100;
    private const int MostTop = 1000;
    private const string From = "from";
    private const string To = "to";

    /// <summary><c>GET /api/objects</c>: the objects of the storage root.</summary>
    [Function("GetObjects")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "objects")] HttpRequest request,
        CancellationToken cancellationToken) => ApiResults.AnswerAsync(request, [ObjectQuery.Prefix, .. PageQuery.Parameters], async () =>
        {
            int top = PageQuery.ReadTop(request.Query, UsualTop, MostTop);
            string? after = PageQuery.ReadContinuation(
                request.Query, (kind, root) => kind == "o" && root.Length > 0 ? root : throw new FormatException());
            ObjectPage page = await lister.ListAsync(
                request.Query[ObjectQuery.Prefix].ToString(), after, top, cancellationToken);
            return ApiResults.Json(page, ContractsJson.Relaxed.ObjectPage);
        });

    /// <summary><c>GET /api/objects/versions</c>: an object with its versions.</summary>
    [Function("GetObjectVersions")]
    public Task<IResult> ListVersionsAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "objects/versions")] HttpRequest request,
        CancellationToken cancellationToken) => AnswerAsync(
            request,
            [],
            ContractsJson.Relaxed.VersionPage,
            (source, top) =>
            {
                int after = ReadIndex(request);
                return () => Task.FromResult(ObjectViews.Versions(source, after, top));
            },
            cancellationToken);

    /// <summary><c>GET /api/objects/files</c>: the files of a version.</summary>
    [Function("GetObjectFiles")]
    public Task<IResult> ListFilesAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "objects/files")] HttpRequest request,
        CancellationToken cancellationToken) => AnswerAsync(
            request,
            [ObjectQuery.Version, ObjectQuery.Prefix],
            ContractsJson.Relaxed.FilePage,
            (source, top) =>
            {
                FilePosition? after = PageQuery.ReadContinuation<FilePosition?>(request.Query, FilePosition.Parse);
                OcflVersion version = after is { } position && request.Query[ObjectQuery.Version].Count == 0
                    ? ObjectQuery.Find(source, position.To, ObjectQuery.Version)
                    : ObjectQuery.ReadVersion(request.Query, source);
                after?.Require(version.Number.Number, version.Number.Number);
                return () => views.FilesAsync(
                    source, version, request.Query[ObjectQuery.Prefix].ToString(), after?.Path, top, cancellationToken);
            },
            cancellationToken);

    /// <summary><c>GET /api/objects/diff</c>: the differences between two versions.</summary>
    [Function("GetObjectDiff")]
    public Task<IResult> ListChangesAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "objects/diff")] HttpRequest request,
        CancellationToken cancellationToken) => AnswerAsync(
            request,
            [From, To],
            ContractsJson.Relaxed.FileChangePage,
            (source, top) =>
            {
                FilePosition? after = PageQuery.ReadContinuation<FilePosition?>(request.Query, FilePosition.Parse);
                int to = ObjectQuery.ReadNumber(request.Query, To) ?? after?.To ?? source.Head.Number.Number;
                int from = ObjectQuery.ReadNumber(request.Query, From, allowNone: true) ?? after?.From ?? to - 1;
                after?.Require(from, to);
                OcflVersion? before = from == 0 ? null : ObjectQuery.Find(source, from, From);
                OcflVersion changed = ObjectQuery.Find(source, to, To);
                return () => Task.FromResult(views.Changes(source, before, changed, after?.Path, top));
            },
            cancellationToken);

    /// <summary><c>GET /api/objects/history</c>: the versions in which a path changed.</summary>
    [Function("GetObjectHistory")]
    public Task<IResult> ListHistoryAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "objects/history")] HttpRequest request,
        CancellationToken cancellationToken) => AnswerAsync(
            request,
            [ObjectQuery.Path],
            ContractsJson.Relaxed.FileHistoryPage,
            (source, top) =>
            {
                string path = ObjectQuery.Require(request.Query, ObjectQuery.Path);
                int after = ReadIndex(request);
                return () => Task.FromResult(ObjectViews.History(source, path, after, top));
            },
            cancellationToken);

    private static int ReadIndex(HttpRequest request) => PageQuery.ReadContinuation(
        request.Query,
        (index, rest) => rest.Length == 0
            ? int.Parse(index, NumberStyles.None, CultureInfo.InvariantCulture)
            : throw new FormatException());

    private Task<IResult> AnswerAsync<T>(
        HttpRequest request,
        IReadOnlyList<string> parameters,
        JsonTypeInfo<T> type,
        Func<OcflObject, int, Func<Task<T>>> prepare,
        CancellationToken cancellationToken) =>
        ApiResults.AnswerAsync(request, [ObjectQuery.Id, .. parameters, .. PageQuery.Parameters], async () =>
        {
            int top = PageQuery.ReadTop(request.Query, UsualTop, MostTop);
            OcflObject source = await reader.OpenAsync(ObjectQuery.Require(request.Query, ObjectQuery.Id), cancellationToken);
            Func<Task<T>> viewAsync = prepare(source, top);
            Validators validators = Validators.OfAnswer(source.InventoryDigest);
            IResult answer = validators.AreKnownTo(request)
                ? Results.StatusCode(StatusCodes.Status304NotModified)
                : ApiResults.Json(await viewAsync(), type);

            // A failure of the view must not have them: a cache would keep it.
            validators.Write(request.HttpContext.Response);
            request.HttpContext.Response.Headers.CacheControl = ContentHeaders.CacheControl;
            return answer;
        });
}
